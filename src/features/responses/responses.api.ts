import type { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { MOST_TAGS } from '../../domain/tag.ts';
import { Invalid } from '../../platform/errors.ts';
import { apiRoutes } from '../../platform/http/api-routes.ts';
import { externalId, instant, key, line, properties, prose } from '../../platform/http/fields.ts';
import { pageQuery, pageSchema } from '../../platform/http/paging.ts';
import { positionOf, timePage } from '../../platform/http/time-paging.ts';
import { requireAccount } from '../accounts/accounts.queries.ts';
import { IdentityInput, toIdentity } from '../customers/customers.service.ts';
import { COMMENT_LIMIT } from './answer-form.ts';
import { excludeResponse } from './judge-answer.service.ts';
import { recordAnswer } from './record-answer.service.ts';
import { ResponseSummary, responseSummary, ResponseView, responseView } from './response-view.ts';
import { responseFields, responseFilter } from './responses-query.ts';
import { listResponses, readResponse, type Response } from './responses.queries.ts';
import { tagField } from './tag-field.ts';
import { retagResponse } from './tags.service.ts';

const oneOf = <const T extends readonly [string, ...string[]]>(values: T) => z.enum(values, { error: `must be one of ${values.join(', ')}` });
/** Clocks differ a little. */
const FUTURE_MS = 5 * 60_000;

const Path = z.strictObject({ id: z.string().max(200) });
const Query = z.strictObject({ ...pageQuery, ...responseFields });

const AnswerInput = z.strictObject({
  id: externalId.nullish().describe('Your own id of this answer: the same id is the same answer'),
  survey: key,
  customer: IdentityInput,
  score: z.number({ error: 'must be a whole number on the scale of the survey' }).int('must be a whole number on the scale of the survey').min(0, 'must be at least 0').max(10, 'must be at most 10'),
  comment: prose(COMMENT_LIMIT).nullish(),
  respondedAt: instant.nullish().describe('Default now'),
  interaction: externalId.nullish().describe('Your id of the interaction it is about'),
  properties: properties.nullish(),
  channel: oneOf(['api', 'link', 'widget', 'import']).optional().describe('Default `api`; `import` writes to nobody about it'),
}, { error: 'must be an object' }).meta({ id: 'AnswerInput' });

const ExclusionInput = z.strictObject({
  excluded: z.strictObject({ reason: line(500) }, { error: 'must be { "reason": … } to leave it out, or null to take it in again' }).nullable(),
}, { error: 'must be an object' }).meta({ id: 'ExclusionInput' });

const TagsInput = z.strictObject({ tags: z.array(tagField, { error: 'must be a list of tags' }).max(MOST_TAGS, `an answer has at most ${MOST_TAGS} tags`) }, { error: 'must be an object' }).meta({ id: 'TagsInput' });

export function responsesApi(app: App): Router {
  const routes = apiRoutes('/api/v1/responses', 'Responses');

  routes.get('', {
    summary: 'List responses', description: 'Newest first, excluded ones too.', scope: 'read', query: Query,
    responses: { 200: { description: 'Responses', schema: pageSchema(ResponseSummary) } },
  }, async ({ accountId, query: { limit, cursor, ...query } }) => {
    const scope = { secret: app.config.secret, accountId, list: 'responses' };
    const found = await listResponses(accountId, responseFilter(query, await requireAccount(accountId)), { limit, after: positionOf(scope, cursor) });
    return { status: 200, body: timePage(scope, found, { at: ({ respondedAt, _id }: Response) => ({ at: respondedAt, id: _id }), view: responseSummary }) };
  });

  routes.post('', {
    summary: 'Record an answer given elsewhere',
    description: 'In an app, on a widget, or in the past. It gets an invitation of its own, which no response rate holds. With an `id`, or an `interaction`, a repeat answers 200 with what was recorded first, whatever its body.',
    scope: 'write', body: AnswerInput, example: { id: 'answer-1', survey: 'nps', customer: { externalId: 'c-1' }, score: 9, comment: 'Quick and friendly' },
    responses: { 201: { description: 'Recorded', schema: ResponseView }, 200: { description: 'Recorded before', schema: ResponseView } },
  }, async ({ accountId, body }) => {
    const respondedAt = body.respondedAt ?? app.now();
    if (respondedAt.getTime() > app.now().getTime() + FUTURE_MS) throw new Invalid([{ pointer: '/respondedAt', detail: 'lies in the future' }]);
    const { response, isNew } = await recordAnswer(app, accountId, {
      id: body.id ?? null, survey: body.survey, customer: toIdentity(body.customer), score: body.score, comment: commentOf(body.comment),
      respondedAt, interaction: body.interaction ?? null, properties: body.properties ?? {}, channel: body.channel ?? 'api',
    });
    return { status: isNew ? 201 : 200, body: responseView(response, []) };
  });

  routes.get('/{id}', {
    summary: 'Read a response with its revisions and evidence', scope: 'read', params: Path,
    responses: { 200: { description: 'The response', schema: ResponseView } },
  }, async ({ accountId, params }) => ({ status: 200, body: await shown(accountId, params.id) }));

  routes.patch('/{id}', {
    summary: 'Leave a response out of every number, or take it in again',
    description: 'The answer itself is never overwritten. One that is held back is dismissed by the first and accepted by the second.',
    scope: 'write', params: Path, body: ExclusionInput, example: { excluded: { reason: 'a test by our own staff' } },
    responses: { 200: { description: 'The response', schema: ResponseView } },
  }, async ({ accountId, params, body }) => {
    await excludeResponse(app, accountId, params.id, body.excluded);
    return { status: 200, body: await shown(accountId, params.id) };
  });

  routes.put('/{id}/tags', {
    summary: 'Set the tags of a response', description: 'All of them; an empty list takes them away. What is taken away here no rule gives again. Tags change no number.',
    scope: 'write', params: Path, body: TagsInput, example: { tags: ['late delivery'] },
    responses: { 200: { description: 'The response', schema: ResponseView } },
  }, async ({ accountId, params, body }) => {
    await retagResponse(app, accountId, params.id, () => body.tags);
    return { status: 200, body: await shown(accountId, params.id) };
  });

  return routes.router;
}

/** A blank comment is none. */
function commentOf(comment: string | null | undefined): string | null {
  const text = comment?.trim() ?? '';
  return text === '' ? null : text;
}

async function shown(accountId: string, id: string) {
  const { response, proofs } = await readResponse(accountId, id);
  return responseView(response, proofs);
}
