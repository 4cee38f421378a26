/** Sheets as their sources say: facts, answers, asks and cases, read in batches. */
import { noFacts, sheetFacts, type OutcomeSheet, type SheetAnswer, type SheetAsk, type SheetRows } from '../../domain/outcomes/outcome-sheet.ts';
import { scaleName } from '../../domain/metric.ts';
import { chunks } from '../../platform/chunks.ts';
import type { ClientSession } from '../../platform/mongo.ts';
import { closedSpansOf, type ClosedSpansByResponse } from '../cases/closed-spans.queries.ts';
import { streamCustomerLinks, type CustomerLink } from '../customers/customer-links.queries.ts';
import { customerFacts } from '../facts/facts.queries.ts';
import { endedAsks, type EndedAsk } from '../invitations/ended-asks.queries.ts';
import { countedAnswers, type CountedAnswer } from '../responses/counted-answers.queries.ts';
import { scaleOfVersion } from '../surveys/survey-scales.queries.ts';

/** Customers read together: as many as make round trips cheap, few enough that the facts of all of them fit in memory many times over. */
export const BATCH = 500;

/** The given without repetition, so many at a time. */
export function batchesOf(ids: readonly string[]): string[][] {
  return chunks([...new Set(ids)], BATCH);
}

export interface SourceOptions {
  /** Only what had been recorded by then; `null` = now. */
  asOf: Date | null;
  timeZone: string;
  session?: ClientSession | undefined;
}

/** Answers with what became of their cases, and asks, of these customers; those without any are absent. Three reads whatever their number. */
export async function rowsOf(accountId: string, customerIds: string[], options: SourceOptions): Promise<Map<string, SheetRows>> {
  // One after the other: a session takes one command at a time.
  const answers = await countedAnswers(accountId, customerIds, options);
  const asks = await endedAsks(accountId, customerIds, options);
  const closed = await closedSpansOf(accountId, customerIds, options);
  const rows = new Map<string, SheetRows>();
  for (const id of customerIds) {
    const theirs = { answers: (answers.get(id) ?? []).map((answer) => withCase(answer, closed)), asks: await withScales(asks.get(id) ?? []) };
    if (theirs.answers.length > 0 || theirs.asks.length > 0) rows.set(id, theirs);
  }
  return rows;
}

function withCase({ responseId, ...answer }: CountedAnswer, closed: ClosedSpansByResponse): SheetAnswer {
  const caseClosed = closed.get(responseId);
  return caseClosed === undefined ? answer : { ...answer, caseClosed };
}

/** An ask of a version that is not known any more has no scale to count under. */
async function withScales(asks: EndedAsk[]): Promise<SheetAsk[]> {
  const scaled = await Promise.all(asks.map(async ({ customerId: _customer, surveyId, version, ...ask }) => {
    const scale = await scaleOfVersion(surveyId, version);
    return scale === null ? [] : [{ ...ask, scale: scaleName(scale) }];
  }));
  return scaled.flat();
}

export interface SourcedSheet extends CustomerLink {
  sheet: OutcomeSheet;
}

/** Every asked customer's sheet, computed; a batch at a time, so that memory does not grow with their number. */
export async function* streamSources(accountId: string, options: SourceOptions): AsyncGenerator<SourcedSheet[]> {
  let batch: CustomerLink[] = [];
  for await (const link of streamCustomerLinks(accountId)) {
    batch.push(link);
    if (batch.length < BATCH) continue;
    yield await sourced(accountId, batch, options);
    batch = [];
  }
  if (batch.length > 0) yield await sourced(accountId, batch, options);
}

/** The sheets of these customers. */
export async function sourced(accountId: string, links: CustomerLink[], options: SourceOptions): Promise<SourcedSheet[]> {
  const rows = await rowsOf(accountId, links.map(({ _id }) => _id), options);
  const asked = links.filter(({ _id }) => rows.has(_id));
  const facts = await customerFacts(accountId, asked.flatMap(({ externalId }) => externalId ?? []), options.asOf);
  return asked.map((link) => {
    const owned = link.externalId === null ? undefined : facts.get(link.externalId);
    return { ...link, sheet: { ...(owned ? sheetFacts(owned) : noFacts()), ...(rows.get(link._id) ?? { answers: [], asks: [] }) } };
  });
}
