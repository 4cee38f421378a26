import type { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { NotFound, type FieldError } from '../../platform/errors.ts';
import { apiRoutes } from '../../platform/http/api-routes.ts';
import { externalId, line } from '../../platform/http/fields.ts';
import { tryParse } from '../../platform/http/parse.ts';
import { previewDecisions } from '../invitations/invitations.service.ts';
import { InteractionInput, interactionView, InteractionView, KnownInteraction, ReportedInteraction, toNewInteraction } from './interaction-input.ts';
import { API_SOURCE, findInteractions, receiveInteraction, receiveInteractions, toInteraction, type Receipt } from './interactions.service.ts';
import { listSources } from '../sources/sources.service.ts';

const MOST_IN_BATCH = 1000;
const BATCH_BYTES = 5 * 1_048_576;

const EXAMPLE = {
  id: 'order-1001', type: 'order.delivered', touchpoint: 'delivery', occurredAt: '2026-05-04T09:30:00Z',
  customer: { externalId: 'c-1', email: 'ada@example.com', name: 'Ada', locale: 'en', timeZone: 'Europe/Warsaw' }, properties: { plan: 'pro' },
};

const Accepted = z.object({ id: z.string(), status: z.literal('accepted'), source: z.string(), receivedAt: z.iso.datetime() }).meta({ id: 'AcceptedInteraction' });
const tooMany = `must hold 1 to ${MOST_IN_BATCH} interactions`;
/** Items are checked one by one, so that a bad one stops no other. */
const list = z.array(z.unknown(), { error: 'must be a list of interactions' }).min(1, tooMany).max(MOST_IN_BATCH, tooMany);
const BatchInput = z.union([z.strictObject({ interactions: list }), list], { error: 'must be a list of interactions' }).meta({ id: 'InteractionBatch' });
const BatchResult = z.object({
  index: z.int(),
  id: z.string().nullable(),
  outcome: z.enum(['accepted', 'duplicate', 'rejected']),
  /** What a single request would have answered. */
  status: z.int(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })),
}).meta({ id: 'BatchResult' });
const BatchAnswer = z.object({ accepted: z.int(), duplicates: z.int(), rejected: z.int(), results: z.array(BatchResult) });

export function interactionsApi(app: App): Router {
  const routes = apiRoutes('/api/v1/interactions', 'Interactions');

  routes.post('', {
    summary: 'Report an interaction',
    description: '202: stored durably; decisions follow within a second or so. A repeat of the id answers 200 with what was stored first, whatever its body. With `dryRun` 200 with the decisions, nothing stored.',
    scope: 'write', body: InteractionInput, maxBytes: 128 * 1024, example: EXAMPLE,
    responses: { 202: { description: 'Stored', schema: Accepted }, 200: { description: 'Known already, or a dry run', schema: KnownInteraction } },
  }, async ({ accountId, body: { dryRun, ...input } }) => {
    if (dryRun === true) {
      const interaction = toInteraction(accountId, API_SOURCE, toNewInteraction(input), app.now());
      const decisions = await previewDecisions(app, interaction);
      return { status: 200, body: { status: 'dry-run', ...interactionView({ ...interaction, decisions }) } };
    }
    const { kind, interaction } = await receiveInteraction(app, accountId, API_SOURCE, toNewInteraction(input));
    if (kind === 'duplicate') return { status: 200, body: { status: 'duplicate', ...interactionView(interaction) } };
    return { status: 202, body: { id: interaction.externalId, status: 'accepted', source: interaction.source, receivedAt: interaction.receivedAt } };
  });

  routes.post('/batch', {
    summary: 'Report up to 1,000 interactions',
    description: 'One result per item, in order; a bad item stops no other. 202 when at least one was newly stored, else 200.',
    scope: 'write', body: BatchInput, maxBytes: BATCH_BYTES, example: { interactions: [EXAMPLE] },
    responses: { 202: { description: 'At least one was stored', schema: BatchAnswer }, 200: { description: 'None was new', schema: BatchAnswer } },
  }, async ({ accountId, body }) => {
    const answer = Array.isArray(body) ? await receiveBatch(app, accountId, body, '') : await receiveBatch(app, accountId, body.interactions, '/interactions');
    return { status: answer.accepted > 0 ? 202 : 200, body: answer };
  });

  routes.get('/{id}', {
    summary: 'Read an interaction and its decisions', scope: 'read',
    params: z.strictObject({ id: externalId }),
    query: z.strictObject({ source: line(100).optional().describe('`api` or the id of a source; without it the first that any source reported') }),
    responses: { 200: { description: 'The interaction', schema: InteractionView } },
  }, async ({ accountId, params: { id }, query: { source } }) => {
    const sources = source === undefined ? [API_SOURCE, ...(await listSources(accountId)).map(({ _id }) => _id)] : [source];
    const [found] = await findInteractions(accountId, id, sources);
    if (!found) throw new NotFound(`There is no interaction "${id}"${source === undefined ? '' : ` of source "${source}"`}.`);
    return { status: 200, body: interactionView(found) };
  });

  return routes.router;
}

const STATUS = { accepted: 202, duplicate: 200, rejected: 422 } as const;

async function receiveBatch(app: App, accountId: string, items: unknown[], base: string): Promise<z.infer<typeof BatchAnswer>> {
  const parsed = items.map((item, index) => tryParse(ReportedInteraction, item, `${base}/${index}`));
  const inputs = parsed.flatMap((result) => (result.ok ? [toNewInteraction(result.value)] : []));
  const receipts = (await receiveInteractions(app, accountId, API_SOURCE, inputs)).values();
  const results = parsed.map((result, index) => (result.ok ? resultOf(index, receipts.next().value) : rejected(index, items[index], result.errors)));
  const count = (outcome: keyof typeof STATUS): number => results.filter((result) => result.outcome === outcome).length;
  return { accepted: count('accepted'), duplicates: count('duplicate'), rejected: count('rejected'), results };
}

function resultOf(index: number, receipt: Receipt | undefined) {
  if (!receipt) throw new Error('every valid item gets a receipt');
  return { index, id: receipt.interaction.externalId, outcome: receipt.kind, status: STATUS[receipt.kind], errors: [] };
}

function rejected(index: number, item: unknown, errors: FieldError[]) {
  const id = (item as { id?: unknown } | null)?.id;
  return { index, id: typeof id === 'string' ? id.slice(0, 200) : null, outcome: 'rejected' as const, status: STATUS.rejected, errors };
}
