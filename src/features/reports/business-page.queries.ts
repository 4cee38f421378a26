/** What the pages of the business report show, from one reading of the customers: a range, the one before it, and its parts. */
import { acquisitionParts } from '../../domain/business/cost-parts.ts';
import { DEFAULT_BUSINESS_OPTIONS } from '../../domain/business/value-figures.ts';
import { observedPart } from '../../domain/local-day.ts';
import { bucketsBetween, previousPeriod, type Day, type DayRange, type Interval } from '../../domain/period.ts';
import { createCache } from '../../platform/cache.ts';
import { requireAccount } from '../accounts/accounts.queries.ts';
import { factsRevision } from '../facts/facts.queries.ts';
import type { BusinessPageReport } from './business-page.ts';
import type { BusinessRequest } from './business-query.ts';
import { businessDefinition, costsIn, scanBusiness } from './business.queries.ts';

export interface BusinessPageRequest extends DayRange {
  interval: Interval;
  /** The first unobserved day. */
  until: Day;
  /** `null` leaves the choice to the report. */
  currency: string | null;
}

interface Wanted extends BusinessPageRequest {
  accountId: string;
  weekStart: number;
  minimumSample: number;
  revision: number;
}

const cached = createCache((key) => computed(JSON.parse(key) as Wanted), { seconds: Infinity, maxEntries: 30 });

/**
 * In one currency: the one asked for, else the one most customers pay in. Where there are several, amounts of others are
 * brought into it as far as there are rates. The same again is answered from memory until a fact changes.
 */
export async function findBusinessPage(accountId: string, { from, to, interval, until, currency }: BusinessPageRequest): Promise<BusinessPageReport> {
  const [{ minimumSample, weekStart }, revision] = await Promise.all([requireAccount(accountId), factsRevision(accountId)]);
  const wanted = { accountId, from, to, interval, weekStart, until, minimumSample, revision };
  const plain = await cached.get(JSON.stringify({ ...wanted, currency: null }));
  if (plain.currencies.length < 2) return plain;
  const chosen = plain.currencies.find((known) => known === currency) ?? plain.currency;
  const report = await cached.get(JSON.stringify({ ...wanted, currency: chosen }));
  return { ...report, currencies: plain.currencies };
}

async function computed({ accountId, from, to, interval, weekStart, currency, until, minimumSample }: Wanted): Promise<BusinessPageReport> {
  const request: BusinessRequest = { from, to, until, currency, asOf: null, where: null, interval: null, weekStart, groupBy: null, isCompared: true, options: DEFAULT_BUSINESS_OPTIONS };
  const whole = observedPart({ from, to }, until);
  const definition = businessDefinition(request, minimumSample);
  if (whole === null) return { definition, currencies: [], currency: null, whole: null, previous: null, buckets: [], costParts: [] };
  const parts = bucketsBetween(from, to, interval, weekStart).flatMap((bucket) => observedPart(bucket, until) ?? []);
  const found = await scanBusiness(accountId, request, { periods: [whole, previousPeriod(whole.from, whole.to), ...parts], minimumSample });
  // By period, and within each by currency, the same for every period.
  const perPeriod = found.length / (parts.length + 2);
  const ofWhole = found.slice(0, perPeriod);
  const main = ofWhole.toSorted((one, other) => (other.figures.mrr.n ?? 0) - (one.figures.mrr.n ?? 0))[0];
  const shown = ofWhole.findIndex((period) => period === main);
  const inShown = found.filter((_, index) => index % perPeriod === shown);
  const [first = null, previous = null, ...buckets] = inShown;
  return {
    definition,
    currencies: ofWhole.flatMap((period) => period.currency ?? []),
    currency: main?.currency ?? null,
    whole: first,
    previous,
    buckets,
    costParts: main === undefined || main.currency === null ? [] : acquisitionParts(await costsIn(accountId, request), whole, main.currency),
  };
}
