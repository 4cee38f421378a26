import type { Router } from 'express';
import type { App } from '../../app.ts';
import { atTheEdge } from '../../domain/edge-values.ts';
import { apiRoutes } from '../../platform/http/api-routes.ts';
import { READ_WITHIN_MS } from '../../platform/http/deadline.ts';
import { BusinessView } from './business-document.ts';
import { BusinessQuery } from './business-query.ts';
import { findBusiness } from './business.queries.ts';

export function businessApi(app: App): Router {
  const routes = apiRoutes('/api/v1/reports', 'Reports');
  routes.get('/business', {
    summary: 'Churn, retention, renewal, recurring revenue, lifetime value and cost by period',
    description: 'Rates are percentages 0–100 at full precision, stickiness and CLV : CAC plain ratios, expected lifetime is in periods, amounts are decimal strings. A quotient without a denominator is null.',
    scope: 'read', query: BusinessQuery, deadlineMs: READ_WITHIN_MS,
    responses: { 200: { description: 'The report', schema: BusinessView } },
  }, async ({ accountId, query }) => ({ status: 200, body: atTheEdge(await findBusiness(accountId, query, app.now())) }));
  return routes.router;
}
