import type { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { MOVEMENTS } from '../../domain/business/recurring-revenue.ts';
import { atTheEdge } from '../../domain/edge-values.ts';
import { apiRoutes } from '../../platform/http/api-routes.ts';
import { BusinessQuery } from './business-query.ts';
import { findBusiness } from './business.queries.ts';
import { ComparedFigure, currencyCode, Figure, Money } from './figure-document.ts';

const FIGURES = [
  'churnOfEnd', 'expectedLifetime', 'revenueChurnNet', 'revenueChurnGross', 'mrr', 'expansionMrr', 'mrrGrowthExisting', 'clvContribution', 'clvPurchase', 'clvToDate',
  'cac', 'clvToCac', 'profitPerCustomer', 'contributionLessCac', 'crc', 'stickiness',
] as const;
const each = <Name extends string, Part>(names: readonly Name[], part: Part) => Object.fromEntries(names.map((name) => [name, part])) as Record<Name, Part>;

const BusinessView = z.object({
  definition: z.looseObject({ version: z.string() }),
  periods: z.array(z.object({
    from: z.iso.date(),
    to: z.iso.date().describe('Exclusive; never after `until`'),
    group: z.string().nullable().describe('Value of `groupBy`; null without it, and for customers who have none'),
    currency: currencyCode.nullable().describe('Of every amount; null where no amount is known'),
    customers: z.object(each(['start', 'end', 'lost', 'won', 'acquired', 'joinedAndLeft'], z.int())),
    figures: z.object({
      ...each(['churn', 'retention', 'renewal', 'repeatPurchase'], ComparedFigure),
      ...each(FIGURES, Figure),
      mrrMovements: z.object(each(MOVEMENTS, Money.nullable())).describe('Signed; they add up to the change of the MRR'),
    }),
  })),
}).meta({ id: 'BusinessReport' });

export function businessApi(app: App): Router {
  const routes = apiRoutes('/api/v1/reports', 'Reports');
  routes.get('/business', {
    summary: 'Churn, retention, renewal, recurring revenue, lifetime value and cost by period',
    description: 'Rates are percentages 0–100 at full precision, stickiness and CLV : CAC plain ratios, expected lifetime is in periods, amounts are decimal strings. A quotient without a denominator is null.',
    scope: 'read', query: BusinessQuery,
    responses: { 200: { description: 'The report', schema: BusinessView } },
  }, async ({ accountId, query }) => ({ status: 200, body: atTheEdge(await findBusiness(accountId, query, app.now())) }));
  return routes.router;
}
