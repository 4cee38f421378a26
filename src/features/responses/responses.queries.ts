import { searchPatterns } from '../../domain/comment-search.ts';
import type { Category, Metric } from '../../domain/metric.ts';
import { NotFound } from '../../platform/errors.ts';
import { lookBack } from '../../platform/look-back.ts';
import type { Filter } from '../../platform/mongo-collections.ts';
import type { ClientSession } from '../../platform/mongo.ts';
import { newestFirst, type Position } from '../../platform/newest-first.ts';
import { evidence, responses, type Evidence, type Response } from './response.model.ts';

export type { Evidence, Response } from './response.model.ts';

export interface ResponseFilter {
  survey?: string | undefined;
  touchpoint?: string | undefined;
  metric?: Metric | undefined;
  category?: Category | undefined;
  hasComment?: boolean | undefined;
  score?: number | undefined;
  /** In which the question was asked, as a BCP 47 tag. */
  language?: string | undefined;
  tag?: string | undefined;
  /** Words that its comment holds, see `searchPatterns`. */
  text?: string | undefined;
  /** Only those that are held back, or none of them. */
  heldBack?: boolean | undefined;
  /** Only this value of a segment. */
  where?: { segment: string; value: string } | undefined;
  /** By the instant of the answer; `to` is exclusive. */
  from: Date | null;
  to: Date | null;
}

/** Newest first, excluded ones too. */
export async function listResponses(accountId: string, filter: ResponseFilter, page: { limit: number; after: Position | null }): Promise<{ items: Response[]; hasMore: boolean }> {
  return newestFirst(responses.of(accountId), { ...rangeOf(filter), ...page });
}

/** What an index finds, and what is looked at one by one. */
function rangeOf(filter: ResponseFilter) {
  const { touchpoint, heldBack, ...rest } = filter;
  const range = { instant: 'respondedAt', from: filter.from, to: filter.to };
  if (heldBack === true) return { ...range, part: { 'heldBack.isWaiting': true }, where: { ...conditionsOf(rest), ...(touchpoint === undefined ? {} : { touchpoint }) } };
  return { ...range, part: touchpoint === undefined ? {} : { touchpoint }, where: conditionsOf(filter) };
}

function conditionsOf({ survey, metric, category, score, hasComment, language, tag, text, heldBack, where }: Omit<ResponseFilter, 'touchpoint'>): Filter {
  const patterns = text === undefined ? [] : searchPatterns(text);
  return {
    ...(survey === undefined ? {} : { surveyKey: survey }),
    ...(metric === undefined ? {} : { metric }),
    ...(category === undefined ? {} : { category }),
    ...(score === undefined ? {} : { score }),
    ...(language === undefined ? {} : { language }),
    ...(heldBack === false ? { 'heldBack.isWaiting': { $ne: true } } : {}),
    ...(tag === undefined ? {} : { tags: tag }),
    ...(where === undefined ? {} : { [`segments.${where.segment}`]: where.value }),
    ...(hasComment === undefined ? {} : { comment: hasComment ? { $ne: null } : null }),
    ...(patterns.length === 0 ? {} : { $and: patterns.map((pattern) => ({ comment: { $regex: pattern, $options: 'i' } })) }),
  };
}

/** Answers one search looks through, so that no search reads an account's whole past. */
export const MOST_LOOKED = 5000;

export interface FoundResponses {
  items: Response[];
  /** Where the next search goes on; `null` = nothing is left. */
  next: Position | null;
  /** The oldest answer looked at, where older ones of the range were not; and how many were looked at. */
  reached: Date | null;
  looked: number;
  /** Of those looked at that match but for metric and category, and are not left out of the numbers; empty unless asked for. */
  counts: { metric: Metric; category: Category; n: number }[];
}

/** As `listResponses`, but looks through at most `MOST_LOOKED` answers and says how far back that was. */
export async function searchResponses(accountId: string, filter: ResponseFilter, { isCounted = false, ...page }: { limit: number; after: Position | null; isCounted?: boolean }): Promise<FoundResponses> {
  const counted = { ...conditionsOf({ ...filter, metric: undefined, category: undefined }), excluded: null };
  const range = { ...rangeOf(filter), ...page };
  if (Object.keys(range.where).length === 0 && !isCounted) {
    const { items, hasMore } = await newestFirst(responses.of(accountId), range);
    const last = items.at(-1);
    return { items, next: hasMore && last ? { at: last.respondedAt, id: last._id } : null, reached: null, looked: items.length, counts: [] };
  }
  const { counts, ...found } = await lookBack(responses.of(accountId), { ...range, most: MOST_LOOKED, count: isCounted ? { by: ['metric', 'category'], where: counted } : undefined });
  return { ...found, counts: counts.map(({ values, n }) => ({ ...(values as { metric: Metric; category: Category }), n })) };
}

/** @throws NotFound */
export async function readResponse(accountId: string, id: string): Promise<{ response: Response; proofs: Evidence[] }> {
  const response = await responses.of(accountId).findOne({ _id: id });
  if (!response) throw new NotFound(`There is no response "${id}".`);
  return { response, proofs: await evidenceOf(accountId, [id]) };
}

/** Those of the given that exist. */
export async function responsesAmong(accountId: string, ids: string[]): Promise<Map<string, Response>> {
  const found = await responses.of(accountId).find({ _id: { $in: ids } });
  return new Map(found.map((response) => [response._id, response]));
}

/** Writes about these invitations that were seen in the last 30 days, oldest first. */
export async function evidenceOf(accountId: string, invitationIds: string[], session?: ClientSession): Promise<Evidence[]> {
  const proofs = await evidence.of(accountId).find({ invitationId: { $in: invitationIds } }, { session });
  return proofs.toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

/** The latest answers of a customer, newest first. */
export async function latestOfCustomer(accountId: string, customerId: string, limit: number): Promise<Response[]> {
  return responses.of(accountId).find({ customerId }, { sort: { respondedAt: -1 }, limit });
}

export async function responsesOfCustomers(accountId: string, customerIds: string[], session?: ClientSession): Promise<Response[]> {
  return responses.of(accountId).find({ customerId: { $in: customerIds } }, { session });
}
