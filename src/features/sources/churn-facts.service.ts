/** What a delivery says, besides what happened, of customers who left. */
import { z } from 'zod';
import type { App } from '../../app.ts';
import { factKey, type FactRow } from '../../domain/facts.ts';
import { applyMapping } from '../../domain/mapping/apply-mapping.ts';
import type { Delivery, Mapping } from '../../domain/mapping/mapping.ts';
import { dayOf } from '../../domain/period.ts';
import { refreshOutcomes } from '../../jobs.ts';
import { Malformed } from '../../platform/errors.ts';
import { externalId, instant } from '../../platform/http/fields.ts';
import { parseJson } from '../../platform/http/json.ts';
import { tryParse } from '../../platform/http/parse.ts';
import { againWhenTaken, inTransaction } from '../../platform/mongo.ts';
import { requireAccount } from '../accounts/accounts.service.ts';
import { appendEvents } from '../events/events.service.ts';
import { storeFacts, unrecordedFacts } from '../facts/facts.service.ts';
import { senderOf } from './senders.ts';
import type { Source } from './source.model.ts';

const LONGEST_REASON = 1000;

const Churn = z.object({
  type: z.enum(['full', 'partial', 'returned']),
  occurredAt: instant,
  customer: z.object({ externalId }),
  properties: z.object({ reason: z.string().max(LONGEST_REASON).optional() }),
});

/**
 * Stores them as facts under the source's id, as a file of churn would be: a later file may correct them, and what was ever recorded is left
 * as it is, so that a repeat changes nothing. Resolves once they are durable; of a sender that knows no churn, or a paused source, at once.
 */
export async function storeChurns(app: App, source: Source, { body, ...delivery }: { body: Buffer; headers: Delivery['headers']; deliveryId: string; receivedAt: Date }): Promise<void> {
  const { churn } = senderOf(source.kind);
  if (churn === null || source.status === 'paused') return;
  const reported = churnsIn(churn, body, { headers: delivery.headers, id: delivery.deliveryId, receivedAt: delivery.receivedAt });
  if (reported.length === 0) return;
  const { accountId } = source;
  const { timeZone } = await requireAccount(accountId);
  const rows = reported.map((report) => rowOf(report, timeZone));
  const at = app.now();
  const isChanged = await againWhenTaken(() => inTransaction(async (session) => {
    const news = await unrecordedFacts(accountId, rows, session);
    if (news.length === 0) return false;
    const { touched } = await storeFacts(accountId, news, { at, importId: source._id, session });
    await appendEvents([{ accountId, type: 'facts.changed', at, subject: { sourceId: source._id }, touched: { owners: touched, customerIds: [] } }], session);
    return true;
  }));
  // Not awaited: they are stored, and a queue that does not answer may hold nobody up.
  if (isChanged) void app.enqueue(refreshOutcomes, {}, { once: 'outcomes' });
}

/** A payload that cannot be read, or says nothing of the kind, reports nobody. */
function churnsIn(mapping: Mapping, body: Buffer, delivery: Delivery): z.infer<typeof Churn>[] {
  let payload: unknown;
  try {
    payload = parseJson(body, { isForeign: true });
  } catch (error) {
    if (error instanceof Malformed) return [];
    throw error;
  }
  return applyMapping(mapping, payload, delivery).flatMap((item) => {
    const parsed = item.kind === 'interaction' ? tryParse(Churn, item.value) : null;
    return parsed?.ok ? [parsed.value] : [];
  });
}

/** The day is the account's, as in its files. */
function rowOf({ type, occurredAt, customer, properties }: z.infer<typeof Churn>, timeZone: string): FactRow {
  const date = dayOf(occurredAt, timeZone);
  return { kind: 'churn', owner: customer.externalId, key: factKey(customer.externalId, date, type), values: { date, type, reason: properties.reason ?? null, amount: null } };
}
