import type { App } from '../../app.ts';
import { createCache } from '../../platform/cache.ts';
import { NotFound, type FieldError } from '../../platform/errors.ts';
import { createGroupCommit, type GroupCommit } from '../../platform/group-commit.ts';
import { newWebhookSecret } from '../../platform/signature/standard-webhooks.ts';
import { hashId, randomId, seal, unseal } from '../../platform/token.ts';
import { ignoredDeliveries, sources, type IgnoredDelivery, type Source, type SourceKind, type SourceStatus } from './source.model.ts';

export { SOURCE_KINDS, SOURCE_STATUSES } from './source.model.ts';
export type { IgnoredDelivery, Source, SourceKind, SourceStatus } from './source.model.ts';

/** After a rotation both secrets hold for a day, so that the sender may be changed without a gap. */
const OVERLAP_MS = 86_400_000;
const LONGEST_PAYLOAD = 65_536;

/** A source may be a second old; unknown ids are asked for each time. */
const cached = createCache((id) => sources.everyAccount.findOne({ _id: id }), { seconds: 1 });

/** The secret is shown here and never again. */
export async function createSource(app: App, accountId: string, { name, kind }: { name: string; kind: SourceKind }): Promise<{ source: Source; secret: string }> {
  const secret = newWebhookSecret();
  const now = app.now();
  const source: Source = {
    _id: randomId('src'), accountId, name, kind, status: 'active',
    secrets: [{ sealed: seal(app.config.secret, secret), createdAt: now, expiresAt: null }],
    refusals: {}, lastRefusal: null, createdAt: now,
  };
  await sources.everyAccount.insertMany([source]);
  return { source, secret };
}

/** A new secret; the one before holds for another day, older ones end. @throws NotFound */
export async function rotateSecret(app: App, accountId: string, id: string): Promise<{ source: Source; secret: string }> {
  const { secrets: [current] } = await requireSource(accountId, id);
  const secret = newWebhookSecret();
  const now = app.now();
  const secrets: Source['secrets'] = [
    { sealed: seal(app.config.secret, secret), createdAt: now, expiresAt: null },
    ...(current ? [{ ...current, expiresAt: new Date(now.getTime() + OVERLAP_MS) }] : []),
  ];
  await sources.of(accountId).updateOne({ _id: id }, { $set: { secrets } });
  cached.forget(id);
  return { source: await requireSource(accountId, id), secret };
}

/** @throws NotFound */
export async function changeSource(accountId: string, id: string, changes: { name?: string | undefined; status?: SourceStatus | undefined }): Promise<Source> {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  if (Object.keys(given).length > 0) await sources.of(accountId).updateOne({ _id: id }, { $set: given });
  cached.forget(id);
  return requireSource(accountId, id);
}

/** Its interactions stay. @throws NotFound */
export async function deleteSource(accountId: string, id: string): Promise<void> {
  const deleted = await sources.of(accountId).deleteMany({ _id: id });
  cached.forget(id);
  if (deleted === 0) throw new NotFound(`There is no source "${id}".`);
}

/** @throws NotFound */
export async function requireSource(accountId: string, id: string): Promise<Source> {
  const source = await sources.of(accountId).findOne({ _id: id });
  if (!source) throw new NotFound(`There is no source "${id}".`);
  return source;
}

export async function listSources(accountId: string): Promise<Source[]> {
  return sources.of(accountId).find({});
}

/** By the id in a webhook's address, so across accounts; at most a second old. */
export async function findSource(id: string): Promise<Source | null> {
  return id.length > 100 ? null : cached.get(id);
}

export function activeSecrets(app: App, { secrets }: Source): string[] {
  const now = app.now();
  return secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt > now).map(({ sealed }) => unseal(app.config.secret, sealed));
}

interface Refusal {
  source: Source;
  reason: string;
  at: Date;
}

const refusalGroups = new WeakMap<App, GroupCommit<Refusal, void>>();

/** Counts a refused request. Those that arrive together are one write per source, so that a flood of them costs little. */
export async function countRefusal(app: App, source: Source, reason: string): Promise<void> {
  let group = refusalGroups.get(app);
  if (!group) {
    const created = createGroupCommit(storeRefusals);
    group = created;
    refusalGroups.set(app, created);
    app.draining.add(() => created.drain());
  }
  await group.add({ source, reason, at: app.now() });
}

async function storeRefusals(refusals: Refusal[]): Promise<void[]> {
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

/** Keeps a rightly signed delivery that leads to nothing, once however often it is repeated. */
export async function keepIgnored(app: App, source: Source, delivery: { deliveryId: string; reason: string; problems: FieldError[]; payload: Buffer }): Promise<void> {
  const { deliveryId, reason, problems, payload } = delivery;
  await ignoredDeliveries.of(source.accountId).updateOne(
    { _id: hashId('ignored', source._id, deliveryId) },
    { $setOnInsert: { sourceId: source._id, deliveryId, reason, problems, payload: payload.subarray(0, LONGEST_PAYLOAD).toString('utf8'), at: app.now() } },
    { upsert: true },
  );
}

/** Newest first. */
export async function listIgnored(accountId: string, sourceId: string, limit = 200): Promise<IgnoredDelivery[]> {
  return ignoredDeliveries.of(accountId).find({ sourceId }, { sort: { at: -1 }, limit });
}
