import type { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { INVITATION_STATUSES } from '../../domain/invitation-status.ts';
import { startOfDay } from '../../domain/period.ts';
import { apiRoutes } from '../../platform/http/api-routes.ts';
import { day, key } from '../../platform/http/fields.ts';
import { pageQuery, pageSchema } from '../../platform/http/paging.ts';
import { positionOf, timePage } from '../../platform/http/time-paging.ts';
import { requireAccount } from '../accounts/accounts.queries.ts';
import { InvitationSummary, invitationSummary, InvitationView, invitationView } from './invitation-view.ts';
import { listInvitations, readInvitation, type Invitation } from './invitations.queries.ts';
import { cancelInvitation, retryInvitation } from './invitations.service.ts';

const Path = z.strictObject({ id: z.string().max(200) });
const Query = z.strictObject({
  ...pageQuery,
  status: z.enum(INVITATION_STATUSES, { error: `must be one of ${INVITATION_STATUSES.join(', ')}` }).optional(),
  survey: key.optional(),
  touchpoint: key.optional(),
  from: day.optional().describe('First local day of creation'),
  to: day.optional().describe('The day after the last one'),
});

export function invitationsApi(app: App): Router {
  const routes = apiRoutes('/api/v1/invitations', 'Invitations');

  routes.get('', {
    summary: 'List invitations', description: 'Newest first.', scope: 'read', query: Query,
    responses: { 200: { description: 'Invitations', schema: pageSchema(InvitationSummary) } },
  }, async ({ accountId, query: { limit, cursor, from, to, ...filter } }) => {
    const { timeZone } = await requireAccount(accountId);
    const scope = { secret: app.config.secret, accountId, list: 'invitations' };
    const range = { from: from === undefined ? null : startOfDay(from, timeZone), to: to === undefined ? null : startOfDay(to, timeZone) };
    const found = await listInvitations(accountId, { ...filter, ...range }, { limit, after: positionOf(scope, cursor) });
    return { status: 200, body: timePage(scope, found, { at: ({ createdAt, _id }: Invitation) => ({ at: createdAt, id: _id }), view: invitationSummary }) };
  });

  routes.get('/{id}', {
    summary: 'Read an invitation with its history', scope: 'read', params: Path,
    responses: { 200: { description: 'The invitation', schema: InvitationView } },
  }, async ({ accountId, params }) => ({ status: 200, body: invitationView(await readInvitation(accountId, params.id)) }));

  routes.post('/{id}/cancel', {
    summary: 'Withdraw an invitation', description: 'Nothing more is sent and its link is closed. 409 where it can no longer be withdrawn. Cancelling twice is the same as once.',
    scope: 'write', params: Path,
    responses: { 200: { description: 'It is cancelled', schema: InvitationView } },
  }, async ({ accountId, params }) => ({ status: 200, body: invitationView(await cancelInvitation(app, accountId, params.id)) }));

  routes.post('/{id}/retry', {
    summary: 'Send a failed or ambiguous invitation again', description: 'With the same Message-ID, so that a mail program may show a second copy once. 409 where there is nothing to send again or its sending deadline has passed.',
    scope: 'write', params: Path,
    responses: { 200: { description: 'It is scheduled', schema: InvitationView } },
  }, async ({ accountId, params }) => ({ status: 200, body: invitationView(await retryInvitation(app, accountId, params.id)) }));

  return routes.router;
}
