/** A made-up company's facts, asks and answers as rows of import files, in exactly the canonical columns of each kind. */
import { formatAmount, money } from '../domain/money.ts';
import type { StoredMoney } from '../domain/facts.ts';
import type { Day } from '../domain/period.ts';
import { EXPIRES_AFTER_DAYS } from './asks.ts';
import type { Encounter } from './asks.ts';
import type { Calendar } from './calendar.ts';
import type { CompanyPlan, TouchpointPlan } from './company-plan.ts';
import type { CompanyFact } from './customer-facts.ts';
import type { CustomerLife } from './customer-life.ts';

/** Kinds a company has files of, in the order in which they are best imported; columns as the header names them. */
export const COMPANY_COLUMNS = {
  customers: ['customerId', 'email', 'name', 'startedOn', 'locale', 'timeZone', 'segment', 'plan', 'country'],
  churn: ['customerId', 'date', 'type', 'reason', 'amount', 'currency'],
  revenue: ['invoiceId', 'customerId', 'subscriptionId', 'type', 'startsOn', 'endsOn', 'amount', 'currency'],
  purchases: ['purchaseId', 'customerId', 'purchasedOn', 'amount', 'currency', 'item'],
  renewals: ['renewalId', 'customerId', 'dueOn', 'renewed', 'renewedOn', 'amount', 'currency'],
  'lifetime-values': ['customerId', 'asOf', 'value', 'currency', 'method'],
  costs: ['costId', 'month', 'category', 'amount', 'currency', 'description'],
  activity: ['customerId', 'day'],
  invitations: ['invitationId', 'customerId', 'email', 'touchpoint', 'sentAt', 'expiresOn', 'status'],
  responses: ['responseId', 'invitationId', 'customerId', 'email', 'touchpoint', 'metric', 'scaleMin', 'scaleMax', 'score', 'answeredAt', 'comment'],
} as const;
export type CompanyFileKind = keyof typeof COMPANY_COLUMNS;
export const COMPANY_FILE_KINDS = Object.keys(COMPANY_COLUMNS) as CompanyFileKind[];

/** Cells by column; a column that is absent is empty. */
export type ImportCells = Readonly<Record<string, string>>;

export function factCells({ kind, owner, values }: CompanyFact): ImportCells {
  const customerId = owner ?? '';
  switch (kind) {
    case 'customers': {
      const { startedOn, email, name, locale, timeZone, properties } = values;
      return { customerId, ...filled({ email, name, locale, timeZone }), startedOn, ...properties };
    }
    case 'churn':
      return { customerId, date: values.date, type: values.type, ...filled({ reason: values.reason }), ...amountCells(values.amount) };
    case 'revenue':
      return { customerId, type: values.type, startsOn: values.startsOn, endsOn: values.endsOn, ...filled({ invoiceId: values.invoiceId, subscriptionId: values.subscriptionId }), ...amountCells(values.amount) };
    case 'purchases':
      return { purchaseId: values.purchaseId, customerId, purchasedOn: values.purchasedOn, ...filled({ item: values.item }), ...amountCells(values.amount) };
    case 'renewals': {
      const renewed = values.renewed === null ? null : values.renewed ? 'yes' : 'no';
      return { customerId, dueOn: values.dueOn, ...filled({ renewalId: values.renewalId, renewed, renewedOn: values.renewedOn }), ...amountCells(values.amount) };
    }
    case 'lifetime-values': {
      const { amount = '', currency = '' } = amountCells(values.value);
      return { customerId, asOf: values.asOf, value: amount, currency, ...filled({ method: values.method }) };
    }
    case 'costs':
      return { month: values.month, category: values.category, ...filled({ costId: values.costId, description: values.description }), ...amountCells(values.amount) };
    case 'activity':
      return { customerId, day: values.day };
    case 'exchange-rates':
      return values;
  }
}

/** What is needed to write an encounter down. */
export interface EncounterContext {
  plan: CompanyPlan;
  calendar: Calendar;
  life: CustomerLife;
}

/** The ask of an encounter as a row, `null` where nobody was asked. */
export function invitationCells({ plan, calendar, life }: EncounterContext, { number, touchpoint, day, ask }: Encounter): ImportCells | null {
  if (ask === null) return null;
  return {
    invitationId: invitationIdOf(life, number),
    customerId: life.customerId,
    email: life.email,
    touchpoint: touchpointAt(plan, touchpoint).key,
    sentAt: instantOn(calendar.dayAt(day), 9, life.number + number),
    expiresOn: calendar.dayAt(day + EXPIRES_AFTER_DAYS),
    status: ask.status,
  };
}

/** The answer of an encounter as a row, `null` where there is none. */
export function responseCells({ plan, calendar, life }: EncounterContext, { number, touchpoint, ask }: Encounter): ImportCells | null {
  const answer = ask?.answer ?? null;
  if (answer === null) return null;
  const { key, metric, scale } = touchpointAt(plan, touchpoint);
  return {
    responseId: answerIdOf(life, number),
    invitationId: invitationIdOf(life, number),
    customerId: life.customerId,
    email: life.email,
    touchpoint: key,
    metric,
    scaleMin: String(scale.min),
    scaleMax: String(scale.max),
    score: String(answer.score),
    answeredAt: answeredAtOf({ calendar, life }, number, answer.day),
    ...filled({ comment: answer.comment }),
  };
}

export function touchpointAt({ touchpoints }: Pick<CompanyPlan, 'touchpoints'>, index: number): TouchpointPlan {
  const touchpoint = touchpoints[index];
  if (touchpoint === undefined) throw new RangeError(`there is no touchpoint ${index}`);
  return touchpoint;
}

function invitationIdOf({ customerId }: CustomerLife, number: number): string {
  return `${customerId}-a${number}`;
}

export function answerIdOf({ customerId }: CustomerLife, number: number): string {
  return `${customerId}-r${number}`;
}

/** After the ask, even on its day; the same local day in every zone from nine hours behind to ten ahead of UTC. */
export function answeredAtOf({ calendar, life }: Pick<EncounterContext, 'calendar' | 'life'>, number: number, day: number): string {
  return instantOn(calendar.dayAt(day), 10 + ((life.number + number) % 4), life.number * 7 + number);
}

/** An instant of the UTC day, `hour` o'clock and some minutes that follow from `spread`. */
export function instantOn(day: Day, hour: number, spread: number): string {
  const pair = (value: number): string => String(value).padStart(2, '0');
  return `${day}T${pair(hour)}:${pair((spread * 13) % 60)}:${pair((spread * 29) % 60)}Z`;
}

function amountCells(amount: StoredMoney | null): { amount?: string; currency?: string } {
  return amount === null ? {} : { amount: formatAmount(money(amount.amountMinor, amount.currency)), currency: amount.currency };
}

function filled(cells: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(Object.entries(cells).flatMap(([column, cell]) => (cell === null ? [] : [[column, cell]])));
}
