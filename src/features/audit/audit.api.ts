import type { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { apiRoutes } from '../../platform/http/api-routes.ts';
import { instant, line } from '../../platform/http/fields.ts';
import { pageQuery, pageSchema } from '../../platform/http/paging.ts';
import { positionOf, timePage } from '../../platform/http/time-paging.ts';
import { ACTOR_KINDS, listEntries, type AuditEntry } from './audit.queries.ts';

const Query = z.strictObject({
  ...pageQuery,
  from: instant.optional().describe('Inclusive'),
  to: instant.optional().describe('Exclusive'),
  area: line(50).optional().describe('Such as `people`, `keys`, `account`, `surveys`, `sources`'),
  action: line(200).optional().describe('Such as `people.role`, `access.signed-in`, `access.refused`'),
  actor: line(200).optional().describe('Id of a person, a key or a command'),
});

const AuditEntryView = z.object({
  id: z.string(), at: z.iso.datetime(), actor: z.object({ kind: z.enum(ACTOR_KINDS), id: z.string(), name: z.string() }),
  area: z.string(), action: z.string().describe('`people.removed` where the product knows a word for it, else method and route'),
  subject: z.string(), from: z.string().nullable().describe('Network of the caller: /24 of an IPv4, /48 of an IPv6 address'),
  before: z.record(z.string(), z.unknown()).nullable(), after: z.record(z.string(), z.unknown()).nullable(),
}).meta({ id: 'AuditEntry' });

export function auditApi(app: App): Router {
  const routes = apiRoutes('/api/v1/audit', 'Audit log');

  routes.get('', {
    summary: 'List changes and sign-ins', description: 'Who changed what, who signed in and who was refused, newest first; kept for a year. Secrets and addresses are left out.', scope: 'admin', query: Query,
    responses: { 200: { description: 'Changes', schema: pageSchema(AuditEntryView) } },
  }, async ({ accountId, query: { limit, cursor, from = null, to = null, area = null, action = null, actor = null } }) => {
    const scope = { secret: app.config.secret, accountId, list: 'audit' };
    const found = await listEntries(accountId, { from, to, area, action, actor }, { limit, after: positionOf(scope, cursor) });
    return { status: 200, body: timePage(scope, found, { at: ({ at, _id }: AuditEntry) => ({ at, id: _id }), view: ({ _id: id, at, actor: who, area: part, action: what, subject, from: address, before, after }) => ({ id, at, actor: who, area: part, action: what, subject, from: address, before, after }) }) };
  });

  return routes.router;
}
