import type { App } from '../../app.ts';
import { createCache } from '../../platform/cache.ts';
import { NotFound } from '../../platform/errors.ts';
import { hashId } from '../../platform/token.ts';
import { touchpoints, type Touchpoint } from './touchpoint.model.ts';

export type { Touchpoint } from './touchpoint.model.ts';

const idOf = (accountId: string, key: string): string => hashId('touchpoint', accountId, key);

/** Creates or renames; the same call twice is the same as once. A deleted one comes back. */
export async function putTouchpoint(app: App, accountId: string, key: string, { name }: { name: string }): Promise<Touchpoint> {
  await touchpoints.of(accountId).updateOne(
    { _id: idOf(accountId, key) },
    { $set: { name, deletedAt: null }, $setOnInsert: { key, createdAt: app.now() } },
    { upsert: true },
  );
  return requireTouchpoint(accountId, key);
}

export async function findTouchpoint(accountId: string, key: string): Promise<Touchpoint | null> {
  return touchpoints.of(accountId).findOne({ _id: idOf(accountId, key), deletedAt: null });
}

/** @throws NotFound */
export async function requireTouchpoint(accountId: string, key: string): Promise<Touchpoint> {
  const touchpoint = await findTouchpoint(accountId, key);
  if (!touchpoint) throw new NotFound(`There is no touchpoint "${key}".`);
  return touchpoint;
}

/** Live touchpoints by key; deleted ones too where past numbers need their names. */
export async function listTouchpoints(accountId: string, { deleted = false } = {}): Promise<Touchpoint[]> {
  return touchpoints.of(accountId).find(deleted ? {} : { deletedAt: null }, { sort: { key: 1 } });
}

/** @throws NotFound */
export async function deleteTouchpoint(app: App, accountId: string, key: string): Promise<void> {
  const matched = await touchpoints.of(accountId).updateOne({ _id: idOf(accountId, key), deletedAt: null }, { $set: { deletedAt: app.now() } });
  if (matched === 0) throw new NotFound(`There is no touchpoint "${key}".`);
}

const cachedNames = createCache(async (accountId) => new Map((await listTouchpoints(accountId, { deleted: true })).map(({ key, name }) => [key, name])), { seconds: 5 });

/** Names by key, at most five seconds old: every mail and page says one. */
export async function touchpointNames(accountId: string): Promise<ReadonlyMap<string, string>> {
  return cachedNames.get(accountId);
}
