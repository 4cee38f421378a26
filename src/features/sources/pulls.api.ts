import type { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { apiRoutes } from '../../platform/http/api-routes.ts';
import { line } from '../../platform/http/fields.ts';
import { DELIVERY_OUTCOMES } from './deliveries.service.ts';
import { FileCounts } from './file-counts.ts';
import { PullInput } from './pull-input.ts';
import { deletePull, pullNow, PULL_STATUSES, putPull, requirePull, shownFolder, statusOf, type Pull, type PullRun } from './pulls.service.ts';

const Path = z.strictObject({ id: line(100) });
const PullRunView = z.object({ at: z.iso.datetime(), outcome: z.enum(DELIVERY_OUTCOMES), reason: z.string().nullable(), counts: FileCounts.nullable() });
const PullView = z.object({
  kind: z.enum(['folder', 'url']),
  path: z.string().nullable(),
  folder: z.string().nullable().describe('Where to put files: they are moved to `done` or `failed` beside them when they were read'),
  url: z.string().nullable(),
  hasBearerToken: z.boolean(),
  everyMinutes: z.int(),
  status: z.enum(PULL_STATUSES),
  nextAt: z.iso.datetime().nullable().describe('`null` while it is paused'),
  failures: z.int().describe('In a row; after each it is waited twice as long, up to a day'),
  lastRun: PullRunView.nullable(),
  earlierRuns: z.array(PullRunView).describe('Newest first, at most nine; of several in a row that found nothing new only the last'),
}).meta({ id: 'Pull' });

export function pullsApi(app: App): Router {
  const routes = apiRoutes('/api/v1/sources', 'Sources');
  const runView = ({ at, outcome, reason, counts }: PullRun) => ({ at, outcome, reason, counts });
  const view = ({ accountId, from, everyMinutes: every, wakeAt, failures, lastRun, earlierRuns = [] }: Pull) => ({
    kind: from.kind,
    path: from.kind === 'folder' ? from.path : null,
    folder: from.kind === 'folder' ? shownFolder(app, accountId, from.path) : null,
    url: from.kind === 'url' ? from.url : null,
    hasBearerToken: from.kind === 'url' && from.sealedToken !== null,
    everyMinutes: every, status: statusOf({ wakeAt }), nextAt: wakeAt, failures, lastRun: lastRun && runView(lastRun), earlierRuns: earlierRuns.map(runView),
  });

  routes.get('/{id}/pull', {
    summary: 'Read where a source’s interactions are fetched from', scope: 'admin', params: Path,
    responses: { 200: { description: 'Where, how often, and what came of it the last time', schema: PullView } },
  }, async ({ accountId, params }) => ({ status: 200, body: view(await requirePull(accountId, params.id)) }));

  routes.put('/{id}/pull', {
    summary: 'Fetch a source’s interactions', description: 'For systems that cannot report by webhook but can write a file: CSV or XLSX, where each row is a payload `{ column: value }`, or lines of JSON. Read by the source’s mapping, else by columns named `id`, `type`, `touchpoint`, `occurredAt`, `customer.email` and so on. Each look is in the source’s log of deliveries.',
    scope: 'admin', params: Path, body: PullInput, example: { kind: 'url', url: 'https://files.example.com/orders.csv', everyMinutes: 60 },
    responses: { 200: { description: 'Where and how often', schema: PullView } },
  }, async ({ accountId, params, body }) => {
    const pull = await putPull(app, accountId, params.id, body.kind === 'url' ? { ...body, bearerToken: body.bearerToken ?? null } : body);
    return { status: 200, body: view(pull) };
  });

  routes.delete('/{id}/pull', {
    summary: 'Stop fetching a source’s interactions', description: 'What was fetched stays.', scope: 'admin', params: Path,
    responses: { 204: { description: 'Nothing is fetched any more' } },
  }, async ({ accountId, params }) => {
    await deletePull(accountId, params.id);
    return { status: 204 };
  });

  routes.post('/{id}/pull/now', {
    summary: 'Fetch a source’s interactions now', scope: 'admin', params: Path,
    responses: { 202: { description: 'A worker looks within a second or so', schema: PullView } },
  }, async ({ accountId, params }) => ({ status: 202, body: view(await pullNow(app, accountId, params.id)) }));

  return routes.router;
}
