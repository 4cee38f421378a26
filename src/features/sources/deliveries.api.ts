import type { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { Conflict, NotFound } from '../../platform/errors.ts';
import { apiRoutes } from '../../platform/http/api-routes.ts';
import { line } from '../../platform/http/fields.ts';
import { PageQuery, pageSchema } from '../../platform/http/paging.ts';
import { positionOf, timePage } from '../../platform/http/time-paging.ts';
import { interactionView, InteractionView } from '../interactions/interactions.service.ts';
import { previewDelivery, type PreviewedItem } from '../invitations/preview-delivery.service.ts';
import { lastWithPayload, listDeliveries, requireDelivery, type LoggedDelivery } from './deliveries.queries.ts';
import { DELIVERY_OUTCOMES } from './deliveries.service.ts';
import { FileCounts } from './file-counts.ts';
import { replayDelivery } from './receive-delivery.service.ts';
import { mappingFrom } from './source-input.ts';
import { requireSource } from './sources.service.ts';

const Path = z.strictObject({ id: line(100) });
const DeliveryPath = z.strictObject({ id: line(100), delivery: line(200) });
const problem = z.object({ pointer: z.string(), detail: z.string() });
const Item = z.object({ outcome: z.enum(['accepted', 'duplicate', 'ignored']), event: z.string().nullable(), interaction: z.string().nullable(), reason: z.string().nullable(), errors: z.array(problem) });
const DeliveryView = z.object({
  id: z.string(),
  deliveryId: z.string().describe('The sender’s own, else a hash of the body'),
  at: z.iso.datetime(),
  outcome: z.enum(DELIVERY_OUTCOMES),
  reason: z.string().nullable(),
  items: z.array(Item),
  headers: z.record(z.string(), z.string()),
  payload: z.string().nullable().describe('`null` where nobody proved to have sent it'),
  isCut: z.boolean(),
  replayOf: z.string().nullable(),
  counts: FileCounts.nullable().describe('For a file that was fetched: its items are the first rows with something wrong in them, its payload is its first row'),
}).meta({ id: 'Delivery' });
const PreviewInput = z.strictObject({
  payload: z.unknown().optional().describe('As the sender would send it; without it and `delivery` the last one that was received'),
  delivery: line(200).optional().describe('The id of one in the log'),
  headers: z.record(line(100), line(500)).optional(),
  mapping: z.union([z.record(z.string(), z.unknown()), line(100)]).nullish().describe('To try out; without it the source’s own'),
}).meta({ id: 'DeliveryPreview' });
const PreviewItem = z.object({ event: z.string().nullable(), interaction: InteractionView.nullable(), reason: z.string().nullable(), errors: z.array(problem) });
const ReplayAnswer = z.object({ outcome: z.enum(['accepted', 'duplicate', 'ignored']), items: z.array(Item) });

export function deliveriesApi(app: App): Router {
  const routes = apiRoutes('/api/v1/sources', 'Sources');

  routes.get('/{id}/deliveries', {
    summary: 'List what a source sent', description: 'With what became of it; kept for 30 days. A flood of refused requests is counted at the source and written down now and then.',
    scope: 'admin', params: Path, query: PageQuery.extend({ outcome: z.enum(DELIVERY_OUTCOMES, { error: `must be one of ${DELIVERY_OUTCOMES.join(', ')}` }).optional() }),
    responses: { 200: { description: 'Newest first', schema: pageSchema(DeliveryView) } },
  }, async ({ accountId, params, query: { outcome = null, limit, cursor } }) => {
    const { _id } = await requireSource(accountId, params.id);
    const scope = { secret: app.config.secret, accountId, list: `deliveries:${_id}` };
    const page = await listDeliveries(accountId, _id, outcome, { limit, after: positionOf(scope, cursor) });
    return { status: 200, body: timePage(scope, page, { at: ({ batchAt, id }) => ({ at: batchAt, id }), view: viewOf }) };
  });

  routes.post('/{id}/deliveries/{delivery}/replay', {
    summary: 'Take a delivery again', description: 'By the mapping of today. What it reported before is known by its id and not doubled.',
    scope: 'admin', params: DeliveryPath,
    responses: { 200: { description: 'What became of it', schema: ReplayAnswer } },
  }, async ({ accountId, params }) => {
    const [source, delivery] = await Promise.all([requireSource(accountId, params.id), requireDelivery(accountId, params.id, params.delivery)]);
    const { outcome, items } = await replayDelivery(app, source, delivery);
    return { status: 200, body: { outcome, items: items.map(itemView) } };
  });

  routes.post('/{id}/preview', {
    summary: 'Try a payload or a mapping', description: 'Shows every interaction the payload makes and what each survey would decide. Nothing is stored.',
    scope: 'admin', params: Path, body: PreviewInput, maxBytes: 1_048_576, example: { payload: { id: 'order-1', occurredAt: '2026-05-04T09:30:00Z', customer: { email: 'ada@example.com' } } },
    responses: { 200: { description: 'What would become of it', schema: z.object({ items: z.array(PreviewItem) }) } },
  }, async ({ accountId, params, body: { payload, delivery, headers = {}, mapping } }) => {
    const source = await requireSource(accountId, params.id);
    const tried = { ...source, ...(mapping === undefined ? {} : { mapping: mappingFrom(mapping) }) };
    const items = async (received: { headers: Record<string, string>; payload: string }) => (await previewDelivery(app, tried, received)).map(previewView);
    if (payload !== undefined) return { status: 200, body: { items: await items({ headers, payload: JSON.stringify(payload) }) } };
    const logged = delivery === undefined ? await lastWithPayload(accountId, source._id) : await requireDelivery(accountId, source._id, delivery);
    if (!logged) throw new NotFound('This source has sent nothing yet; paste a payload instead.');
    if (logged.payload === null) throw new Conflict('Of this delivery no payload was kept; paste one instead.');
    return { status: 200, body: { items: await items({ headers: { ...logged.headers, ...headers }, payload: logged.payload }) } };
  });

  return routes.router;
}

function previewView(item: PreviewedItem): z.input<typeof PreviewItem> {
  if (item.interaction === null) return { event: item.event, interaction: null, reason: item.reason, errors: item.problems };
  return { event: item.event, interaction: interactionView(item.interaction) as never, reason: null, errors: [] };
}

function viewOf({ id, deliveryId, at, outcome, reason, items, headers, payload, isCut, replayOf, counts }: LoggedDelivery) {
  return { id, deliveryId, at, outcome, reason, items: items.map(itemView), headers, payload, isCut, replayOf, counts: counts ?? null };
}

function itemView({ outcome, event, interaction, reason, problems }: LoggedDelivery['items'][number]) {
  return { outcome, event, interaction, reason, errors: problems };
}
