import type { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { SKIP_REASONS } from '../../domain/eligibility.ts';
import { INVITATION_STATUSES } from '../../domain/invitation-status.ts';
import { apiRoutes } from '../../platform/http/api-routes.ts';
import { findLedger } from './ledger.queries.ts';
import { findScores } from './reports.queries.ts';
import { ScoreReportView } from './scores-document.ts';
import { ScoresQuery } from './scores-query.ts';

const byStatus = z.partialRecord(z.enum(INVITATION_STATUSES), z.int());
const LedgerView = z.object({
  interactions: z.object({
    accepted: z.int(),
    duplicates: z.int().describe('Deliveries of an id that was known'),
    undecided: z.int().describe('Of the accepted ones: stored, to be decided within a second or so'),
  }),
  decisions: z.object({ invited: z.int(), skipped: z.partialRecord(z.enum(SKIP_REASONS), z.int()) }).describe('At least one for each accepted interaction that is decided; one for each survey it matches'),
  invitations: byStatus.describe('Made by those decisions: together as many as `decisions.invited`'),
  otherInvitations: z.partialRecord(z.enum(['api', 'link', 'widget', 'import']), byStatus).describe('Links and answers of your own, and imports'),
  earlierInvitations: byStatus.describe('Of interactions that are no longer kept (after 400 days)'),
}).meta({ id: 'Ledger' });

export function reportsApi(app: App): Router {
  const routes = apiRoutes('/api/v1/reports', 'Reports');
  routes.get('/scores', {
    summary: 'Scores by day, touchpoint, survey, version or segment',
    description: 'Answers count by the local day they were given, response rates by the local day of sending. Metrics and scales are never mixed: without `groupBy` there is one group for each.',
    scope: 'read', query: ScoresQuery,
    responses: { 200: { description: 'The report', schema: ScoreReportView } },
  }, async ({ accountId, query }) => ({ status: 200, body: await findScores(accountId, query, app.now()) }));
  return routes.router;
}

export function ledgerApi(_app: App): Router {
  const routes = apiRoutes('/api/v1/ledger', 'Reports');
  routes.get('', {
    summary: 'What became of everything reported', description: 'Counts by decision and status that add up at any moment.', scope: 'read',
    responses: { 200: { description: 'The ledger', schema: LedgerView } },
  }, async ({ accountId }) => ({ status: 200, body: await findLedger(accountId) }));
  return routes.router;
}
