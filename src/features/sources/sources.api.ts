import type { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { apiRoutes } from '../../platform/http/api-routes.ts';
import { line } from '../../platform/http/fields.ts';
import { pageOf, PageQuery, pageSchema } from '../../platform/http/paging.ts';
import { mappingFrom, schemeFrom } from './source-input.ts';
import { changeSource, createSource, deleteSource, listSources, requireSource, rotateSecret, SOURCE_KINDS, SOURCE_STATUSES, type Source } from './sources.service.ts';

const Path = z.strictObject({ id: line(100) });
const oneOf = <const T extends readonly [string, ...string[]]>(values: T) => z.enum(values, { error: `must be one of ${values.join(', ')}` });
const secret = line(500).nullish().describe('The sender’s own, where it makes the secret up; otherwise leave it out and one is made');
const secretShown = z.string().describe('Shown this once');
/** Checked by the mapping and the scheme themselves, which name every place in them. */
const data = z.record(z.string(), z.unknown(), { error: 'must be an object' });
const mapping = z.union([data, line(100)], { error: 'must be a mapping, or the name of a ready one' }).nullish()
  .describe('In place of the one its kind comes with: a mapping, or the name of a ready one such as `freshdesk`; `null` goes back');
const isLegacy = z.boolean({ error: 'must be true or false' }).describe('Also accept the older, weaker signatures of its kind');
const SourceInput = z.strictObject({
  name: line(200), kind: oneOf(SOURCE_KINDS).default('standard-webhooks'), secret, mapping, legacySignatures: isLegacy.default(false),
  scheme: data.nullish().describe('For kind `generic`: how its requests are signed'),
}).meta({ id: 'SourceInput' });
const SourceChange = z.strictObject({ name: line(200).optional(), status: oneOf(SOURCE_STATUSES).optional(), mapping, legacySignatures: isLegacy.optional() }).meta({ id: 'SourceChange' });
const Rotation = z.strictObject({ secret }).meta({ id: 'SecretRotation' });

const fields = {
  id: z.string(),
  name: z.string(),
  kind: z.enum(SOURCE_KINDS),
  status: z.enum(SOURCE_STATUSES),
  url: z.string().describe('Where it posts to'),
  scheme: z.record(z.string(), z.unknown()).nullable(),
  legacySignatures: z.boolean(),
  mapping: z.record(z.string(), z.unknown()).nullable().describe('`null`: the one its kind comes with'),
  refusals: z.record(z.string(), z.int()).describe('Refused requests by reason'),
  lastRefusal: z.object({ reason: z.string(), at: z.iso.datetime() }).nullable(),
  secretCreatedAt: z.iso.datetime().nullable().describe('`null`: it waits for the secret that its sender makes up, and refuses every request'),
  createdAt: z.iso.datetime(),
};
const SourceView = z.object(fields).meta({ id: 'Source' });
const NewSourceView = z.object({ ...fields, secret: secretShown.nullable().describe('Shown this once; `null` where it is still to be given by `rotate`') }).meta({ id: 'NewSource' });
const SourceWithSecret = z.object({ ...fields, secret: secretShown }).meta({ id: 'SourceWithSecret' });

export function sourcesApi(app: App): Router {
  const routes = apiRoutes('/api/v1/sources', 'Sources');
  const view = ({ _id, accountId: _account, secrets, ...source }: Source) => ({ id: _id, ...source, secretCreatedAt: secrets[0]?.createdAt ?? null, url: `${app.config.baseUrl}/webhooks/${_id}` });

  routes.get('', {
    summary: 'List sources', scope: 'admin', query: PageQuery,
    responses: { 200: { description: 'Sources by id', schema: pageSchema(SourceView) } },
  }, async ({ accountId, query }) => {
    const { data: page, nextCursor } = pageOf(await listSources(accountId), query, ({ _id }) => _id);
    return { status: 200, body: { data: page.map(view), nextCursor } };
  });

  routes.post('', {
    summary: 'Create a source', description: 'A system that reports interactions by webhook. The secret is shown this once. Some senders make it up and show it only once they know the address: leave it out and give it by `rotate`.',
    scope: 'admin', body: SourceInput, example: { name: 'Shop' },
    responses: { 201: { description: 'The source and its secret', schema: NewSourceView } },
  }, async ({ accountId, body: { name, kind, secret: given, legacySignatures, ...rest } }) => {
    const { source, secret: made } = await createSource(app, accountId, { name, kind, legacySignatures, secret: given ?? null, scheme: schemeFrom(rest.scheme ?? null), mapping: mappingFrom(rest.mapping ?? null) });
    return { status: 201, body: { ...view(source), secret: made } };
  });

  routes.get('/{id}', {
    summary: 'Read a source', scope: 'admin', params: Path,
    responses: { 200: { description: 'The source', schema: SourceView } },
  }, async ({ accountId, params }) => ({ status: 200, body: view(await requireSource(accountId, params.id)) }));

  routes.patch('/{id}', {
    summary: 'Rename, pause, resume or map a source', description: 'What a paused source sends is kept in its log for 30 days and leads to nothing.',
    scope: 'admin', params: Path, body: SourceChange, example: { status: 'paused' },
    responses: { 200: { description: 'The source', schema: SourceView } },
  }, async ({ accountId, params, body: { mapping: given, ...changes } }) => {
    const source = await changeSource(accountId, params.id, { ...changes, ...(given === undefined ? {} : { mapping: mappingFrom(given) }) });
    return { status: 200, body: view(source) };
  });

  routes.delete('/{id}', {
    summary: 'Delete a source', description: 'Its interactions stay.', scope: 'admin', params: Path,
    responses: { 204: { description: 'It is deleted' } },
  }, async ({ accountId, params }) => {
    await deleteSource(accountId, params.id);
    return { status: 204 };
  });

  routes.post('/{id}/rotate', {
    summary: 'Give a source a new secret', description: 'The one before holds for another 24 hours, so that the sender may be changed without a gap.',
    scope: 'admin', params: Path, body: Rotation.optional(),
    responses: { 200: { description: 'The source and its new secret', schema: SourceWithSecret } },
  }, async ({ accountId, params, body }) => {
    const { source, secret: made } = await rotateSecret(app, accountId, params.id, body?.secret ?? null);
    return { status: 200, body: { ...view(source), secret: made } };
  });

  return routes.router;
}
