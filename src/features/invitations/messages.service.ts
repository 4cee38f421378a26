/** One invitation or reminder as a message ready to send. */
import type { App } from '../../app.ts';
import type { Message } from '../../platform/mailer.ts';
import { signToken } from '../../platform/token.ts';
import type { SurveyVersion } from '../../domain/survey.ts';
import type { Account } from '../accounts/accounts.service.ts';
import { invitationEmail } from './invitation.email.ts';
import type { Invitation } from './invitation.model.ts';

export type MailKind = 'invitation' | `reminder-${number}` | 'thank-you' | 'alert';

export const SURVEY_TOKEN = 'survey';
export const UNSUBSCRIBE_TOKEN = 'unsubscribe';

export interface SurveyLinks {
  surveyUrl: string;
  unsubscribeUrl: string;
}

/** Links derive from the invitation's id, so each of its mails carries the same ones. */
export function linksOf(app: App, id: string): SurveyLinks {
  const { baseUrl, secret } = app.config;
  return { surveyUrl: surveyUrlOf(app, id), unsubscribeUrl: `${baseUrl}/u/${signToken(secret, UNSUBSCRIBE_TOKEN, id)}` };
}

export function surveyUrlOf({ config: { baseUrl, secret } }: App, id: string): string {
  return `${baseUrl}/s/${signToken(secret, SURVEY_TOKEN, id)}`;
}

/** Sender, threading and automation headers that every mail to a customer carries. The same mail sent again has the same Message-ID. */
export function customerEnvelope(app: App, account: Account, invitation: Pick<Invitation, '_id' | 'surveyKey'>, { kind, unsubscribeUrl }: { kind: MailKind; unsubscribeUrl: string }): Pick<Message, 'from' | 'messageId' | 'headers'> & { replyTo?: string } {
  const address = account.sender.address ?? app.config.mailFrom;
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return {
    from: { name: account.sender.name ?? account.branding.companyName, address },
    ...(account.sender.replyTo === null ? {} : { replyTo: account.sender.replyTo }),
    messageId: `<${invitation._id}.${kind}@${domain}>`,
    headers: {
      'List-Unsubscribe': `<${unsubscribeUrl}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'List-Id': `<surveys.${account._id.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}.${domain}>`,
      'Feedback-ID': `${feedbackPart(invitation.surveyKey)}:${feedbackPart(account._id)}:${kind.replace(/-\d+$/, '')}:afterword`,
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'X-Afterword-Invitation': invitation._id,
    },
  };
}

function feedbackPart(text: string): string {
  return text.replaceAll(/[^\w.-]/g, '-').slice(0, 40);
}

export interface ComposeInput {
  account: Account;
  content: SurveyVersion;
  touchpointName: string;
  invitation: Pick<Invitation, '_id' | 'surveyKey' | 'address' | 'name' | 'language' | 'variables'>;
  /** 0 = the invitation, 1 … 3 = a reminder. */
  reminder: number;
}

/** @throws when the invitation has no address, or its template cannot be rendered */
export function composeInvitation(app: App, { account, content, touchpointName, invitation, reminder }: ComposeInput): Message {
  if (invitation.address === null) throw new Error('an invitation without an address cannot be mailed');
  const links = linksOf(app, invitation._id);
  const { template, data } = invitationEmail({
    kind: reminder === 0 ? 'invitation' : 'reminder',
    version: content,
    language: invitation.language,
    fallbackLanguages: account.languages,
    branding: account.branding,
    variables: { ...invitation.variables, name: invitation.name, touchpoint: touchpointName },
    ...links,
  });
  return {
    ...customerEnvelope(app, account, invitation, { kind: reminder === 0 ? 'invitation' : `reminder-${reminder}`, unsubscribeUrl: links.unsubscribeUrl }),
    ...app.render.mail(template, data),
    to: { name: invitation.name ?? '', address: invitation.address },
  };
}
