import type { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { apiRoutes } from '../../platform/http/api-routes.ts';
import { PageQuery, pageOf, pageSchema } from '../../platform/http/paging.ts';
import { tagField } from '../responses/tags.service.ts';
import { TagRuleInput } from './tag-rule-input.ts';
import { listTagRules, previewRule, requireTagRule, type TagRule } from './tag-rules.queries.ts';
import { applyTagRule, deleteTagRule, putTagRule } from './tag-rules.service.ts';

const Path = z.strictObject({ tag: tagField });

const TagRuleView = z.object({
  tag: z.string(),
  words: z.array(z.string()),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  run: z.object({
    startedAt: z.iso.datetime(),
    comments: z.int().describe('Comments read so far'),
    tagged: z.int().describe('Answers that got the tag'),
    finishedAt: z.iso.datetime().nullable(),
  }).nullable().describe('The latest way through the answers that were there already'),
}).meta({ id: 'TagRule' });

const PreviewView = z.object({
  comments: z.int().describe('The latest comments, which were looked at'),
  matching: z.int(),
  since: z.iso.datetime().nullable().describe('Older answers were not looked at; null where there are none'),
  examples: z.array(z.object({ responseId: z.string(), comment: z.string() })),
}).meta({ id: 'TagRulePreview' });

export function tagRulesApi(app: App): Router {
  const routes = apiRoutes('/api/v1/tag-rules', 'Tag rules');

  routes.get('', {
    summary: 'List tag rules', scope: 'read', query: PageQuery,
    responses: { 200: { description: 'Rules by tag', schema: pageSchema(TagRuleView) } },
  }, async ({ accountId, query }) => {
    const { data, nextCursor } = pageOf(await listTagRules(accountId), query, ({ tag }) => tag);
    return { status: 200, body: { data: data.map(shown), nextCursor } };
  });

  routes.post('/preview', {
    summary: 'See what words would find', description: 'Among the latest comments; nothing is stored.', scope: 'read', body: TagRuleInput, example: { words: ['late', 'delay*'] },
    responses: { 200: { description: 'How many match', schema: PreviewView } },
  }, async ({ accountId, body }) => {
    const { comments, matching, reached, examples } = await previewRule(accountId, body.words);
    return { status: 200, body: { comments, matching, since: reached, examples: examples.map(({ _id, comment }) => ({ responseId: _id, comment })) } };
  });

  routes.get('/{tag}', {
    summary: 'Read a tag rule', scope: 'read', params: Path,
    responses: { 200: { description: 'The rule', schema: TagRuleView } },
  }, async ({ accountId, params }) => ({ status: 200, body: shown(await requireTagRule(accountId, params.tag)) }));

  routes.put('/{tag}', {
    summary: 'Create or change a tag rule',
    description: 'From now on comments with one of the words get the tag: whole words, whatever their case and accents; a star at an end stands for any letters there. A tag that a person took away from an answer does not come back.',
    scope: 'write', params: Path, body: TagRuleInput, example: { words: ['late', 'delay*'] },
    responses: { 200: { description: 'The rule', schema: TagRuleView } },
  }, async ({ accountId, params, body }) => ({ status: 200, body: shown(await putTagRule(app, accountId, params.tag, body.words)) }));

  routes.delete('/{tag}', {
    summary: 'Delete a tag rule', description: 'Answers keep the tags it gave.', scope: 'write', params: Path,
    responses: { 204: { description: 'It is gone' } },
  }, async ({ accountId, params }) => {
    await deleteTagRule(accountId, params.tag);
    return { status: 204 };
  });

  routes.post('/{tag}/apply', {
    summary: 'Apply a tag rule to the answers there are', description: 'In the background; `run` of the rule says how far it is. While it is on its way another call changes nothing.', scope: 'write', params: Path,
    responses: { 202: { description: 'It is on its way', schema: TagRuleView } },
  }, async ({ accountId, params }) => ({ status: 202, body: shown(await applyTagRule(app, accountId, params.tag)) }));

  return routes.router;
}

function shown({ tag, words, createdAt, updatedAt, run }: TagRule) {
  return { tag, words, createdAt, updatedAt, run: run && { startedAt: run.startedAt, comments: run.comments, tagged: run.tagged, finishedAt: run.finishedAt } };
}
