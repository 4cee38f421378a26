import type { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { RETENTION_RULES } from '../../domain/retention.ts';
import { apiRoutes } from '../../platform/http/api-routes.ts';
import { requireAccount } from '../accounts/accounts.queries.ts';
import { dueBy, RetentionInput, setRetention } from './retention.service.ts';

const Count = z.object({ count: z.int(), isLeast: z.boolean().describe('There may be more: only the newest 20,000 are looked at') });
const RetentionView = z.object({
  rules: RetentionInput,
  appliedAt: z.iso.datetime().nullable().describe('When everything was looked through last; null until these rules were applied'),
  due: z.object(Object.fromEntries(RETENTION_RULES.map((rule) => [rule, Count]))).describe('What these rules would remove now'),
}).meta({ id: 'RetentionState' });

export function retentionApi(app: App): Router {
  const routes = apiRoutes('/api/v1/account', 'Account');

  routes.get('/retention', {
    summary: 'Read for how long what tells of persons is kept', scope: 'read', responses: { 200: { description: 'The rules', schema: RetentionView } },
  }, async ({ accountId }) => ({ status: 200, body: await view(app, accountId) }));

  routes.put('/retention', {
    summary: 'Change for how long what tells of persons is kept',
    description: 'Whole days for each rule; `null` keeps it as long as the record itself. What a rule removes is gone for good; a worker begins at once and looks again every day. Scores, days, outcomes and every other number of reports stay as they are.',
    scope: 'admin', body: RetentionInput, example: { comments: 730, interactions: 180, evidence: 30, invitations: 365, cases: 365 },
    responses: { 200: { description: 'The rules as they are now', schema: RetentionView } },
  }, async ({ accountId, body }) => {
    await setRetention(app, accountId, body);
    return { status: 200, body: await view(app, accountId) };
  });

  return routes.router;
}

async function view(app: App, accountId: string) {
  const { retention: rules, retentionRun } = await requireAccount(accountId);
  return { rules, appliedAt: retentionRun?.wholeAt ?? null, due: await dueBy(app, accountId, rules) };
}
