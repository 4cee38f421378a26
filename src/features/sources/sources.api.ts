import type { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { apiRoutes } from '../../platform/http/api-routes.ts';
import { line } from '../../platform/http/fields.ts';
import { pageOf, PageQuery, pageSchema } from '../../platform/http/paging.ts';
import {
  changeSource, createSource, deleteSource, listIgnored, listSources, requireSource, rotateSecret, SOURCE_KINDS, SOURCE_STATUSES, type Source,
} from './sources.service.ts';

const Path = z.strictObject({ id: line(100) });
const oneOf = <const T extends readonly [string, ...string[]]>(values: T) => z.enum(values, { error: `must be one of ${values.join(', ')}` });
const SourceInput = z.strictObject({ name: line(200), kind: oneOf(SOURCE_KINDS).default('standard-webhooks') }).meta({ id: 'SourceInput' });
const SourceChange = z.strictObject({ name: line(200).optional(), status: oneOf(SOURCE_STATUSES).optional() }).meta({ id: 'SourceChange' });

const fields = {
  id: z.string(),
  name: z.string(),
  kind: z.enum(SOURCE_KINDS),
  status: z.enum(SOURCE_STATUSES),
  url: z.string().describe('Where it posts to'),
  refusals: z.record(z.string(), z.int()).describe('Refused requests by reason'),
  lastRefusal: z.object({ reason: z.string(), at: z.iso.datetime() }).nullable(),
  createdAt: z.iso.datetime(),
};
const SourceView = z.object(fields).meta({ id: 'Source' });
const SourceWithSecret = z.object({ ...fields, secret: z.string().describe('Shown this once') }).meta({ id: 'SourceWithSecret' });
const Ignored = z.object({
  id: z.string(), deliveryId: z.string(), reason: z.string(), errors: z.array(z.object({ pointer: z.string(), detail: z.string() })), payload: z.string(), at: z.iso.datetime(),
}).meta({ id: 'IgnoredDelivery' });

export function sourcesApi(app: App): Router {
  const routes = apiRoutes('/api/v1/sources', 'Sources');
  const view = ({ _id, name, kind, status, refusals, lastRefusal, createdAt }: Source) =>
    ({ id: _id, name, kind, status, url: `${app.config.baseUrl}/webhooks/${_id}`, refusals, lastRefusal, createdAt });

  routes.get('', {
    summary: 'List sources', scope: 'admin', query: PageQuery,
    responses: { 200: { description: 'Sources by id', schema: pageSchema(SourceView) } },
  }, async ({ accountId, query }) => {
    const { data, nextCursor } = pageOf(await listSources(accountId), query, ({ _id }) => _id);
    return { status: 200, body: { data: data.map(view), nextCursor } };
  });

  routes.post('', {
    summary: 'Create a source', description: 'A system that reports interactions by signed webhook (standardwebhooks.com). The secret is shown this once.',
    scope: 'admin', body: SourceInput, example: { name: 'Shop' },
    responses: { 201: { description: 'The source and its secret', schema: SourceWithSecret } },
  }, async ({ accountId, body }) => {
    const { source, secret } = await createSource(app, accountId, body);
    return { status: 201, body: { ...view(source), secret } };
  });

  routes.get('/{id}', {
    summary: 'Read a source', scope: 'admin', params: Path,
    responses: { 200: { description: 'The source', schema: SourceView } },
  }, async ({ accountId, params }) => ({ status: 200, body: view(await requireSource(accountId, params.id)) }));

  routes.patch('/{id}', {
    summary: 'Rename, pause or resume a source', description: 'What a paused source sends is kept in its log for 30 days and leads to nothing.',
    scope: 'admin', params: Path, body: SourceChange, example: { status: 'paused' },
    responses: { 200: { description: 'The source', schema: SourceView } },
  }, async ({ accountId, params, body }) => ({ status: 200, body: view(await changeSource(accountId, params.id, body)) }));

  routes.delete('/{id}', {
    summary: 'Delete a source', description: 'Its interactions stay.', scope: 'admin', params: Path,
    responses: { 204: { description: 'It is deleted' } },
  }, async ({ accountId, params }) => {
    await deleteSource(accountId, params.id);
    return { status: 204 };
  });

  routes.post('/{id}/rotate', {
    summary: 'Give a source a new secret', description: 'The one before holds for another 24 hours, so that the sender may be changed without a gap.',
    scope: 'admin', params: Path,
    responses: { 200: { description: 'The source and its new secret', schema: SourceWithSecret } },
  }, async ({ accountId, params }) => {
    const { source, secret } = await rotateSecret(app, accountId, params.id);
    return { status: 200, body: { ...view(source), secret } };
  });

  routes.get('/{id}/ignored', {
    summary: 'List deliveries that led to nothing', description: 'Rightly signed, but paused or malformed; kept for 30 days, the newest 200 are listed.',
    scope: 'admin', params: Path,
    responses: { 200: { description: 'Newest first', schema: pageSchema(Ignored) } },
  }, async ({ accountId, params }) => {
    const { _id } = await requireSource(accountId, params.id);
    const data = (await listIgnored(accountId, _id)).map(({ _id: id, deliveryId, reason, problems, payload, at }) => ({ id, deliveryId, reason, errors: problems, payload, at }));
    return { status: 200, body: { data, nextCursor: null } };
  });

  return routes.router;
}
