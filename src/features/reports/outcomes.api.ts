import type { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { atTheEdge } from '../../domain/edge-values.ts';
import { money } from '../../domain/money.ts';
import { apiRoutes } from '../../platform/http/api-routes.ts';
import { READ_WITHIN_MS } from '../../platform/http/deadline.ts';
import { sendPacked } from '../../platform/http/packed-json.ts';
import { decodeCursor, encodeCursor, pageQuery, pageSchema } from '../../platform/http/paging.ts';
import { requireAccount } from '../accounts/accounts.queries.ts';
import { customerNames } from '../customers/customer-links.queries.ts';
import { findCustomersAtRisk, findOutcomes } from '../outcomes/outcomes.queries.ts';
import { Money } from './figure-document.ts';
import { OutcomesView } from './outcomes-document.ts';
import { OutcomesQuery, outcomesFields, outcomesRequest } from './outcomes-query.ts';

const CustomersQuery = z.strictObject({ ...outcomesFields, ...pageQuery });

const AtRisk = z.object({
  customerId: z.string(),
  externalId: z.string().nullable(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  score: z.int().describe('Their latest answer of the period'),
  answeredOn: z.iso.date(),
  mrr: Money.describe('On the last observed day'),
}).meta({ id: 'CustomerAtRisk' });

export function outcomesApi(app: App): Router {
  const routes = apiRoutes('/api/v1/reports', 'Reports');

  routes.get('/outcomes', {
    summary: 'What each touchpoint\'s score is worth: who left, how sure that is, and how much money is at risk',
    description: 'Each customer is followed from their first answer of the period. Churn is a fraction 0–1 by Kaplan–Meier; touchpoints come ranked by how well their score tells who leaves. A part that cannot be told says why.',
    scope: 'read', query: OutcomesQuery, deadlineMs: READ_WITHIN_MS,
    responses: { 200: { description: 'The report', schema: OutcomesView } },
  }, async ({ accountId, query, response }) => {
    const answer = await findOutcomes(accountId, outcomesRequest(query, await requireAccount(accountId), app.now()));
    await sendPacked(response, answer, () => JSON.stringify(atTheEdge(answer)));
    return undefined;
  });

  routes.get('/outcomes/customers', {
    summary: 'The customers behind the MRR at risk', description: 'Active customers whose latest answer of the period is in the lowest category, the most recurring revenue first within each currency.',
    scope: 'read', query: CustomersQuery, deadlineMs: READ_WITHIN_MS,
    responses: { 200: { description: 'Customers', schema: pageSchema(AtRisk) } },
  }, async ({ accountId, query: { limit, cursor, ...query } }) => {
    const all = await findCustomersAtRisk(accountId, outcomesRequest(query, await requireAccount(accountId), app.now()));
    const start = Number(decodeCursor(cursor, 1)?.[0] ?? 0) || 0;
    const page = all.slice(start, start + limit);
    const names = await customerNames(accountId, page.map(({ customerId }) => customerId));
    const data = page.map(({ customerId, score, answeredOn, mrrMinor, currency }) => {
      const { externalId = null, name = null, email = null } = names.get(customerId) ?? {};
      return atTheEdge({ customerId, externalId, name, email, score, answeredOn, mrr: money(mrrMinor, currency) });
    });
    return { status: 200, body: { data, nextCursor: start + limit < all.length ? encodeCursor([String(start + limit)]) : null } };
  });
  return routes.router;
}
