import type { Router } from 'express';
import { z } from 'zod';
import { ROLES } from '../../domain/roles.ts';
import { apiRoutes } from '../../platform/http/api-routes.ts';
import { PageQuery, pageOf, pageSchema } from '../../platform/http/paging.ts';
import { listUsers } from './users.service.ts';

const PersonView = z.object({
  id: z.string(), email: z.string(), name: z.string().describe('May be empty'), role: z.enum(ROLES), language: z.string(), lastSignInAt: z.iso.datetime().nullable(), hasSecondStep: z.boolean().describe('Signs in with a code after the password'), createdAt: z.iso.datetime(),
}).meta({ id: 'Person' });

export function peopleApi(): Router {
  const routes = apiRoutes('/api/v1/people', 'People');

  routes.get('', {
    summary: 'List the people of the account', description: 'Those who may sign in; their ids and addresses are what the owner of a case is named by.', scope: 'admin', query: PageQuery,
    responses: { 200: { description: 'People', schema: pageSchema(PersonView) } },
  }, async ({ accountId, query }) => {
    const people = (await listUsers(accountId)).map(({ _id: id, email, name, role, language, lastSignInAt = null, secondStep, createdAt }) => ({ id, email, name, role, language, lastSignInAt, hasSecondStep: Boolean(secondStep), createdAt }));
    return { status: 200, body: pageOf(people, query, ({ id }) => id) };
  });

  return routes.router;
}
