import type { App } from '../../app.ts';
import { createCache } from '../../platform/cache.ts';
import { NotFound } from '../../platform/errors.ts';
import { noteChange } from '../../platform/noted-changes.ts';
import { randomId, randomToken, sha256 } from '../../platform/token.ts';
import { apiKeys, SCOPES, type ApiKey, type Scope } from './user.model.ts';

export { SCOPES } from './user.model.ts';
export type { ApiKey, Scope } from './user.model.ts';

/** Revoked keys stop within a second. */
const cached = createCache((hash) => apiKeys.everyAccount.findOne({ _id: hash }), { seconds: 1 });

/** The key is shown here and never again. */
export async function createApiKey(app: App, accountId: string, { name, scope }: { name: string; scope: Scope }): Promise<{ id: string; key: string; scope: Scope }> {
  const id = randomId('key');
  const key = `afterword_${randomToken()}`;
  await apiKeys.of(accountId).insertMany([{ _id: sha256(key), keyId: id, name, scope, createdAt: app.now(), revokedAt: null }]);
  noteChange({ action: 'keys.created', subject: name, before: null, after: { name, scope } });
  return { id, key, scope };
}

/** The live key behind a bearer token, or `null`. */
export async function findApiKey(key: string): Promise<ApiKey | null> {
  if (key.length > 200) return null;
  const found = await cached.get(sha256(key));
  return found?.revokedAt === null ? found : null;
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

/** Each scope includes the lower ones. */
export function includesScope(held: Scope, needed: Scope): boolean {
  return SCOPES.indexOf(held) >= SCOPES.indexOf(needed);
}
