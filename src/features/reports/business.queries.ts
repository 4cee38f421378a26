import { prepareCustomer } from '../../domain/business/business-tally.ts';
import { addToBreakdown, businessPeriods, startBreakdown, type BusinessPeriod } from '../../domain/business/business-breakdown.ts';
import { seeValues, tierBounds, tierOf, type SeenValues } from '../../domain/business/value-tiers.ts';
import type { CostRow } from '../../domain/business/acquisition.ts';
import { amountInCurrency, factsInCurrency, rateTable, type RateRow } from '../../domain/exchange.ts';
import type { OwnedFacts } from '../../domain/facts.ts';
import { observedPart } from '../../domain/local-day.ts';
import { bucketsBetween, type DayRange } from '../../domain/period.ts';
import { createCache } from '../../platform/cache.ts';
import { requireAccount } from '../accounts/accounts.queries.ts';
import { factsRevision, findCosts, findRates, streamCustomerFacts } from '../facts/facts.queries.ts';
import { businessRequest, type BusinessQuery, type BusinessRequest } from './business-query.ts';

/** Changes whenever a formula of the business report does. */
const BUSINESS_DEFINITION_VERSION = 'business-1';

export interface BusinessReport {
  definition: Record<string, string | number>;
  /** Those that have begun before `until`, by time, then group, then currency. */
  periods: BusinessPeriod[];
}

type Shown = Omit<BusinessRequest, 'asOf'> & { asOf: string | null; accountId: string; minimumSample: number; revision: number };

/** Everything the answer depends on is in its key, so it may be kept as long as there is room. */
const cached = createCache((key) => computed(JSON.parse(key) as Shown), { seconds: Infinity, maxEntries: 30 });

/**
 * The business report from customers' facts, each read once whatever the number of periods and groups (twice for CLV
 * tiers, whose bounds must be known first). The same question again is answered from memory until a fact changes.
 * @throws Invalid for parameters that make no report of this account
 */
export async function findBusiness(accountId: string, query: BusinessQuery, now: Date): Promise<BusinessReport> {
  const [{ minimumSample, ...settings }, revision] = await Promise.all([requireAccount(accountId), factsRevision(accountId)]);
  const { asOf, ...request } = businessRequest(query, settings, now);
  const shown: Shown = { ...request, asOf: asOf?.toISOString() ?? null, accountId, minimumSample, revision };
  return cached.get(JSON.stringify(shown));
}

async function computed({ accountId, minimumSample, asOf, revision: _revision, ...shown }: Shown): Promise<BusinessReport> {
  const request: BusinessRequest = { ...shown, asOf: asOf === null ? null : new Date(asOf) };
  const { groupBy } = request;
  const periods = await scanBusiness(accountId, request, { periods: observedPeriods(request), minimumSample });
  return {
    definition: businessDefinition(request, minimumSample),
    periods: groupBy === 'currency' ? periods.map((period) => ({ ...period, group: period.currency })) : periods,
  };
}

/** The figures of any periods at once, by reading each customer once: by period as given, then group, then currency. */
export async function scanBusiness(accountId: string, request: BusinessRequest, { periods, minimumSample }: { periods: DayRange[]; minimumSample: number }): Promise<BusinessPeriod[]> {
  const { until, asOf, currency, where, isCompared, options } = request;
  const [costs, rates] = await Promise.all([costsIn(accountId, request), ratesFor(accountId, request)]);
  const table = rateTable(rates);
  const inCurrency = (facts: OwnedFacts): OwnedFacts => (currency === null || rates.length === 0 ? facts : factsInCurrency(facts, currency, table));
  const groupOf = await grouping(accountId, request, inCurrency);
  const breakdown = startBreakdown({ periods, until, isCompared, isGrouped: groupOf !== null || where !== null });
  for await (const { facts: imported } of streamCustomerFacts(accountId, asOf)) {
    const facts = inCurrency(imported);
    addToBreakdown(breakdown, prepareCustomer(facts, until), isWithin(facts, where) ? groupOf?.(facts) ?? null : undefined);
  }
  return businessPeriods(breakdown, { costs, currency, options, minimumSample });
}

type MoneyRequest = Pick<BusinessRequest, 'asOf' | 'currency'>;

/** Costs as recorded by then; where a currency is asked for, brought into it as far as there are rates. */
export async function costsIn(accountId: string, request: MoneyRequest): Promise<CostRow[]> {
  const { asOf, currency } = request;
  const [costs, rates] = await Promise.all([findCosts(accountId, asOf), ratesFor(accountId, request)]);
  const table = rateTable(rates);
  return currency === null ? costs : costs.map((row) => ({ ...row, amount: amountInCurrency(row.amount, `${row.month}-01`, currency, table) }));
}

async function ratesFor(accountId: string, { asOf, currency }: MoneyRequest): Promise<RateRow[]> {
  return currency === null ? [] : findRates(accountId, asOf);
}

function observedPeriods({ from, to, until, interval, weekStart }: BusinessRequest): DayRange[] {
  const periods = interval === null ? [{ from, to }] : bucketsBetween(from, to, interval, weekStart);
  return periods.flatMap((period) => observedPart(period, until) ?? []);
}

/** What group a customer is in, `null` where all are one. */
async function grouping(accountId: string, { groupBy, until, asOf, currency }: BusinessRequest, inCurrency: (facts: OwnedFacts) => OwnedFacts): Promise<((facts: OwnedFacts) => string | null) | null> {
  if (groupBy === null || groupBy === undefined || groupBy === 'currency') return null;
  if (groupBy !== 'clvTier') {
    const name = groupBy.slice('property:'.length);
    return ({ properties }) => properties[name] ?? null;
  }
  const seen: SeenValues = new Map();
  for await (const { facts } of streamCustomerFacts(accountId, asOf)) seeValues(seen, inCurrency(facts).lifetimeValues, until);
  const bounds = tierBounds(seen, currency);
  return ({ lifetimeValues }) => tierOf(bounds, lifetimeValues, until);
}

function isWithin({ properties }: OwnedFacts, where: BusinessRequest['where']): boolean {
  return where === null || properties[where.segment.slice('property:'.length)] === where.value;
}

export function businessDefinition({ until, asOf, options }: BusinessRequest, minimumSample: number): BusinessReport['definition'] {
  return {
    version: BUSINESS_DEFINITION_VERSION,
    confidencePercent: 95,
    minimumSample,
    until,
    asOf: asOf?.toISOString() ?? 'now',
    days: 'local to the account; START = close of the day before "from", END = close of the last day before "to" and "until"',
    clvMonths: options.clvPeriods,
    currency: 'amounts of different currencies are never added: one entry for each, or the one asked for; with imported exchange rates others are brought into it at the rate of their own day (revenue its start, costs the first of their month), else left out',
    groups: 'costs are the company\'s: a group bears the cost to serve by its paying customers, and has no acquisition or retention cost of its own',
    clvTier: 'thirds of the customers by their latest imported lifetime value before "until", within one currency',
    comparison: 'with as many days, or whole months, just before; two-proportion z, Newcombe interval',
  };
}
