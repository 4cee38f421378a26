import type { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { INVITATION_STATUSES } from '../../domain/invitation-status.ts';
import { apiRoutes } from '../../platform/http/api-routes.ts';
import { externalId, key } from '../../platform/http/fields.ts';
import { IdentityInput, toIdentity } from '../customers/customers.service.ts';
import { makeLinks } from './links.service.ts';

const LinkInput = z.strictObject({
  survey: key,
  customer: IdentityInput,
  interaction: externalId.nullish().describe('Your id of what it is about; the same survey, customer and interaction always give the same links'),
}).meta({ id: 'LinkInput' });

const Links = z.object({
  invitationId: z.string(),
  url: z.string().describe('Opens the page without a score chosen'),
  links: z.array(z.object({ score: z.int(), url: z.string() })).describe('One per score; opening one records nothing before the person confirms it'),
  html: z.string().describe('The question and its buttons, to be placed into an HTML mail'),
  unsubscribeUrl: z.string().nullable(),
  status: z.enum(INVITATION_STATUSES),
  expiresAt: z.iso.datetime(),
}).meta({ id: 'ScoreLinks' });

export function linksApi(app: App): Router {
  const routes = apiRoutes('/api/v1/links', 'Links');
  routes.post('', {
    summary: 'Make score links for a mail of your own',
    description: 'Nothing is mailed by us, and no response rate holds it. Repeated for the same survey, customer and interaction it answers 200 with the same links.',
    scope: 'write', body: LinkInput, example: { survey: 'nps', customer: { externalId: 'c-1', email: 'ada@example.com' }, interaction: 'order-1001' },
    responses: { 201: { description: 'The links', schema: Links }, 200: { description: 'The links as before', schema: Links } },
  }, async ({ accountId, body: { survey, customer, interaction } }) => {
    const { invitation, isNew, ...links } = await makeLinks(app, accountId, { survey, customer: toIdentity(customer), interaction: interaction ?? null });
    const { _id, status, expiresAt } = invitation;
    return { status: isNew ? 201 : 200, body: { invitationId: _id, ...links, status, expiresAt } };
  });
  return routes.router;
}
