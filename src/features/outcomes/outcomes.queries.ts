import { rateTable } from '../../domain/exchange.ts';
import type { Metric } from '../../domain/metric.ts';
import { outcomeAnswer, type OutcomeAnswer } from '../../domain/outcomes/outcome-answer.ts';
import { scanSheet, startScan, type CustomerAtRisk, type OutcomeQuestion, type OutcomeScan } from '../../domain/outcomes/outcome-scan.ts';
import type { Day } from '../../domain/period.ts';
import { createCache } from '../../platform/cache.ts';
import { requireAccount } from '../accounts/accounts.queries.ts';
import { factsRevision, findRates } from '../facts/facts.queries.ts';
import { outcomeSheets, outcomesRevisions } from './outcome-sheet.model.ts';
import { streamSources } from './sheet-sources.queries.ts';

export interface OutcomesRequest {
  from: Day;
  /** Exclusive. */
  to: Day;
  /** The first unobserved day. */
  until: Day;
  /** Only what had been recorded by then; `null` = now. */
  asOf: Date | null;
  touchpoint: string | null;
  metric: Metric | null;
  currency: string | null;
  where: { segment: string; value: string } | null;
  /** Fewest answers that get a number. */
  minimum: number;
}

type Question = Omit<OutcomesRequest, 'asOf'> & { accountId: string; asOf: string | null };
/** The question and everything else the answer depends on: equal keys have equal answers. */
type Key = Question & { revisions: number[] };

/** Reports are a few hundred kB each, and some MB where each score has a curve of many days. */
const cached = createCache(async (key) => reportOf(JSON.parse(key) as Key), { seconds: Infinity, maxEntries: 30 });
const cachedRisks = createCache(async (key) => risksOf(JSON.parse(key) as Key), { seconds: Infinity, maxEntries: 5 });
/** Under which key a question was answered last: that answer is let go when another takes its place. */
const lastKeys = new Map<string, string>();
const MOST_QUESTIONS = 1000;

/**
 * Scores against outcomes. Reads each asked customer's sheet once; memory grows with touchpoints and days, and by some 30
 * bytes for each customer of a touchpoint. The same question again is answered from memory until an answer, an ask or
 * a fact changes. With `asOf` the sheets are computed from facts, answers and asks as recorded by then.
 */
export async function findOutcomes(accountId: string, request: OutcomesRequest): Promise<OutcomeAnswer> {
  return cached.get(await keyOf(accountId, request));
}

/** The customers behind the MRR at risk of such a report, by currency, the most money first. */
export async function findCustomersAtRisk(accountId: string, request: OutcomesRequest): Promise<readonly CustomerAtRisk[]> {
  return cachedRisks.get(await keyOf(accountId, request));
}

async function keyOf(accountId: string, { asOf, ...request }: OutcomesRequest): Promise<string> {
  const [revision, ofFacts] = await Promise.all([outcomesRevisions.of(accountId).findOne({ _id: accountId }), factsRevision(accountId)]);
  const question: Question = { ...request, accountId, asOf: asOf?.toISOString() ?? null };
  const key: Key = { ...question, revisions: [revision?.revision ?? 0, ofFacts] };
  return replacing(JSON.stringify(question), JSON.stringify(key));
}

function replacing(question: string, key: string): string {
  const last = lastKeys.get(question);
  if (last === key) return key;
  if (last !== undefined) for (const cache of [cached, cachedRisks]) cache.forget(last);
  lastKeys.delete(question);
  lastKeys.set(question, key);
  const [oldest] = lastKeys.keys();
  if (lastKeys.size > MOST_QUESTIONS && oldest !== undefined) lastKeys.delete(oldest);
  return key;
}

async function reportOf(key: Key): Promise<OutcomeAnswer> {
  return outcomeAnswer(await scanned(key, null), key.minimum);
}

async function risksOf(key: Key): Promise<CustomerAtRisk[]> {
  const found: CustomerAtRisk[] = [];
  await scanned(key, (customer) => found.push(customer));
  return found.toSorted((one, other) => compare(one.currency, other.currency) || other.mrrMinor - one.mrrMinor || compare(one.customerId, other.customerId));
}

async function scanned({ accountId, asOf: asOfText, ...question }: Key, onRisk: OutcomeScan['onRisk']): Promise<OutcomeScan> {
  const asOf = asOfText === null ? null : new Date(asOfText);
  const scan = startScan({ ...question, rates: rateTable(question.currency === null ? [] : await findRates(accountId, asOf)) }, onRisk);
  if (scan.range === null) return scan;
  if (asOf === null) {
    for await (const sheets of outcomeSheets.of(accountId).passing({}, { projection: fieldsFor(question) })) for (const sheet of sheets) scanSheet(scan, sheet, sheet._id);
    return scan;
  }
  const { timeZone } = await requireAccount(accountId);
  for await (const batch of streamSources(accountId, { asOf, timeZone })) for (const { _id, sheet } of batch) scanSheet(scan, sheet, _id);
  return scan;
}

/** Properties may be wide, and only a segment needs them. */
function fieldsFor({ where }: Pick<OutcomeQuestion, 'where'>): Record<string, 1> {
  return { answers: 1, asks: 1, intervals: 1, left: 1, mrr: 1, clv: 1, ...(where === null ? {} : { properties: 1 }) };
}

function compare(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
