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

/** The request with its account. */
type Question = Omit<OutcomesRequest, 'asOf'> & { accountId: string; asOf: string | null };

/** Reports are a few hundred kB each, and some MB where each score has a curve of many days. */
const cached = createCache(async (question) => reportOf(JSON.parse(question) as Question), { seconds: Infinity, maxEntries: 30 });
const cachedRisks = createCache(async (question) => risksOf(JSON.parse(question) as Question), { seconds: Infinity, maxEntries: 5 });

/**
 * Scores against outcomes. Reads each asked customer's sheet once; memory grows with touchpoints and days, and by some 30
 * bytes for each customer of a touchpoint. The same question again is answered from memory until an answer, an ask or
 * a fact changes. With `asOf` the sheets are computed from facts, answers and asks as recorded by then.
 */
export async function findOutcomes(accountId: string, request: OutcomesRequest): Promise<OutcomeAnswer> {
  return cached.get(questionOf(accountId, request), await revisionOf(accountId));
}

/** The customers behind the MRR at risk of such a report, by currency, the most money first. */
export async function findCustomersAtRisk(accountId: string, request: OutcomesRequest): Promise<readonly CustomerAtRisk[]> {
  return cachedRisks.get(questionOf(accountId, request), await revisionOf(accountId));
}

function questionOf(accountId: string, { asOf, ...request }: OutcomesRequest): string {
  return JSON.stringify({ ...request, accountId, asOf: asOf?.toISOString() ?? null } satisfies Question);
}

/** What an answer depends on besides its question: while it is the same, so is the answer. */
async function revisionOf(accountId: string): Promise<string> {
  const [sheets, facts] = await Promise.all([outcomesRevisions.of(accountId).findOne({ _id: accountId }), factsRevision(accountId)]);
  return `${sheets?.revision ?? 0}-${facts}`;
}

async function reportOf(question: Question): Promise<OutcomeAnswer> {
  return outcomeAnswer(await scanned(question, null), question.minimum);
}

async function risksOf(question: Question): Promise<CustomerAtRisk[]> {
  const found: CustomerAtRisk[] = [];
  await scanned(question, (customer) => found.push(customer));
  return found.toSorted((one, other) => compare(one.currency, other.currency) || other.mrrMinor - one.mrrMinor || compare(one.customerId, other.customerId));
}

async function scanned({ accountId, asOf: asOfText, ...question }: Question, onRisk: OutcomeScan['onRisk']): Promise<OutcomeScan> {
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
