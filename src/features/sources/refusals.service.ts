/** Requests that did not prove to come from their source: counted, and written down now and then, so that a flood costs little. */
import type { App } from '../../app.ts';
import { createGroupCommit, type GroupCommit } from '../../platform/group-commit.ts';
import { logDelivery } from './deliveries.service.ts';
import { sources, type Source } from './source.model.ts';

interface Refusal {
  source: Source;
  reason: string;
  at: Date;
}

/** Of refusals for one reason one is written into the log of a source in this time; all are counted. */
const LOGGED_EVERY_MS = 10_000;

interface Kept {
  group: GroupCommit<Refusal, void>;
  loggedAt: Map<string, number>;
}

const kept = new WeakMap<App, Kept>();

function keptOf(app: App): Kept {
  let found = kept.get(app);
  if (!found) {
    const created: Kept = { group: createGroupCommit(store), loggedAt: new Map() };
    found = created;
    kept.set(app, created);
    app.draining.add(() => created.group.drain());
  }
  return found;
}

/** Counts a refused request. Those that arrive together are one write per source. */
export async function recordRefusal(app: App, source: Source, { reason, deliveryId }: { reason: string; deliveryId: string }): Promise<void> {
  const { group, loggedAt } = keptOf(app);
  const at = app.now();
  const key = `${source._id} ${reason}`;
  const isLogged = at.getTime() - (loggedAt.get(key) ?? 0) >= LOGGED_EVERY_MS;
  if (isLogged) loggedAt.set(key, at.getTime());
  await Promise.all([
    group.add({ source, reason, at }),
    isLogged && logDelivery(app, source, { deliveryId, at, outcome: 'refused', reason, items: [], headers: {}, payload: null, isCut: false, replayOf: null }),
  ]);
}

async function store(refusals: Refusal[]): Promise<void[]> {
  const bySource = new Map<string, { counts: Record<string, number>; last: Refusal }>();
  for (const refusal of refusals) {
    const known = bySource.get(refusal.source._id) ?? { counts: {}, last: refusal };
    known.counts[`refusals.${refusal.reason}`] = (known.counts[`refusals.${refusal.reason}`] ?? 0) + 1;
    bySource.set(refusal.source._id, { counts: known.counts, last: refusal });
  }
  await sources.everyAccount.bulkWrite([...bySource].map(([_id, { counts, last: { reason, at, source } }]) => ({
    filter: { _id, accountId: source.accountId },
    update: { $inc: counts, $set: { lastRefusal: { reason, at } } },
  })));
  return refusals.map(() => undefined);
}
