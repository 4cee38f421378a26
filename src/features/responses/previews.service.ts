/** A survey as its customers will see it: the mail and the page, with nobody's data and links that lead nowhere. */
import type { App } from '../../app.ts';
import { surveyText } from '../../domain/survey-text.ts';
import type { Message, SendOutcome } from '../../platform/mailer.ts';
import { randomId } from '../../platform/token.ts';
import { requireAccount, type Account } from '../accounts/accounts.service.ts';
import { composeInvitation, linksOf } from '../invitations/messages.service.ts';
import type { Survey } from '../surveys/surveys.service.ts';
import { touchpointNames } from '../touchpoints/touchpoints.service.ts';
import { COMMENT_LIMIT } from './answer-form.ts';
import { surveyPage } from './survey.view.ts';

export interface SurveyPreview {
  /** The language the texts are in, which is another one where the survey is not worded in the one asked for. */
  language: string;
  subject: string;
  html: string;
  text: string;
  page: string;
}

const NAME = 'Ada';
/** No invitation has this id, so its links open the page of an unknown link. */
const NO_INVITATION = 'preview';

export interface PreviewWish {
  /** BCP 47 tag; the account's first language when absent. */
  language?: string | undefined;
  kind?: 'invitation' | 'reminder' | undefined;
  /** In place of the account's own, to look ahead. */
  branding?: Account['branding'] | undefined;
}

export async function previewSurvey(app: App, survey: Survey, { language, kind = 'invitation', branding }: PreviewWish): Promise<SurveyPreview> {
  const { account: own, touchpointName } = await surroundings(survey);
  const account = branding === undefined ? own : { ...own, branding };
  const wanted = language ?? account.languages[0] ?? 'en';
  const reader = {
    version: survey.content,
    language: wanted,
    fallbackLanguages: account.languages,
    branding: account.branding,
    variables: { name: NAME, touchpoint: touchpointName },
  };
  const { subject, html, text } = composeSample(app, survey, { account, touchpointName, language: wanted, kind, to: { name: NAME, address: 'ada@example.com' } });
  const page = surveyPage({
    ...reader, pageUrl: linksOf(app, NO_INVITATION).surveyUrl, form: NO_INVITATION, score: null, comment: '', commentLimit: COMMENT_LIMIT, protection: survey.protection, problem: null,
  });
  return { language: surveyText(reader).language, subject, html, text, page: app.render.page(page.view, page.data) };
}

/** One mail as a customer would get it, to somebody of the account. It belongs to no invitation, so nothing counts it. */
export async function sendTestMail(app: App, survey: Survey, { to, language, kind = 'invitation' }: PreviewWish & { to: Message['to'] }): Promise<SendOutcome> {
  const { account, touchpointName } = await surroundings(survey);
  const message = composeSample(app, survey, { account, touchpointName, language: language ?? account.languages[0] ?? 'en', kind, to });
  const domain = message.from.address.slice(message.from.address.lastIndexOf('@') + 1);
  // Mail programs show a second mail of the same id once.
  return app.mailer.send({ ...message, messageId: `<${randomId('test')}@${domain}>` });
}

async function surroundings(survey: Survey): Promise<{ account: Account; touchpointName: string }> {
  const account = await requireAccount(survey.accountId);
  return { account, touchpointName: (await touchpointNames(survey.accountId)).get(survey.touchpoint) ?? survey.touchpoint };
}

function composeSample(app: App, survey: Survey, { account, touchpointName, language, kind, to }: { account: Account; touchpointName: string; language: string; kind: 'invitation' | 'reminder'; to: Message['to'] }): Message {
  return composeInvitation(app, {
    account,
    content: survey.content,
    touchpointName,
    invitation: { _id: NO_INVITATION, surveyKey: survey.key, address: to.address, name: to.name, language, variables: {} },
    reminder: kind === 'reminder' ? 1 : 0,
  });
}
