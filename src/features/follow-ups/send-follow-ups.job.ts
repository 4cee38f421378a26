import type { App } from '../../app.ts';
import { countMails } from '../../metrics.ts';
import { isMailHeld } from '../../platform/mail-hold.ts';
import type { Message, SendOutcome } from '../../platform/mailer.ts';
import { pauseSender, requireAccount } from '../accounts/accounts.service.ts';
import { customersById, suppressedAmong } from '../customers/customers.service.ts';
import { customerEnvelope, linksOf } from '../invitations/messages.service.ts';
import { invitationsById } from '../invitations/invitations.service.ts';
import { responsesById, type Response } from '../responses/responses.service.ts';
import { requireVersion } from '../surveys/surveys.service.ts';
import { touchpointNames } from '../touchpoints/touchpoints.service.ts';
import { findUser } from '../users/users.service.ts';
import { lowScoreAlertEmail, thankYouEmail } from './follow-up.email.ts';
import { bounceFollowUp, claimFollowUps, markFollowUpSending, settleFollowUp, type FollowUp, type FollowUpResult } from './follow-ups.service.ts';

/** Sends the open follow-ups until none is left, by leases. */
export async function sendOpenFollowUps(app: App): Promise<{ handled: number }> {
  if (await isMailHeld()) return { handled: 0 };
  for (let handled = 0; ;) {
    const claimed = await claimFollowUps(app);
    if (claimed.length === 0) return { handled };
    await Promise.all(claimed.map((followUp) => sendOne(app, followUp)));
    handled += claimed.length;
  }
}

async function sendOne(app: App, followUp: FollowUp): Promise<void> {
  const composed = await compose(app, followUp).catch((error: unknown): Composed => {
    app.log.error({ event: 'follow-up.unrenderable', followUpId: followUp._id, err: error });
    return { kind: 'unwritable', reason: `could not be written: ${(error as Error).message}` };
  });
  if (composed.kind !== 'message') return settleFollowUp(app, followUp, composed);
  if (!(await markFollowUpSending(app, followUp))) return;
  const outcome = await app.mailer.send(composed.message);
  countMails({ kind: followUp.rule, outcome: outcome.kind });
  app.log.info({ event: `follow-up.${outcome.kind === 'accepted' ? 'sent' : outcome.kind}`, rule: followUp.rule, responseId: followUp.responseId });
  const { customer } = composed;
  if (customer && outcome.kind === 'refused') return bounceFollowUp(app, followUp, { ...customer, reason: outcome.reply });
  if (customer && outcome.kind === 'policy') await pauseSender(app, followUp.accountId, outcome.reply);
  await settleFollowUp(app, followUp, resultOf(outcome));
}

function resultOf({ kind, reply }: SendOutcome): FollowUpResult {
  if (kind === 'accepted') return { kind: 'sent' };
  if (kind === 'unknown') return { kind: 'ambiguous', reason: reply };
  return { kind: kind === 'refused' ? 'failed' : 'retry', reason: reply };
}

type Composed =
  | { kind: 'message'; message: Message; customer: { addressHash: string; customerId: string } | null }
  | { kind: 'cancelled' | 'unwritable' | 'postponed'; reason: string };

async function compose(app: App, followUp: FollowUp): Promise<Composed> {
  const response = (await responsesById([followUp.responseId])).get(followUp.responseId);
  if (!response) return { kind: 'cancelled', reason: 'the answer was erased' };
  if (response.excluded) return { kind: 'cancelled', reason: 'the answer was excluded' };
  return followUp.rule === 'thank-you' ? composeThanks(app, response) : composeAlert(app, followUp, response);
}

async function composeAlert(app: App, followUp: FollowUp, response: Response): Promise<Composed> {
  const { accountId } = response;
  const reader = await findUser(accountId, followUp.recipient);
  if (!reader) return { kind: 'cancelled', reason: 'the person left the account' };
  const [account, version, names, customers] = await Promise.all([
    requireAccount(accountId), requireVersion(response.surveyId, response.version), touchpointNames(accountId), customersById(accountId, [response.customerId]),
  ]);
  const customer = customers.get(response.customerId);
  const { template, data } = lowScoreAlertEmail({
    version,
    language: reader.language,
    fallbackLanguages: account.languages,
    branding: account.branding,
    score: response.score,
    comment: response.comment,
    customer: { name: customer?.name ?? null, email: customer?.email ?? null },
    touchpoint: names.get(response.touchpoint) ?? response.touchpoint,
    respondedAt: response.respondedAt,
    timeZone: account.timeZone,
    calendar: account.calendar,
    responseUrl: `${app.config.baseUrl}/admin/responses/${response._id}`,
  });
  const domain = app.config.mailFrom.slice(app.config.mailFrom.lastIndexOf('@') + 1);
  const message: Message = {
    ...app.render.mail(template, data),
    from: { name: account.branding.companyName, address: app.config.mailFrom },
    to: { name: reader.name, address: reader.email },
    messageId: `<${followUp._id}.alert@${domain}>`,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All', 'X-Afterword-Response': response._id },
  };
  return { kind: 'message', message, customer: null };
}

async function composeThanks(app: App, response: Response): Promise<Composed> {
  const { accountId } = response;
  const invitation = (await invitationsById([response._id])).get(response._id);
  if (!invitation?.address || !invitation.addressHash) return { kind: 'cancelled', reason: 'there is no address to write to' };
  if ((await suppressedAmong(accountId, [invitation.addressHash])).size > 0) return { kind: 'cancelled', reason: 'the address is suppressed' };
  const [account, version, names] = await Promise.all([requireAccount(accountId), requireVersion(response.surveyId, response.version), touchpointNames(accountId)]);
  if (account.sender.paused) return { kind: 'postponed', reason: 'the sender is paused' };
  const { unsubscribeUrl } = linksOf(app, invitation._id);
  const { template, data } = thankYouEmail({
    version,
    language: invitation.language,
    fallbackLanguages: account.languages,
    branding: account.branding,
    variables: { ...invitation.variables, name: invitation.name, touchpoint: names.get(response.touchpoint) ?? response.touchpoint },
    score: response.score,
    unsubscribeUrl,
  });
  const message: Message = {
    ...customerEnvelope(app, account, invitation, { kind: 'thank-you', unsubscribeUrl }),
    ...app.render.mail(template, data),
    to: { name: invitation.name ?? '', address: invitation.address },
  };
  return { kind: 'message', message, customer: { addressHash: invitation.addressHash, customerId: invitation.customerId } };
}
