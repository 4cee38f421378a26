/** What one customer pays for: a plan with seats, by the month or the year, that grows and shrinks. */
import type { FactValues, StoredMoney } from '../domain/facts.ts';
import { addMonths } from '../domain/local-day.ts';
import { addDays } from '../domain/period.ts';
import type { Day } from '../domain/period.ts';
import type { Calendar } from './calendar.ts';
import { chanceOf, happens } from './chance.ts';
import type { Chance } from './chance.ts';
import type { CompanyPlan } from './company-plan.ts';
import type { CustomerLife } from './customer-life.ts';

/** Months over which a lifetime value is earned. */
const LIFETIME_MONTHS = 24;
/** Of the annual price, two months are a present. */
const MONTHS_IN_ANNUAL_PRICE = 10;
const SETUP_FEE_MINOR = 15_000;

const PLANS = [
  { name: 'starter', seatMinor: 900, upToMinor: 4_000 },
  { name: 'team', seatMinor: 1_900, upToMinor: 20_000 },
  { name: 'business', seatMinor: 3_900, upToMinor: Infinity },
] as const;
type PricePlan = (typeof PLANS)[number];

/** Lifetime value in minor units by place among all customers: log-logistic, the outermost 0.2 % cut off. */
export function lifetimeValueAt({ lifetimeValue: { medianMinor, spread } }: CompanyPlan, worth: number): number {
  const place = Math.min(0.998, Math.max(0.002, worth));
  return Math.round(medianMinor * (place / (1 - place)) ** spread);
}

/** The mean of those values (π·spread ÷ sin(π·spread) times the median), for spreads below 1. */
export function meanLifetimeValue({ lifetimeValue: { medianMinor, spread } }: CompanyPlan): number {
  return spread === 0 ? medianMinor : (medianMinor * Math.PI * spread) / Math.sin(Math.PI * spread);
}

export function monthlyValue(lifetimeValueMinor: number): number {
  return lifetimeValueMinor / LIFETIME_MONTHS;
}

export interface Subscription {
  revenue: FactValues['revenue'][];
  renewals: FactValues['renewals'][];
  /** Downgrades: no relation ends with them. */
  partialChurns: FactValues['churn'][];
}

interface Contract {
  isAnnual: boolean;
  seatMinor: number;
  seats: number;
}

/** What a customer of that worth would subscribe to. */
export function pricePlanOf(plan: CompanyPlan, { worth }: Pick<CustomerLife, 'worth'>): PricePlan {
  const monthlyMinor = monthlyValue(lifetimeValueAt(plan, worth));
  return PLANS.find(({ upToMinor }) => monthlyMinor < upToMinor) ?? PLANS[2];
}

/** Everything the customer pays from the start up to the day before the plan's `to`. */
export function subscriptionOf(plan: CompanyPlan, calendar: Calendar, life: CustomerLife): Subscription {
  const chance = chanceOf(plan.seed, 'subscription', life.number);
  const { seatMinor } = pricePlanOf(plan, life);
  const seats = Math.max(1, Math.round(monthlyValue(lifetimeValueAt(plan, life.worth)) / seatMinor));
  const contract: Contract = { isAnnual: happens(chance, 0.25), seatMinor, seats };
  const subscription: Subscription = { revenue: [], renewals: [], partialChurns: [] };
  life.stays.forEach(({ from, until }, stay) => {
    const startsOn = calendar.dayAt(from);
    const period = { startsOn, leftOn: until === null ? null : calendar.dayAt(until) };
    if (stay === 0 && happens(chance, 0.3)) addInvoice(subscription, life, { plan, type: 'one-time', startsOn, endsOn: startsOn, amountMinor: SETUP_FEE_MINOR });
    bill(subscription, life, { plan, contract, chance, ...period });
  });
  return subscription;
}

interface Bill {
  plan: CompanyPlan;
  contract: Contract;
  chance: Chance;
  startsOn: Day;
  leftOn: Day | null;
}

/** One invoice a term until the customer is gone or today is reached; an annual term ends with a renewal, or without. */
function bill(subscription: Subscription, life: CustomerLife, { plan, contract, chance, startsOn, leftOn }: Bill): void {
  const months = contract.isAnnual ? 12 : 1;
  for (let term = 0, day = startsOn; day < plan.to; ) {
    const next = addMonths(startsOn, (term += 1) * months);
    addInvoice(subscription, life, { plan, type: 'recurring', startsOn: day, endsOn: addDays(next, -1), amountMinor: priceOf(contract) });
    const isLeft = leftOn !== null && leftOn <= next;
    if (contract.isAnnual) subscription.renewals.push(renewalOf(subscription, life, { plan, dueOn: next, isLeft, amountMinor: priceOf(contract) }));
    if (isLeft) return;
    if (next < plan.to) changeSeats(subscription, { plan, contract, chance, day: next });
    day = next;
  }
}

function changeSeats(subscription: Subscription, { plan, contract, chance, day }: { plan: CompanyPlan; contract: Contract; chance: Chance; day: Day }): void {
  const [up, down] = contract.isAnnual ? [0.3, 0.1] : [0.04, 0.015];
  const place = chance();
  const before = contract.seats;
  if (place < up) contract.seats += Math.max(1, Math.round(before * 0.25));
  else if (place < up + down) contract.seats -= Math.min(before - 1, Math.max(1, Math.round(before * 0.25)));
  const lostMinor = (before - contract.seats) * contract.seatMinor;
  if (lostMinor > 0) subscription.partialChurns.push({ date: day, type: 'partial', reason: 'fewer seats', amount: amountOf(plan, lostMinor) });
}

function addInvoice(subscription: Subscription, life: CustomerLife, { plan, type, startsOn, endsOn, amountMinor }: { plan: CompanyPlan; type: 'recurring' | 'one-time'; startsOn: Day; endsOn: Day; amountMinor: number }): void {
  const invoiceId = `${life.customerId}-i${subscription.revenue.length + 1}`;
  const subscriptionId = type === 'recurring' ? `${life.customerId}-s` : null;
  subscription.revenue.push({ invoiceId, subscriptionId, type, startsOn, endsOn, amount: amountOf(plan, amountMinor) });
}

/** Pending while its day has not come. */
function renewalOf(subscription: Subscription, life: CustomerLife, { plan, dueOn, isLeft, amountMinor }: { plan: CompanyPlan; dueOn: Day; isLeft: boolean; amountMinor: number }): FactValues['renewals'] {
  const renewed = isLeft ? false : dueOn < plan.to ? true : null;
  return { renewalId: `${life.customerId}-n${subscription.renewals.length + 1}`, dueOn, renewed, renewedOn: renewed === true ? dueOn : null, amount: amountOf(plan, amountMinor) };
}

function priceOf({ isAnnual, seatMinor, seats }: Contract): number {
  return seatMinor * seats * (isAnnual ? MONTHS_IN_ANNUAL_PRICE : 1);
}

function amountOf({ currency }: CompanyPlan, amountMinor: number): StoredMoney {
  return { amountMinor, currency };
}
