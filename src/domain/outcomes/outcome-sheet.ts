/**
 * Everything the outcomes report needs of one customer, narrow enough to be stored and streamed: answers, asks without an
 * answer, when they were active and left, and their money as steps over time. Nothing in it depends on the day it is read,
 * so any period, horizon and `until` is computed from it alone.
 */
import { activeIntervals } from '../business/customer-base.ts';
import type { ActiveInterval } from '../business/customer-base.ts';
import { latestLifetimeValues } from '../business/lifetime-value.ts';
import { mrrOn, recurringRows } from '../business/recurring-revenue.ts';
import type { RecurringRow } from '../business/recurring-revenue.ts';
import type { OwnedFacts } from '../facts.ts';
import type { ClosedSpan } from '../case-history.ts';
import type { Category, Metric } from '../metric.ts';
import { addDays } from '../period.ts';
import type { Day } from '../period.ts';

/** One answer that counts. */
export interface SheetAnswer {
  touchpoint: string;
  metric: Metric;
  /** `min-max`. */
  scale: string;
  /** Local day it was given on. */
  answeredOn: Day;
  score: number;
  /** By the survey version that was answered. */
  category: Category;
  /** Day its ask was sent, `null` where none was. */
  askedOn: Day | null;
  /** Declared segment values of the ask. */
  segments: Record<string, string>;
  /** When its case was closed; absent where it never was. */
  caseClosed?: ClosedSpan[];
}

export type AskEnd = 'silent' | 'bounced' | 'unsubscribed';

/** One ask that went out and ended without an answer. */
export interface SheetAsk {
  touchpoint: string;
  metric: Metric;
  scale: string;
  sentOn: Day;
  /** Expired, bounced or unsubscribed on this day. */
  endedOn: Day;
  end: AskEnd;
  segments: Record<string, string>;
}

/** Whole minor units from each day on until the next; days ascend. */
export interface AmountSteps {
  currency: string;
  days: Day[];
  amounts: number[];
}

/** The part that follows from imported facts. */
export interface SheetFacts {
  intervals: ActiveInterval[];
  /** Days of full churn, ascending. */
  left: Day[];
  mrr: AmountSteps[];
  clv: AmountSteps[];
  properties: Record<string, string>;
}

/** The part that follows from asks and answers; answers in the order they were given. */
export interface SheetRows {
  answers: SheetAnswer[];
  asks: SheetAsk[];
}

export interface OutcomeSheet extends SheetFacts, SheetRows {}

/** Somebody of whom nothing was imported: never a customer, so their answers lead nowhere. */
export function noFacts(): SheetFacts {
  return { intervals: [], left: [], mrr: [], clv: [], properties: {} };
}

export function sheetFacts(facts: OwnedFacts): SheetFacts {
  const intervals = activeIntervals(facts);
  const left = new Set(facts.churns.flatMap(({ date, type }) => (type === 'full' ? [date] : [])));
  return {
    intervals,
    left: [...left].toSorted(),
    mrr: mrrSteps(intervals, recurringRows(facts.revenue)),
    clv: clvSteps(facts),
    properties: facts.properties,
  };
}

/** The amount that holds on a day, `null` before the first step. */
export function amountOn({ days, amounts }: AmountSteps, day: Day): number | null {
  let index = days.length - 1;
  while (index >= 0 && (days[index] ?? '') > day) index -= 1;
  return index < 0 ? null : amounts[index] ?? null;
}

/** MRR changes only where a row starts or has ended, and where the customer comes or goes. */
function mrrSteps(intervals: readonly ActiveInterval[], rows: readonly RecurringRow[]): AmountSteps[] {
  if (rows.length === 0 || intervals.length === 0) return [];
  const turns = new Set<Day>();
  for (const { startsOn, endsOn } of rows) turns.add(startsOn).add(addDays(endsOn, 1));
  for (const { from, until } of intervals) {
    turns.add(from);
    if (until !== null) turns.add(until);
  }
  const coming = rows.toSorted((one, other) => (one.startsOn < other.startsOn ? -1 : 1));
  let current: RecurringRow[] = [];
  let next = 0;
  const steps = new Map<string, AmountSteps>();
  for (const day of [...turns].toSorted()) {
    current = current.filter((row) => row.endsOn >= day);
    for (let row = coming[next]; row !== undefined && row.startsOn <= day; row = coming[(next += 1)]) {
      if (row.endsOn >= day) current.push(row);
    }
    const amounts = mrrOn(intervals, current, day);
    for (const currency of amounts.keys()) if (!steps.has(currency)) steps.set(currency, { currency, days: [], amounts: [] });
    for (const [currency, step] of steps) addStep(step, day, Number(amounts.get(currency) ?? 0n));
  }
  return byCurrency(steps);
}

/** The value that holds from each day on which one was stated, by the rule for one customer's values. */
function clvSteps({ lifetimeValues }: Pick<OwnedFacts, 'lifetimeValues'>): AmountSteps[] {
  const steps = new Map<string, AmountSteps>();
  for (const day of [...new Set(lifetimeValues.map(({ asOf }) => asOf))].toSorted()) {
    for (const [currency, { amountMinor }] of latestLifetimeValues(lifetimeValues, addDays(day, 1))) {
      let step = steps.get(currency);
      if (step === undefined) steps.set(currency, (step = { currency, days: [], amounts: [] }));
      addStep(step, day, Number(amountMinor));
    }
  }
  return byCurrency(steps);
}

function addStep(step: AmountSteps, day: Day, amount: number): void {
  if (step.amounts.at(-1) === amount) return;
  step.days.push(day);
  step.amounts.push(amount);
}

function byCurrency(steps: ReadonlyMap<string, AmountSteps>): AmountSteps[] {
  return [...steps.values()].toSorted((one, other) => (one.currency < other.currency ? -1 : 1));
}
