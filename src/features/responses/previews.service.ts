/** A survey as its customers will see it: the mail and the page, with nobody's data and links that lead nowhere. */
import type { App } from '../../app.ts';
import { surveyText } from '../../domain/survey-text.ts';
import { requireAccount } from '../accounts/accounts.service.ts';
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

/** @param language BCP 47 tag; the account's first language when absent */
export async function previewSurvey(app: App, survey: Survey, { language, kind = 'invitation' }: { language?: string | undefined; kind?: 'invitation' | 'reminder' | undefined }): Promise<SurveyPreview> {
  const account = await requireAccount(survey.accountId);
  const touchpointName = (await touchpointNames(survey.accountId)).get(survey.touchpoint) ?? survey.touchpoint;
  const wanted = language ?? account.languages[0] ?? 'en';
  const reader = {
    version: survey.content,
    language: wanted,
    fallbackLanguages: account.languages,
    branding: account.branding,
    variables: { name: NAME, touchpoint: touchpointName },
  };
  const { subject, html, text } = composeInvitation(app, {
    account,
    content: survey.content,
    touchpointName,
    invitation: { _id: NO_INVITATION, surveyKey: survey.key, address: 'ada@example.com', name: NAME, language: wanted, variables: {} },
    reminder: kind === 'reminder' ? 1 : 0,
  });
  const page = surveyPage({
    ...reader, pageUrl: linksOf(app, NO_INVITATION).surveyUrl, form: NO_INVITATION, score: null, comment: '', commentLimit: COMMENT_LIMIT, protection: survey.protection, problem: null,
  });
  return { language: surveyText(reader).language, subject, html, text, page: app.render.page(page.view, page.data) };
}
