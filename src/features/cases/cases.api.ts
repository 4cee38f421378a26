import type { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { apiRoutes } from '../../platform/http/api-routes.ts';
import { instant, key, line, prose } from '../../platform/http/fields.ts';
import { pageQuery, pageSchema } from '../../platform/http/paging.ts';
import { positionOf, timePage } from '../../platform/http/time-paging.ts';
import { responsesAmong } from '../responses/responses.queries.ts';
import { listUsers } from '../users/users.service.ts';
import { requireOwner } from './case-fields.ts';
import { LONGEST_CAUSE, LONGEST_TEXT } from './case-limits.ts';
import { changeCase, closeCase, noteOnCase, reopenCase } from './case-steps.service.ts';
import { CASE_STATUSES, CaseSummary, caseSummary, CaseView, caseView, type CaseSurroundings } from './case-view.ts';
import { listCases, readCase, type Case } from './cases.queries.ts';
import { openCase } from './cases.service.ts';

const oneOf = <const T extends readonly [string, ...string[]]>(values: T) => z.enum(values, { error: `must be one of ${values.join(', ')}` });
const text = prose(LONGEST_TEXT).refine((value) => value.trim() !== '', 'must not be empty');
const owner = line(320).describe('Id or address of a person of the account');
const rootCause = line(LONGEST_CAUSE).describe('Why the customer was unhappy, in a few words that are used again for the same cause');

const Path = z.strictObject({ id: z.string().max(200) });
const Query = z.strictObject({
  ...pageQuery,
  status: oneOf(CASE_STATUSES).optional(),
  owner: owner.optional().describe('Id or address of a person of the account, or `none`'),
  touchpoint: key.optional(),
  survey: key.optional(),
  overdue: oneOf(['true']).optional().describe('Only open ones whose due time has passed'),
});

const CaseInput = z.strictObject({
  responseId: line(200),
  ownerId: owner.nullish(),
  dueAt: instant.nullish().describe('Default as the survey\'s `caseDueAfter` says'),
  rootCause: rootCause.nullish(),
}, { error: 'must be an object' }).meta({ id: 'CaseInput' });
const CaseChange = z.strictObject({ ownerId: owner.nullable().optional(), dueAt: instant.optional(), rootCause: rootCause.nullable().optional() }, { error: 'must be an object' }).meta({ id: 'CaseChange' });
const ClosingInput = z.strictObject({ outcome: text.describe('What came of it'), rootCause: rootCause.nullable().optional() }, { error: 'must be an object' }).meta({ id: 'ClosingInput' });
const NoteInput = z.strictObject({ text }, { error: 'must be an object' }).meta({ id: 'NoteInput' });

export function casesApi(app: App): Router {
  const routes = apiRoutes('/api/v1/cases', 'Cases');

  routes.get('', {
    summary: 'List cases', description: 'Those opened last first.', scope: 'read', query: Query,
    responses: { 200: { description: 'Cases', schema: pageSchema(CaseSummary) } },
  }, async ({ accountId, query: { limit, cursor, owner: named, overdue, ...filter } }) => {
    const scope = { secret: app.config.secret, accountId, list: 'cases' };
    const ownerId = named === undefined ? undefined : await requireOwner(accountId, named === 'none' ? null : named, '/query/owner');
    const found = await listCases(accountId, { ...filter, ownerId, overdueAt: overdue === undefined ? undefined : app.now() }, { limit, after: positionOf(scope, cursor) });
    const surroundings = await surroundingsOf(app, accountId, found.items);
    return { status: 200, body: timePage(scope, found, { at: ({ openedAt, _id }: Case) => ({ at: openedAt, id: _id }), view: (one) => caseSummary(one, surroundings) }) };
  });

  routes.post('', {
    summary: 'Open a case for an answer',
    description: 'By hand, whatever its score. An answer in the lowest category opens one by itself where its survey says so (`openCases`, by default where it alerts). There is one case for an answer: where there is one already, it is answered as it is.',
    scope: 'write', body: CaseInput, example: { responseId: 'the id of an answer', ownerId: null, rootCause: 'late delivery' },
    responses: { 201: { description: 'Opened', schema: CaseView }, 200: { description: 'There was one', schema: CaseView } },
  }, async ({ accountId, body: { responseId, ownerId = null, dueAt = null, rootCause: cause = null } }) => {
    const { opened, isNew } = await openCase(app, accountId, { responseId, ownerId, dueAt, rootCause: cause });
    return { status: isNew ? 201 : 200, body: await shown(app, opened) };
  });

  routes.get('/{id}', {
    summary: 'Read a case with its notes and turns', scope: 'read', params: Path,
    responses: { 200: { description: 'The case', schema: CaseView } },
  }, async ({ accountId, params }) => ({ status: 200, body: await shown(app, await readCase(accountId, params.id)) }));

  routes.patch('/{id}', {
    summary: 'Say whose a case is, when it is due or what caused it', description: 'What is not named stays as it is. 409 for the due time of a closed case.',
    scope: 'write', params: Path, body: CaseChange, example: { rootCause: 'late delivery' },
    responses: { 200: { description: 'The case as it is now', schema: CaseView } },
  }, async ({ accountId, params, body }) => ({ status: 200, body: await shown(app, await changeCase(app, accountId, params.id, body)) }));

  routes.post('/{id}/close', {
    summary: 'Close a case', description: 'With what came of it. The same closing twice is the same as once; 409 where it was closed with another outcome.',
    scope: 'write', params: Path, body: ClosingInput, example: { outcome: 'Called, apologised, sent a new parcel', rootCause: 'late delivery' },
    responses: { 200: { description: 'It is closed', schema: CaseView } },
  }, async ({ accountId, params, body }) => ({ status: 200, body: await shown(app, await closeCase(app, accountId, params.id, body)) }));

  routes.post('/{id}/reopen', {
    summary: 'Take a closed case up again', description: 'It is due anew, as its survey says; what its closing said stays among its turns. Reopening twice is the same as once.',
    scope: 'write', params: Path,
    responses: { 200: { description: 'It is open', schema: CaseView } },
  }, async ({ accountId, params }) => ({ status: 200, body: await shown(app, await reopenCase(app, accountId, params.id)) }));

  routes.post('/{id}/notes', {
    summary: 'Add a note to a case', scope: 'write', params: Path, body: NoteInput, example: { text: 'No answer by phone; will try again tomorrow' },
    responses: { 201: { description: 'The case with the note', schema: CaseView } },
  }, async ({ accountId, params, body }) => ({ status: 201, body: await shown(app, await noteOnCase(app, accountId, params.id, body.text)) }));

  return routes.router;
}

/** Answers and people of a page of cases: two reads, whatever its length. */
async function surroundingsOf(app: App, accountId: string, found: readonly Case[]): Promise<CaseSurroundings> {
  const [responses, users] = await Promise.all([responsesAmong(accountId, found.map(({ responseId }) => responseId)), listUsers(accountId)]);
  return { responses, users, now: app.now() };
}

async function shown(app: App, found: Case) {
  return caseView(found, await surroundingsOf(app, found.accountId, [found]));
}
