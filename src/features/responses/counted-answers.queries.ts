/** Answers as outcomes read them: those that count, each with the score it had at a time. */
import type { SheetAnswer } from '../../domain/outcomes/outcome-sheet.ts';
import { scaleName } from '../../domain/metric.ts';
import { dayOf } from '../../domain/period.ts';
import { categorize } from '../../domain/score.ts';
import { groupBy } from '../../platform/group-by.ts';
import type { ClientSession } from '../../platform/mongo.ts';
import { responses, type Response } from './response.model.ts';

const FIELDS = {
  customerId: 1, touchpoint: 1, metric: 1, scale: 1, thresholds: 1, score: 1, category: 1, respondedAt: 1, respondedOn: 1, recordedAt: 1, sentOn: 1,
  segments: 1, revisions: 1, excluded: 1,
} as const;
type Read = Pick<Response, keyof typeof FIELDS | '_id'>;

/** An answer with its id, by which others know it. */
export interface CountedAnswer extends SheetAnswer {
  responseId: string;
}

/** Answers of these customers by customer, in the order they were given, as recorded by `asOf` (`null` = now). One read. */
export async function countedAnswers(accountId: string, customerIds: string[], { asOf, timeZone, session }: { asOf: Date | null; timeZone: string; session?: ClientSession | undefined }): Promise<Map<string, CountedAnswer[]>> {
  const found: Read[] = await responses.of(accountId).find({ customerId: { $in: customerIds } }, { projection: FIELDS, session });
  const known = found.flatMap((response) => (asOf === null ? (response.excluded ? [] : response) : asRecordedBy(response, asOf, timeZone)));
  return new Map([...groupBy(known, ({ customerId }) => customerId)].map(([customerId, theirs]) => [customerId, theirs.toSorted(byTime).map(countedAnswer)]));
}

function asRecordedBy(response: Read, asOf: Date, timeZone: string): Read[] {
  const { revisions, excluded, metric, thresholds } = response;
  const recordedAt = response.recordedAt ?? revisions[0]?.respondedAt ?? response.respondedAt;
  if (recordedAt > asOf || (excluded && excluded.at <= asOf)) return [];
  const then = revisions.find(({ until }) => until > asOf);
  if (!then) return [response];
  const { score, respondedAt } = then;
  const earlier = { ...response, score, category: categorize(metric, thresholds, score) };
  return [respondedAt === undefined ? earlier : { ...earlier, respondedAt, respondedOn: dayOf(respondedAt, timeZone) }];
}

function byTime(one: Read, other: Read): number {
  return one.respondedAt.getTime() - other.respondedAt.getTime() || (one._id < other._id ? -1 : 1);
}

function countedAnswer({ _id: responseId, touchpoint, metric, scale, score, category, respondedOn, sentOn, segments }: Read): CountedAnswer {
  return { responseId, touchpoint, metric, scale: scaleName(scale), answeredOn: respondedOn, score, category, askedOn: sentOn, segments };
}
