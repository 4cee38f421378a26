/**
 * The business report's periods, each for everybody and by group, filled from customers streamed once. Costs are the
 * company's: a group has no acquisition or retention costs of its own, and bears the cost to serve by its paying customers.
 */
import { fraction, multiplyFractions, ZERO } from '../fraction.ts';
import { previousPeriod } from '../period.ts';
import type { Day, DayRange } from '../period.ts';
import { compareShares } from '../significance.ts';
import type { Comparison } from '../significance.ts';
import type { Figure } from '../figure.ts';
import { figures } from './business-report.ts';
import type { BusinessFigures } from './business-report.ts';
import { addCostRow, addCustomer, currenciesOf, emptyTally } from './business-tally.ts';
import type { BusinessTally, PreparedCustomer } from './business-tally.ts';
import type { CostRow } from './acquisition.ts';
import type { CustomerCounts } from './customer-base.ts';
import type { BusinessOptions } from './value-figures.ts';

/** ISO 4217's code for "no currency": the figures of an account without any money. */
export const NO_CURRENCY = 'XXX';

export interface Breakdown {
  periods: DayRange[];
  isCompared: boolean;
  /** Every range that is tallied: the periods, and those they are compared with. */
  ranges: Map<string, DayRange>;
  until: Day;
  whole: Map<string, BusinessTally>;
  /** `null` where everybody is one group. */
  groups: Map<string | null, Map<string, BusinessTally>> | null;
}

/** The quotients of heads that are compared with the previous period. */
const COMPARED = ['churn', 'retention', 'renewal', 'repeatPurchase'] as const;

type WithComparison = { [Name in (typeof COMPARED)[number]]: Figure & { comparison: Comparison | null } };

export interface BusinessPeriod extends DayRange {
  group: string | null;
  /** `null`: no amount is known in the period. */
  currency: string | null;
  customers: CustomerCounts;
  figures: Omit<BusinessFigures, keyof WithComparison> & WithComparison;
}

const idOf = ({ from, to }: DayRange): string => `${from}/${to}`;

/** @param periods observed parts only, ascending; `isGrouped` = customers will come with a group, or some not at all */
export function startBreakdown({ periods, until, isCompared, isGrouped }: { periods: DayRange[]; until: Day; isCompared: boolean; isGrouped: boolean }): Breakdown {
  const all = [...periods, ...(isCompared ? periods.map(({ from, to }) => previousPeriod(from, to)) : [])];
  const ranges = new Map(all.map((range) => [idOf(range), range]));
  return { periods, isCompared, ranges, until, whole: talliesOf(ranges, until), groups: isGrouped ? new Map() : null };
}

/** Adds one customer in place; without a group they are only part of the whole. */
export function addToBreakdown(breakdown: Breakdown, customer: PreparedCustomer, group?: string | null): void {
  for (const tally of breakdown.whole.values()) addCustomer(tally, customer);
  if (breakdown.groups === null || group === undefined) return;
  let tallies = breakdown.groups.get(group);
  if (tallies === undefined) breakdown.groups.set(group, (tallies = talliesOf(breakdown.ranges, breakdown.until)));
  for (const tally of tallies.values()) addCustomer(tally, customer);
}

/** Every period, group and currency of it, in this order. Call it once, when every customer has been added. */
export function businessPeriods(breakdown: Breakdown, { costs, currency, options, minimumSample }: { costs: readonly CostRow[]; currency: string | null; options: BusinessOptions; minimumSample: number }): BusinessPeriod[] {
  for (const tally of breakdown.whole.values()) for (const row of costs) addCostRow(tally, row);
  for (const tallies of breakdown.groups?.values() ?? []) for (const [id, tally] of tallies) bearService(tally, breakdown.whole.get(id));
  const currencies = currency === null ? currenciesIn(breakdown) : [currency];
  const groups = breakdown.groups ?? new Map([[null, breakdown.whole]]);
  const named = [...groups].toSorted(([one], [other]) => (String(one ?? '\uffff') < String(other ?? '\uffff') ? -1 : 1));
  return breakdown.periods.flatMap((period) => named.flatMap(([group, tallies]) => currencies.map((each) => {
    const earlier = breakdown.isCompared ? tallies.get(idOf(previousPeriod(period.from, period.to))) : undefined;
    return periodFigures({ period, group, currency: each, tally: tallies.get(idOf(period)), earlier, options, minimumSample });
  })));
}

interface PeriodParts {
  period: DayRange;
  group: string | null;
  currency: string | null;
  tally: BusinessTally | undefined;
  earlier: BusinessTally | undefined;
  options: BusinessOptions;
  minimumSample: number;
}

function periodFigures({ period, group, currency, tally, earlier, options, minimumSample }: PeriodParts): BusinessPeriod {
  if (tally === undefined) throw new Error(`period ${idOf(period)} was not tallied`);
  const now = figures(tally, currency ?? NO_CURRENCY, options);
  const before = earlier && figures(earlier, currency ?? NO_CURRENCY, options);
  const compared = Object.fromEntries(COMPARED.map((name) => [name, { ...now[name], comparison: before ? compareFigures(before[name], now[name], minimumSample) : null }])) as WithComparison;
  return { ...period, group, currency, customers: tally.customers, figures: { ...now, ...compared } };
}

function compareFigures(before: Figure, now: Figure, minimumSample: number): Comparison {
  return compareShares({ part: before.numerator ?? 0, n: before.denominator ?? 0 }, { part: now.numerator ?? 0, n: now.denominator ?? 0 }, minimumSample);
}

function talliesOf(ranges: ReadonlyMap<string, DayRange>, until: Day): Map<string, BusinessTally> {
  return new Map([...ranges].map(([id, range]) => [id, emptyTally(range, until)]));
}

/** One list for the whole report, so that every period has the same ones. */
function currenciesIn({ whole, periods }: Breakdown): (string | null)[] {
  const found = new Set(periods.flatMap((period) => currenciesOf(whole.get(idOf(period)) ?? emptyTally(period, period.to))));
  return found.size === 0 ? [null] : [...found].toSorted();
}

/** The cost to serve is an average over paying customers, so a group bears as much of it as it has of them. */
function bearService(tally: BusinessTally, whole: BusinessTally | undefined): void {
  for (const [currency, sums] of tally.currencies) {
    const all = whole?.currencies.get(currency);
    const service = all?.costs.service ?? null;
    if (all === undefined || service === null) continue;
    sums.costs.service = all.payingAtEnd === 0 ? ZERO : multiplyFractions(service, fraction(sums.payingAtEnd, all.payingAtEnd));
  }
}
