import type { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { apiRoutes } from '../../platform/http/api-routes.ts';
import { PageQuery, pageOf, pageSchema } from '../../platform/http/paging.ts';
import { listApiKeys, revokeApiKey, SCOPES } from './api-keys.service.ts';

const KeyView = z.object({
  id: z.string(), name: z.string(), scopes: z.array(z.enum(SCOPES)), createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable().describe('To the minute'),
  expiresAt: z.iso.datetime().nullable().describe('The first instant at which it no longer works; null for a key without end'),
  revokedAt: z.iso.datetime().nullable(),
}).meta({ id: 'ApiKey' });

export function apiKeysApi(app: App): Router {
  const routes = apiRoutes('/api/v1/keys', 'API keys');

  routes.get('', {
    summary: 'List API keys', description: 'Without the keys themselves, which are kept nowhere. New ones are made by people, on their page or by command.', scope: 'admin', query: PageQuery,
    responses: { 200: { description: 'Keys', schema: pageSchema(KeyView) } },
  }, async ({ accountId, query }) => {
    const keys = (await listApiKeys(accountId)).map(({ keyId: id, name, scope, createdAt, lastUsedAt = null, expiresAt = null, revokedAt }) => ({ id, name, scopes: [scope], createdAt, lastUsedAt, expiresAt, revokedAt }));
    return { status: 200, body: pageOf(keys, query, ({ id }) => id) };
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
