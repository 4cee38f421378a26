import type { App } from '../../app.ts';
import { endOfLastDay, MOST_KEYS } from '../../domain/api-key.ts';
import type { Day } from '../../domain/period.ts';
import { inBackground } from '../../platform/background.ts';
import { createCache } from '../../platform/cache.ts';
import { Conflict, Invalid, NotFound } from '../../platform/errors.ts';
import { noteChange } from '../../platform/noted-changes.ts';
import { randomId, randomToken, sha256 } from '../../platform/token.ts';
import { requireAccount } from '../accounts/accounts.queries.ts';
import { apiKeys, SCOPES, type ApiKey, type Scope } from './user.model.ts';

export { SCOPES } from './user.model.ts';
export type { ApiKey, Scope } from './user.model.ts';

/** Revoked keys stop within a second. */
const cached = createCache((hash) => apiKeys.everyAccount.findOne({ _id: hash }), { seconds: 1 });

export interface NewKey {
  name: string;
  scope: Scope;
  /** In the account's zone; `null` for a key without end. */
  lastDay?: Day | null;
}

/** The key is shown here and never again. @throws Invalid for a last day that is over, Conflict where the account has {@link MOST_KEYS} that work */
export async function createApiKey(app: App, accountId: string, { name, scope, lastDay = null }: NewKey): Promise<{ id: string; key: string; scope: Scope; expiresAt: Date | null }> {
  const expiresAt = lastDay === null ? null : endOfLastDay(lastDay, (await requireAccount(accountId)).timeZone, app.now());
  if (lastDay !== null && expiresAt === null) throw new Invalid([{ pointer: '/expires', detail: 'must be a day from today on, at most ten years ahead' }]);
  const working = await apiKeys.of(accountId).find({ revokedAt: null, $or: [{ expiresAt: null }, { expiresAt: { $gt: app.now() } }] }, { projection: { _id: 1 }, limit: MOST_KEYS });
  if (working.length >= MOST_KEYS) throw new Conflict(`The account has ${MOST_KEYS} keys that work, and no more are made. Revoke one that is no longer used.`);
  const id = randomId('key');
  const key = `afterword_${randomToken()}`;
  await apiKeys.of(accountId).insertMany([{ _id: sha256(key), keyId: id, name, scope, createdAt: app.now(), revokedAt: null, expiresAt }]);
  noteChange({ action: 'keys.created', subject: name, before: null, after: { name, scope, expiresAt } });
  return { id, key, scope, expiresAt };
}

/** The key behind a bearer token unless it is unknown or revoked; it may have expired. */
export async function findApiKey(key: string): Promise<ApiKey | null> {
  if (key.length > 200) return null;
  const found = await cached.get(sha256(key));
  return found?.revokedAt === null ? found : null;
}

/** When the use of each key was last written down, by this process. */
const noted = new Map<string, number>();
const NOTED_EVERY_MS = 60_000;
const MOST_NOTED = 10_000;

/** Writes down that the key was used, at most once a minute whatever the number of requests, and nobody waits for it. */
export function noteUse(app: App, { _id, accountId }: ApiKey): void {
  const now = app.now();
  const due = new Date(now.getTime() - NOTED_EVERY_MS);
  if ((noted.get(_id) ?? 0) > due.getTime()) return;
  if (noted.size >= MOST_NOTED) noted.clear();
  noted.set(_id, now.getTime());
  // Other processes write too: the guard keeps it to once a minute for all of them.
  const write = apiKeys.of(accountId).updateOne({ _id, $or: [{ lastUsedAt: null }, { lastUsedAt: { $lte: due } }] }, { $set: { lastUsedAt: now } });
  inBackground(app.draining, write.then(() => {}, (error: unknown) => app.log.warn({ event: 'key-use.lost', err: error })));
}

export async function listApiKeys(accountId: string): Promise<Omit<ApiKey, '_id'>[]> {
  return apiKeys.of(accountId).find({}, { sort: { createdAt: 1 }, projection: { _id: 0 } });
}

/** @throws NotFound */
export async function revokeApiKey(app: App, accountId: string, keyId: string): Promise<void> {
  const matched = await apiKeys.of(accountId).updateOne({ keyId, revokedAt: null }, { $set: { revokedAt: app.now() } });
  if (matched === 0) throw new NotFound(`There is no live key "${keyId}".`);
  const key = await apiKeys.of(accountId).findOne({ keyId });
  noteChange({ action: 'keys.revoked', subject: key?.name ?? keyId, before: null, after: null });
}

/** Each scope includes the lower ones, so of several the highest is meant. */
export function highestScope(scopes: readonly Scope[]): Scope {
  return scopes.reduce((best, scope) => (SCOPES.indexOf(scope) > SCOPES.indexOf(best) ? scope : best));
}
