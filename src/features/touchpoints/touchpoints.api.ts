import type { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { apiRoutes } from '../../platform/http/api-routes.ts';
import { key, line } from '../../platform/http/fields.ts';
import { pageOf, PageQuery, pageSchema } from '../../platform/http/paging.ts';
import { deleteTouchpoint, findTouchpoint, listTouchpoints, putTouchpoint, requireTouchpoint, type Touchpoint } from './touchpoints.service.ts';

const Path = z.strictObject({ key });
const TouchpointInput = z.strictObject({ name: line(200) }).meta({ id: 'TouchpointInput' });
const TouchpointView = z.object({ key: z.string(), name: z.string(), createdAt: z.iso.datetime() }).meta({ id: 'Touchpoint' });

const view = ({ key: touchpointKey, name, createdAt }: Touchpoint) => ({ key: touchpointKey, name, createdAt });

export function touchpointsApi(app: App): Router {
  const routes = apiRoutes('/api/v1/touchpoints', 'Touchpoints');

  routes.get('', {
    summary: 'List touchpoints', scope: 'read', query: PageQuery,
    responses: { 200: { description: 'Touchpoints by key', schema: pageSchema(TouchpointView) } },
  }, async ({ accountId, query }) => {
    const { data, nextCursor } = pageOf(await listTouchpoints(accountId), query, (touchpoint) => touchpoint.key);
    return { status: 200, body: { data: data.map(view), nextCursor } };
  });

  routes.get('/{key}', {
    summary: 'Read a touchpoint', scope: 'read', params: Path,
    responses: { 200: { description: 'The touchpoint', schema: TouchpointView } },
  }, async ({ accountId, params }) => ({ status: 200, body: view(await requireTouchpoint(accountId, params.key)) }));

  routes.put('/{key}', {
    summary: 'Create or rename a touchpoint', description: 'A named moment of the customer journey. A deleted one comes back.',
    scope: 'write', params: Path, body: TouchpointInput, example: { name: 'Delivery' },
    responses: { 200: { description: 'It was there', schema: TouchpointView }, 201: { description: 'It was created', schema: TouchpointView } },
  }, async ({ accountId, params, body }) => {
    const known = await findTouchpoint(accountId, params.key);
    const touchpoint = await putTouchpoint(app, accountId, params.key, body);
    return { status: known ? 200 : 201, body: view(touchpoint) };
  });

  routes.delete('/{key}', {
    summary: 'Delete a touchpoint', description: 'Its history keeps its name; new surveys cannot use it.', scope: 'write', params: Path,
    responses: { 204: { description: 'It is deleted' } },
  }, async ({ accountId, params }) => {
    await deleteTouchpoint(app, accountId, params.key);
    return { status: 204 };
  });

  return routes.router;
}
