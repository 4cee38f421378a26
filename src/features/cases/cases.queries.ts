import type { CaseList, CaseStatus } from '../../domain/case-history.ts';
import { NotFound } from '../../platform/errors.ts';
import type { Filter } from '../../platform/mongo-collections.ts';
import type { ClientSession } from '../../platform/mongo.ts';
import { newestFirst, type Position } from '../../platform/newest-first.ts';
import { hashId } from '../../platform/token.ts';
import { cases, type Case } from './case.model.ts';

export type { Case } from './case.model.ts';

export interface CaseFilter {
  status?: CaseStatus | undefined;
  /** A user's id; `null` = nobody's. */
  ownerId?: string | null | undefined;
  touchpoint?: string | undefined;
  survey?: string | undefined;
  /** Open, and due before this instant. */
  overdueAt?: Date | undefined;
}

/** Those opened last first. */
export async function listCases(accountId: string, { status, ownerId, touchpoint, survey, overdueAt }: CaseFilter, page: { limit: number; after: Position | null }): Promise<{ items: Case[]; hasMore: boolean }> {
  return newestFirst(cases.of(accountId), {
    instant: 'openedAt', from: null, to: null, ...page,
    where: {
      ...(status === undefined ? {} : { status }),
      ...(ownerId === undefined ? {} : { ownerId }),
      ...(touchpoint === undefined ? {} : { touchpoint }),
      ...(survey === undefined ? {} : { surveyKey: survey }),
      // Beside the status that may be asked for, not instead of it.
      ...(overdueAt === undefined ? {} : { closedAt: null, dueAt: { $lt: overdueAt } }),
    },
  });
}

interface CaseListRequest {
  list: CaseList;
  /** Whose own ones are meant. */
  userId: string;
  now: Date;
  limit: number;
  after: Position | null;
}

/** A page of a list: what is due first comes first, of closed ones those closed last. */
export async function casesIn(accountId: string, { list, userId, now, limit, after }: CaseListRequest): Promise<{ items: Case[]; hasMore: boolean }> {
  if (list === 'closed') return newestFirst(cases.of(accountId), { instant: 'closedAt', part: { status: 'closed' }, from: null, to: null, where: {}, limit, after });
  const where = list === 'mine' ? { ownerId: userId } : {};
  const due = list === 'overdue' ? { $lt: now } : {};
  const read = (range: Filter, missing: number): Promise<Case[]> => cases.of(accountId).aggregate<Case>([
    { $match: { status: 'open', ...range } }, { $match: where }, { $sort: { dueAt: 1, _id: 1 } }, { $limit: missing },
  ]);
  const tied = after === null ? [] : await read({ dueAt: after.at, _id: { $gt: after.id } }, limit + 1);
  const range = { ...due, ...(after === null ? {} : { $gt: after.at }) };
  const rest = tied.length > limit ? [] : await read(Object.keys(range).length === 0 ? {} : { dueAt: range }, limit + 1 - tied.length);
  const items = [...tied, ...rest];
  return { items: items.slice(0, limit), hasMore: items.length > limit };
}

/** Where the next page of a list goes on. */
export function positionIn(list: CaseList, { dueAt, closedAt, _id }: Case): Position {
  return { at: list === 'closed' ? closedAt ?? dueAt : dueAt, id: _id };
}

/** How many are open, past their due time, and one's own: as many are read as are open. */
export async function countOpenCases(accountId: string, { userId, now }: { userId: string; now: Date }): Promise<{ open: number; overdue: number; mine: number }> {
  const [counts] = await cases.of(accountId).aggregate<{ open: number; overdue: number; mine: number }>([
    { $match: { status: 'open' } },
    { $group: {
      _id: null, open: { $sum: 1 },
      overdue: { $sum: { $cond: [{ $lt: ['$dueAt', now] }, 1, 0] } },
      mine: { $sum: { $cond: [{ $eq: ['$ownerId', userId] }, 1, 0] } },
    } },
    { $project: { _id: 0 } },
  ]);
  return counts ?? { open: 0, overdue: 0, mine: 0 };
}

/** The case of an answer, `null` where there is none. */
export async function findCaseOf(accountId: string, responseId: string): Promise<Case | null> {
  return cases.of(accountId).findOne({ _id: caseIdOf(responseId) });
}

/** There is never a second one for an answer. */
export const caseIdOf = (responseId: string): string => hashId('case', responseId);

/** @throws NotFound */
export async function readCase(accountId: string, id: string, session?: ClientSession): Promise<Case> {
  const found = await cases.of(accountId).findOne({ _id: id }, { session });
  if (!found) throw new NotFound(`There is no case "${id}".`);
  return found;
}

/** The latest cases of a customer, newest first. */
export async function latestCasesOf(accountId: string, customerId: string, limit: number): Promise<Case[]> {
  return cases.of(accountId).find({ customerId }, { sort: { openedAt: -1 }, limit });
}

export async function casesOfCustomers(accountId: string, customerIds: string[], session?: ClientSession): Promise<Case[]> {
  return cases.of(accountId).find({ customerId: { $in: customerIds } }, { session });
}
