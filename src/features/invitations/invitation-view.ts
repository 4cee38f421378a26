/** The invitation as the API shows it. */
import { z } from 'zod';
import { INVITATION_STATUSES } from '../../domain/invitation-status.ts';
import { METRICS } from '../../domain/metric.ts';
import type { Channel, Invitation } from './invitation.model.ts';

const CHANNELS = ['email', 'api', 'link', 'widget', 'import'] as const satisfies readonly Channel[];

const viewFields = {
  id: z.string(),
  survey: z.string(),
  version: z.int(),
  metric: z.enum(METRICS),
  touchpoint: z.string(),
  channel: z.enum(CHANNELS),
  customerId: z.string().describe('Read it at /api/v1/customers/{idOrEmail}'),
  interactionId: z.string().nullable().describe('Ours, not the sender’s'),
  address: z.string().nullable(),
  name: z.string().nullable(),
  language: z.string(),
  timeZone: z.string(),
  segments: z.record(z.string(), z.string()),
  status: z.enum(INVITATION_STATUSES),
  scheduledAt: z.iso.datetime().nullable(),
  deadlineAt: z.iso.datetime().nullable().describe('Not to be mailed after this instant'),
  sentAt: z.iso.datetime().nullable(),
  remindedAt: z.array(z.iso.datetime()),
  respondedAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime(),
  createdAt: z.iso.datetime(),
};
const HistoryEntryView = z.object({
  status: z.enum(INVITATION_STATUSES),
  at: z.iso.datetime(),
  reason: z.string().nullable().describe('Why, where that is not plain: a mail server’s reply, a suppression'),
  reminder: z.int().nullable().describe('1 … 3 for a reminder'),
});

export const InvitationSummary = z.object(viewFields).meta({ id: 'Invitation' });
export const InvitationView = z.object({ ...viewFields, history: z.array(HistoryEntryView).describe('Oldest first') }).meta({ id: 'InvitationWithHistory' });

export function invitationSummary({ _id, surveyKey, version, metric, touchpoint, channel, customerId, interactionId, address, name, language, timeZone, segments, ...rest }: Invitation) {
  const { status, scheduledAt, deadlineAt, sentAt, remindedAt, respondedAt, expiresAt, createdAt } = rest;
  return {
    id: _id, survey: surveyKey, version, metric, touchpoint, channel, customerId, interactionId, address, name, language, timeZone, segments,
    status, scheduledAt, deadlineAt, sentAt, remindedAt, respondedAt, expiresAt, createdAt,
  };
}

export function invitationView(invitation: Invitation) {
  return {
    ...invitationSummary(invitation),
    history: invitation.history.map(({ status, at, reason, reminder }) => ({ status, at, reason: reason ?? null, reminder: reminder ?? null })),
  };
}
