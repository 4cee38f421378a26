import type { Category, Metric } from '../../domain/metric.ts';
import { NotFound } from '../../platform/errors.ts';
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
  /** Only this value of a segment. */
  where?: { segment: string; value: string } | undefined;
  /** By the instant of the answer; `to` is exclusive. */
  from: Date | null;
  to: Date | null;
}

/** Newest first, excluded ones too. */
export async function listResponses(accountId: string, { survey, touchpoint, metric, category, hasComment, where, from, to }: ResponseFilter, page: { limit: number; after: Position | null }): Promise<{ items: Response[]; hasMore: boolean }> {
  return newestFirst(responses.of(accountId), {
    instant: 'respondedAt', from, to, ...page,
    where: {
      ...(survey === undefined ? {} : { surveyKey: survey }),
      ...(touchpoint === undefined ? {} : { touchpoint }),
      ...(metric === undefined ? {} : { metric }),
      ...(category === undefined ? {} : { category }),
      ...(where === undefined ? {} : { [`segments.${where.segment}`]: where.value }),
      ...(hasComment === undefined ? {} : { comment: hasComment ? { $ne: null } : null }),
    },
  });
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

export async function responsesOfCustomers(accountId: string, customerIds: string[], session?: ClientSession): Promise<Response[]> {
  return responses.of(accountId).find({ customerId: { $in: customerIds } }, { session });
}
