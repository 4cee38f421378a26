import type { CaseStatus } from '../../domain/case-history.ts';
import { NotFound } from '../../platform/errors.ts';
import type { ClientSession } from '../../platform/mongo.ts';
import { newestFirst, type Position } from '../../platform/newest-first.ts';
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

/** @throws NotFound */
export async function readCase(accountId: string, id: string, session?: ClientSession): Promise<Case> {
  const found = await cases.of(accountId).findOne({ _id: id }, { session });
  if (!found) throw new NotFound(`There is no case "${id}".`);
  return found;
}

export async function casesOfCustomers(accountId: string, customerIds: string[], session?: ClientSession): Promise<Case[]> {
  return cases.of(accountId).find({ customerId: { $in: customerIds } }, { session });
}
