import type { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { apiRoutes } from '../../platform/http/api-routes.ts';
import { day, line } from '../../platform/http/fields.ts';
import { PageQuery, pageOf, pageSchema } from '../../platform/http/paging.ts';
import { createApiKey, highestScope, listApiKeys, revokeApiKey, SCOPES } from './api-keys.service.ts';

const KeyInput = z.strictObject({
  name: line(100).describe('What it is for'),
  scopes: z.array(z.enum(SCOPES, { error: `must be one of ${SCOPES.join(', ')}` }), { error: `must be a list of ${SCOPES.join(', ')}` }).min(1, `must name one of ${SCOPES.join(', ')}`)
    .describe('Each includes the ones before it, so one is enough'),
  expires: day.nullish().describe('Its last day, local to the account, at most ten years ahead; null for a key without end'),
}, { error: 'must be an object' }).meta({ id: 'ApiKeyInput' });

const KeyView = z.object({
  id: z.string(), name: z.string(), scopes: z.array(z.enum(SCOPES)), createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable().describe('To the minute'),
  expiresAt: z.iso.datetime().nullable().describe('The first instant at which it no longer works; null for a key without end'),
  revokedAt: z.iso.datetime().nullable(),
}).meta({ id: 'ApiKey' });

const NewKeyView = KeyView.pick({ id: true, name: true, scopes: true, expiresAt: true }).extend({ key: z.string().describe('Shown this once') }).meta({ id: 'NewApiKey' });

export function apiKeysApi(app: App): Router {
  const routes = apiRoutes('/api/v1/keys', 'API keys');

  routes.get('', {
    summary: 'List API keys', description: 'Without the keys themselves, which are kept nowhere.', scope: 'admin', query: PageQuery,
    responses: { 200: { description: 'Keys', schema: pageSchema(KeyView) } },
  }, async ({ accountId, query }) => {
    const keys = (await listApiKeys(accountId)).map(({ keyId: id, name, scope, createdAt, lastUsedAt = null, expiresAt = null, revokedAt }) => ({ id, name, scopes: [scope], createdAt, lastUsedAt, expiresAt, revokedAt }));
    return { status: 200, body: pageOf(keys, query, ({ id }) => id) };
  });

  routes.post('', {
    summary: 'Make an API key', description: 'It is shown this once and kept as a hash.', scope: 'admin', body: KeyInput, example: { name: 'shop', scopes: ['write'], expires: null },
    responses: { 201: { description: 'The key', schema: NewKeyView } },
  }, async ({ accountId, body: { name, scopes, expires = null } }) => {
    const { id, key, scope, expiresAt } = await createApiKey(app, accountId, { name, scope: highestScope(scopes), lastDay: expires });
    return { status: 201, body: { id, key, name, scopes: [scope], expiresAt } };
  });

  routes.delete('/{id}', {
    summary: 'Revoke an API key', description: 'It stops within a second, also when it is the one that asks.', scope: 'admin', params: z.object({ id: z.string().max(200) }),
    responses: { 204: { description: 'Revoked' } },
  }, async ({ accountId, params: { id } }) => {
    await revokeApiKey(app, accountId, id);
    return { status: 204 };
  });

  return routes.router;
}
