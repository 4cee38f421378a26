/** Invitations that we do not mail: score links for a sender's own mails, and answers recorded by program. No response rate holds them. */
import type { App } from '../../app.ts';
import { requireDurationMs } from '../../domain/duration.ts';
import { recipientTimeZone } from '../../domain/eligibility.ts';
import { statusesBefore } from '../../domain/invitation-status.ts';
import type { ClientSession } from '../../platform/mongo.ts';
import type { Account } from '../accounts/accounts.service.ts';
import { addressHashOf, type Customer } from '../customers/customers.service.ts';
import type { Survey } from '../surveys/surveys.service.ts';
import { invitations, type Channel, type Invitation } from './invitation.model.ts';
import { invitationId, languageFor, segmentsOf, variablesFor } from './plan-invitations.ts';

export interface ChannelAsk {
  _id: string;
  channel: Exclude<Channel, 'email'>;
  account: Account;
  survey: Survey;
  customer: Customer;
  /** What it was about, where that is known. */
  interactionId: string | null;
  properties: Record<string, unknown>;
  /** When it was asked or, for `responded`, answered. */
  at: Date;
  status: 'sent' | 'responded';
}

export function channelInvitation(app: App, { _id, channel, account, survey, customer, interactionId, properties, at, status }: ChannelAsk): Invitation {
  const language = languageFor(customer.locale, survey, account);
  const isAnswered = status === 'responded';
  const expiresAt = new Date(at.getTime() + requireDurationMs(survey.policy.expiresAfter));
  return {
    _id,
    accountId: account._id,
    surveyId: survey._id,
    surveyKey: survey.key,
    version: survey.version,
    metric: survey.content.metric,
    touchpoint: survey.touchpoint,
    channel,
    customerId: customer._id,
    interactionId,
    address: customer.email,
    addressHash: customer.email === null ? null : addressHashOf(app, account._id, customer.email),
    name: customer.name,
    language,
    timeZone: recipientTimeZone(customer, account),
    segments: segmentsOf(account, language, { properties }, customer),
    variables: variablesFor(survey.content, { interaction: { customer: {}, properties }, customer }),
    status,
    phase: isAnswered ? 'closed' : 'open',
    wakeAt: isAnswered ? null : expiresAt,
    deadlineAt: null,
    expiresAt,
    lease: null,
    attempts: 0,
    resent: false,
    scheduledAt: null,
    sentAt: isAnswered ? null : at,
    // Counted by the day it was mailed, so never.
    sentOn: null,
    remindedAt: [],
    respondedAt: isAnswered ? at : null,
    ignoresAccountCoolDown: survey.policy.ignoreAccountCoolDown,
    createdAt: app.now(),
    history: [{ status, at }],
  };
}

/** Stores one inside the caller's transaction. @throws a duplicate key error where it exists */
export async function storeInvitation({ accountId, ...invitation }: Invitation, session: ClientSession): Promise<void> {
  await invitations.of(accountId).insertMany([invitation], { session });
}

/** The survey was answered about this interaction in another way: what would be mailed about it is withdrawn. */
export async function withdrawAnsweredElsewhere(app: App, survey: Pick<Survey, '_id' | 'accountId'>, interactionId: string, session: ClientSession): Promise<void> {
  const at = app.now();
  await invitations.of(survey.accountId).updateOne(
    { _id: invitationId(survey._id, interactionId), status: { $in: statusesBefore('cancelled') } },
    { $set: { status: 'cancelled', phase: 'closed', wakeAt: null, lease: null }, $push: { history: { status: 'cancelled', at, reason: 'answered elsewhere' } } },
    { session },
  );
}
