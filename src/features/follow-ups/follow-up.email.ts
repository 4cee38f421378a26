/** Builds the mails a recorded answer calls for: the alert to the account's people and the thanks to the customer. */
import type { Branding } from '../../domain/branding.ts';
import { uiStrings } from '../../domain/default-texts.ts';
import { readerLanguage, type Calendar } from '../../domain/local-calendar.ts';
import { embedded, localInstant, localNumber } from '../../domain/local-text.ts';
import { mailFrame, textLines } from '../../domain/mail-frame.ts';
import type { Mail, MailFrame } from '../../domain/mail-frame.ts';
import { categorize } from '../../domain/score.ts';
import { surveyText } from '../../domain/survey-text.ts';
import type { ReaderInput } from '../../domain/survey-text.ts';
import type { SurveyVersion } from '../../domain/survey.ts';
import { substitute, substituteLine } from '../../domain/variables.ts';

export interface LowScoreAlertInput {
  version: SurveyVersion;
  /** Language of the account's people, and the languages to fall back to for the question. */
  language: string;
  fallbackLanguages: readonly string[];
  branding: Branding;
  score: number;
  comment: string | null;
  customer: { name: string | null; email: string | null };
  /** Name of the touchpoint as the account's people know it. */
  touchpoint: string;
  respondedAt: Date;
  /** IANA zone of the account. */
  timeZone: string;
  calendar: Calendar;
  /** Absolute URL of the answer in the web interface. */
  responseUrl: string;
}

export interface LowScoreAlertData extends MailFrame {
  title: string;
  intro: string;
  scoreLabel: string;
  scoreText: string;
  category: string;
  commentLabel: string;
  /** Empty where there is no comment: then `noComment` is shown. */
  commentLines: string[];
  noComment: string;
  facts: { label: string; value: string }[];
  button: { url: string; text: string };
}

/** Pure. Has no link to unsubscribe: its readers are users of the account and change their alerts there. */
export function lowScoreAlertEmail(input: LowScoreAlertInput): Mail<'low-score-alert', LowScoreAlertData> {
  const { version, language, branding, score, customer, touchpoint } = input;
  const ui = uiStrings(language);
  const shown = { score: localNumber(score, language), max: localNumber(version.scale.max, language) };
  const { question } = surveyText({ ...input, variables: { touchpoint, name: customer.name } });
  const who = [customer.name, customer.email].filter((part): part is string => part !== null && part.trim() !== '');
  return {
    template: 'low-score-alert',
    data: {
      ...mailFrame({
        language,
        branding,
        ownUrl: input.responseUrl,
        subject: substituteLine(ui.alertSubject, { ...shown, touchpoint }),
        preheader: ui.alertPreheader,
        why: substitute(ui.whyAlert, { company: embedded(branding.companyName, language) }),
        unsubscribe: null,
      }),
      title: ui.alertTitle,
      intro: ui.alertIntro,
      scoreLabel: ui.alertScore,
      scoreText: substitute(ui.scoreOfMax, shown),
      category: ui.categories[categorize(version.metric, version.thresholds, score)],
      commentLabel: ui.alertComment,
      commentLines: textLines(input.comment ?? ''),
      noComment: ui.alertNoComment,
      facts: [
        { label: ui.alertCustomer, value: who.length === 0 ? ui.alertUnnamedCustomer : who.map((part) => embedded(part, language)).join(' · ') },
        { label: ui.alertTouchpoint, value: embedded(touchpoint, language) },
        { label: ui.alertQuestion, value: question },
        { label: ui.alertAnsweredAt, value: localInstant(input.respondedAt, readerLanguage(language, input.calendar), input.timeZone) },
      ],
      button: { url: input.responseUrl, text: ui.alertButton },
    },
  };
}

export interface ThankYouEmailInput extends ReaderInput {
  branding: Branding;
  score: number;
  /** `{BASE_URL}/u/{token}` */
  unsubscribeUrl: string;
}

export interface ThankYouEmailData extends MailFrame {
  greeting: string;
  title: string;
  thanks: string;
  question: string;
  /** What was answered, in words. */
  answer: string;
}

/** Pure. The thanks of the score's category, or the general ones where the survey has none for it. */
export function thankYouEmail(input: ThankYouEmailInput): Mail<'thank-you', ThankYouEmailData> {
  const { version, branding, score, unsubscribeUrl } = input;
  const survey = surveyText(input);
  const { ui, variables } = survey;
  const numbers = { score: localNumber(score, survey.language), max: localNumber(version.scale.max, survey.language) };
  const chosen = survey.options.find((option) => option.score === score);
  const name = substituteLine('{{name}}', variables);
  return {
    template: 'thank-you',
    data: {
      ...mailFrame({
        language: survey.language,
        branding,
        ownUrl: unsubscribeUrl,
        subject: substituteLine(ui.thankYouSubject, { company: branding.companyName }),
        preheader: ui.thanksText,
        why: substitute(ui.whyThankYou, variables),
        unsubscribe: { url: unsubscribeUrl, text: ui.unsubscribeLink },
      }),
      greeting: name === '' ? ui.greeting : substitute(ui.greetingByName, variables),
      title: ui.thanksTitle,
      thanks: survey.byCategory(version.thankYou, categorize(version.metric, version.thresholds, score)) ?? ui.thanksText,
      question: survey.question,
      answer: survey.isThumbs && chosen ? chosen.text : substitute(ui.thankYouScore, numbers),
    },
  };
}
