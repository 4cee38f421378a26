/** One customer's life as the facts that a company's own systems would know of it. */
import type { FactKind, FactValues, StoredMoney } from '../domain/facts.ts';
import type { Calendar } from './calendar.ts';
import { chanceOf, daysUntil, happens, oneOf, wholeBetween } from './chance.ts';
import type { Chance } from './chance.ts';
import type { CompanyPlan } from './company-plan.ts';
import { moodOn } from './customer-life.ts';
import type { CustomerLife } from './customer-life.ts';
import { lifetimeValueAt, monthlyValue, pricePlanOf, subscriptionOf } from './subscription.ts';

/** A fact with its kind; `owner` is the customer's id, `null` for the company's own. */
export type CompanyFact = { [Kind in FactKind]: { kind: Kind; owner: string | null; values: FactValues[Kind] } }[FactKind];

/** Facts about one customer, by kind; each works its own rows out, so reading one kind does not cost the others. */
export type CustomerFactKind = Exclude<FactKind, 'costs' | 'exchange-rates'>;

const REASONS = ['price', 'missing feature', 'poor support', 'went to a competitor', 'closed down', 'no reason given'] as const;
const ITEMS = ['Training day', 'Extra storage', 'Report template', 'Consulting hour', 'Hardware key'] as const;
const VALUED_EVERY_DAYS = 91;
const HISTORY_DAYS = 365;

/** Rows of one kind about one customer; no day of them is `plan.to` or later, but the ends and due days of running contracts. */
export function customerFacts<Kind extends CustomerFactKind>(plan: CompanyPlan, calendar: Calendar, life: CustomerLife, kind: Kind): FactValues[Kind][] {
  return FACTS[kind](plan, calendar, life);
}

const FACTS: { [Kind in CustomerFactKind]: (plan: CompanyPlan, calendar: Calendar, life: CustomerLife) => FactValues[Kind][] } = {
  customers: (plan, calendar, life) => [
    {
      startedOn: calendar.dayAt(life.stays[0]?.from ?? 0),
      email: life.email,
      name: life.name,
      locale: life.language,
      timeZone: life.timeZone,
      properties: { segment: life.segment, plan: pricePlanOf(plan, life).name, country: life.country },
    },
  ],
  churn: (plan, calendar, life) => [...churnRows(plan, calendar, life), ...subscriptionOf(plan, calendar, life).partialChurns].toSorted((one, other) => (one.date < other.date ? -1 : 1)),
  revenue: (plan, calendar, life) => subscriptionOf(plan, calendar, life).revenue,
  renewals: (plan, calendar, life) => subscriptionOf(plan, calendar, life).renewals,
  purchases: purchaseRows,
  'lifetime-values': valueRows,
  activity: activityRows,
};

function churnRows(plan: CompanyPlan, calendar: Calendar, life: CustomerLife): FactValues['churn'][] {
  const chance = chanceOf(plan.seed, 'churn', life.number);
  const lost = money(plan, Math.round(monthlyValue(lifetimeValueAt(plan, life.worth))));
  return life.stays.flatMap(({ from, until }, stay): FactValues['churn'][] => [
    ...(stay > 0 ? [{ date: calendar.dayAt(from), type: 'returned', reason: null, amount: null } as const] : []),
    ...(until === null ? [] : [{ date: calendar.dayAt(until), type: 'full', reason: oneOf(chance, REASONS), amount: lost } as const]),
  ]);
}

function purchaseRows(plan: CompanyPlan, calendar: Calendar, life: CustomerLife): FactValues['purchases'][] {
  const chance = chanceOf(plan.seed, 'purchases', life.number);
  const rows: FactValues['purchases'][] = [];
  for (const { first, end } of observedStays(plan, calendar, life, -HISTORY_DAYS)) {
    for (let day = first + daysUntil(chance, 130); day < end; day += daysUntil(chance, 130)) {
      const amount = money(plan, 500 * wholeBetween(chance, 3, 60));
      rows.push({ purchaseId: `${life.customerId}-p${rows.length + 1}`, purchasedOn: calendar.dayAt(day), amount, item: oneOf(chance, ITEMS) });
    }
  }
  return rows;
}

/** Stated when the customer starts, or before the story begins, and again every quarter while they stay. */
function valueRows(plan: CompanyPlan, calendar: Calendar, life: CustomerLife): FactValues['lifetime-values'][] {
  const chance = chanceOf(plan.seed, 'values', life.number);
  const valueMinor = lifetimeValueAt(plan, life.worth);
  const rows: FactValues['lifetime-values'][] = [];
  for (const { first, end } of observedStays(plan, calendar, life, -VALUED_EVERY_DAYS)) {
    for (let day = first; day < end; day += VALUED_EVERY_DAYS) {
      rows.push({ asOf: calendar.dayAt(day), value: money(plan, Math.round(valueMinor * (0.95 + 0.1 * chance()))), method: 'predicted' });
    }
  }
  return rows;
}

/** The happier, the oftener: from one day in eleven to every second one. */
function activityRows(plan: CompanyPlan, calendar: Calendar, life: CustomerLife): FactValues['activity'][] {
  if (plan.activityFrom === null) return [];
  const chance = chanceOf(plan.seed, 'activity', life.number);
  const rows: FactValues['activity'][] = [];
  for (const { first, end } of observedStays(plan, calendar, life, calendar.placeOf(plan.activityFrom))) {
    for (let day = first + untilActive(chance, life, first) - 1; day < end; day += untilActive(chance, life, day)) rows.push({ day: calendar.dayAt(day) });
  }
  return rows;
}

function untilActive(chance: Chance, life: CustomerLife, day: number): number {
  const share = 0.09 + 0.41 * moodOn(life, day).satisfaction;
  for (let days = 1; ; days += 1) if (happens(chance, share)) return days;
}

/** Days that somebody was there, from `earliest` on and before today. */
function observedStays(plan: CompanyPlan, calendar: Calendar, { stays }: CustomerLife, earliest: number): { first: number; end: number }[] {
  const today = calendar.placeOf(plan.to);
  return stays.map(({ from, until }) => ({ first: Math.max(from, earliest), end: Math.min(until ?? today, today) })).filter(({ first, end }) => first < end);
}

function money({ currency }: CompanyPlan, amountMinor: number): StoredMoney {
  return { amountMinor, currency };
}
