/** The case as the API shows it, with the answer it is about. */
import { z } from 'zod';
import { CATEGORIES, type Category } from '../../domain/metric.ts';
import type { Response } from '../responses/responses.queries.ts';
import type { User } from '../users/users.service.ts';
import type { Case } from './case.model.ts';

const CATEGORY_NAMES = [...new Set<Category>(Object.values(CATEGORIES).flat())];
export const CASE_STATUSES = ['open', 'closed'] as const satisfies readonly Case['status'][];

const viewFields = {
  id: z.string(),
  status: z.enum(CASE_STATUSES),
  origin: z.enum(['rule', 'hand']).describe('Opened by the survey, or by a person'),
  responseId: z.string(),
  customerId: z.string().describe('Read it at /api/v1/customers/{idOrEmail}'),
  survey: z.string(),
  touchpoint: z.string(),
  answer: z.object({ score: z.int(), category: z.enum(CATEGORY_NAMES), comment: z.string().nullable(), respondedAt: z.iso.datetime() }).nullable()
    .describe('As it is now; null once the import it came with was taken back'),
  ownerId: z.string().nullable().describe('Who has promised to answer'),
  owner: z.object({ name: z.string(), email: z.string() }).nullable(),
  dueAt: z.iso.datetime(),
  isOverdue: z.boolean(),
  rootCause: z.string().nullable(),
  outcome: z.string().nullable().describe('What came of it, while it is closed'),
  openedAt: z.iso.datetime(),
  closedAt: z.iso.datetime().nullable(),
};

const AuthorView = z.object({ id: z.string(), name: z.string() }).nullable().describe('Who of your people; null where a program or a rule did it');

export const CaseSummary = z.object(viewFields).meta({ id: 'Case' });
export const CaseView = z.object({
  ...viewFields,
  notes: z.array(z.object({ at: z.iso.datetime(), text: z.string(), author: AuthorView })).describe('Oldest first'),
  turns: z.array(z.object({ at: z.iso.datetime(), to: z.enum(CASE_STATUSES), outcome: z.string().nullable(), author: AuthorView })).describe('Opened, closed and reopened, oldest first'),
}).meta({ id: 'CaseWithHistory' });

/** What a case is shown with. */
export interface CaseSurroundings {
  responses: ReadonlyMap<string, Response>;
  users: readonly User[];
  now: Date;
}

export function caseSummary(found: Case, { responses, users, now }: CaseSurroundings) {
  const { _id, status, origin, responseId, customerId, surveyKey, touchpoint, ownerId, dueAt, rootCause, outcome, openedAt, closedAt } = found;
  const response = responses.get(responseId);
  const owner = users.find((user) => user._id === ownerId);
  return {
    id: _id, status, origin, responseId, customerId, survey: surveyKey, touchpoint, ownerId, dueAt, isOverdue: status === 'open' && dueAt < now, rootCause, outcome, openedAt, closedAt,
    answer: response ? { score: response.score, category: response.category, comment: response.comment, respondedAt: response.respondedAt } : null,
    owner: owner ? { name: owner.name, email: owner.email } : null,
  };
}

export function caseView(found: Case, surroundings: CaseSurroundings) {
  return {
    ...caseSummary(found, surroundings),
    notes: found.notes.map(({ at, text, author = null }) => ({ at, text, author })),
    turns: found.turns.map(({ at, to, outcome, author = null }) => ({ at, to, outcome, author })),
  };
}
