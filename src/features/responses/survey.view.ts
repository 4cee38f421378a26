/** Builds the pages of an answer: the question, the confirmation, the thanks, and what is shown when there is nothing to ask. */
import type { Branding } from '../../domain/branding.ts';
import { uiStrings } from '../../domain/default-texts.ts';
import { localNumber } from '../../domain/local-text.ts';
import { CATEGORIES } from '../../domain/metric.ts';
import type { Category } from '../../domain/metric.ts';
import { pageFrame } from '../../domain/page-frame.ts';
import type { Page, PageFrame } from '../../domain/page-frame.ts';
import { categorize } from '../../domain/score.ts';
import { labelled, scaleEnds, surveyText } from '../../domain/survey-text.ts';
import type { ReaderInput, ScoreOption, SurveyText } from '../../domain/survey-text.ts';
import type { Protection, SurveyVersion } from '../../domain/survey.ts';
import type { Tier } from '../../domain/texts/text-types.ts';
import { substitute, substituteLine } from '../../domain/variables.ts';
import { TRAP } from './answer-form.ts';

const TIERS: readonly Tier[] = ['high', 'middle', 'low'];

export interface SurveyPageInput extends ReaderInput {
  branding: Branding;
  /** `{BASE_URL}/s/{token}`, without a query. */
  pageUrl: string;
  /** The signed issue time that comes back as the hidden field `form`. */
  form: string;
  /** The score to preselect; one that is not on the scale counts as none. */
  score: number | null;
  comment: string;
  /** Longest comment, in characters. */
  commentLimit: number;
  protection: Protection;
  problem: 'score-missing' | 'comment-too-long' | null;
}

export interface SurveyPageData extends PageFrame {
  /** Path the form is posted to. */
  action: string;
  form: string;
  /** A link and a field that no person sees; the words are for browsers that hide nothing. */
  trap: { href: string; name: string; text: string };
  protection: Protection;
  question: string;
  scaleHint: string | null;
  optionCount: number;
  isThumbs: boolean;
  options: (ScoreOption & { tier: Tier; isChosen: boolean })[];
  ends: { low: string; high: string } | null;
  /** Band of the preselected score; decides which of the labels below the browser shows first. */
  tier: Tier | 'none';
  /** One per band and one for no choice yet; the style sheet shows the one of the chosen score. */
  commentLabels: { tier: Tier | 'none'; text: string }[];
  commentHint: string;
  comment: string;
  commentLimit: number;
  sendButton: string;
  sending: string;
  waiting: string;
  scoreSaved: string;
  problem: string | null;
}

export function surveyPage(input: SurveyPageInput): Page<'public/survey', SurveyPageData> {
  const { version, branding, pageUrl, commentLimit } = input;
  const survey = surveyText(input);
  const { ui, language, variables } = survey;
  const options = survey.options.map((option) => ({ ...option, tier: tierOf(version, option.score), isChosen: option.score === input.score }));
  return {
    view: 'public/survey',
    data: {
      ...pageFrame({ language, branding, pageUrl, title: substituteLine(ui.surveyTitle, variables) }),
      action: pathOf(pageUrl),
      form: input.form,
      trap: { href: `${pathOf(pageUrl)}/${TRAP}`, name: TRAP, text: ui.leaveAlone },
      protection: input.protection,
      question: survey.question,
      scaleHint: scaleHint(survey),
      optionCount: options.length,
      isThumbs: survey.isThumbs,
      options,
      ends: scaleEnds(survey.options),
      tier: options.find((option) => option.isChosen)?.tier ?? 'none',
      commentLabels: [
        { tier: 'none', text: ui.commentLabel },
        ...TIERS.map((tier, index) => ({
          tier,
          text: survey.byCategory(version.followUpQuestion, CATEGORIES[version.metric][index] as Category) ?? ui.commentLabel,
        })),
      ],
      commentHint: ui.commentHint,
      comment: input.comment,
      commentLimit,
      sendButton: ui.sendButton,
      sending: ui.sending,
      waiting: ui.waiting,
      scoreSaved: ui.scoreSaved,
      problem: problemText(input.problem, survey, commentLimit),
    },
  };
}

function tierOf({ metric, thresholds }: SurveyVersion, score: number): Tier {
  const index = CATEGORIES[metric].findIndex((category) => category === categorize(metric, thresholds, score));
  return TIERS[index] ?? 'middle';
}

function problemText(problem: SurveyPageInput['problem'], { ui, language }: SurveyText, commentLimit: number): string | null {
  if (problem === 'score-missing') return ui.scoreMissing;
  return problem === 'comment-too-long' ? substitute(ui.commentTooLong, { max: localNumber(commentLimit, language) }) : null;
}

/** The labelled ends in one sentence, for those who do not see where they stand. */
function scaleHint({ ui, options }: SurveyText): string | null {
  const [low, high] = [options[0], options.at(-1)];
  if (!low || !high || low.endLabel === null || high.endLabel === null) return null;
  return substitute(ui.scaleHint, { min: low.text, low: low.endLabel, max: high.text, high: high.endLabel });
}

function pathOf(url: string): string {
  return new URL(url).pathname;
}

export interface ConfirmPageInput extends ReaderInput {
  branding: Branding;
  /** `{BASE_URL}/s/{token}`, without a query. */
  pageUrl: string;
  form: string;
  score: number;
  comment: string;
}

export interface ConfirmPageData extends PageFrame {
  action: string;
  form: string;
  score: number;
  comment: string;
  heading: string;
  text: string;
  question: string;
  scoreLabel: string;
  scoreText: string;
  commentLabel: string;
  confirmButton: string;
  changeButton: string;
  sending: string;
  waiting: string;
}

/** Shown instead of recording an answer that came faster than a person reads. */
export function confirmPage(input: ConfirmPageInput): Page<'public/confirm', ConfirmPageData> {
  const { branding, pageUrl, form, score, comment } = input;
  const survey = surveyText(input);
  const { ui, language } = survey;
  const chosen = survey.options.find((option) => option.score === score);
  return {
    view: 'public/confirm',
    data: {
      ...pageFrame({ language, branding, pageUrl, title: ui.confirmTitle }),
      action: pathOf(pageUrl),
      form,
      score,
      comment,
      heading: ui.confirmTitle,
      text: ui.confirmText,
      question: survey.question,
      scoreLabel: ui.yourScore,
      scoreText: chosen ? labelled(chosen) : localNumber(score, language),
      commentLabel: ui.yourComment,
      confirmButton: ui.confirmButton,
      changeButton: ui.changeButton,
      sending: ui.sending,
      waiting: ui.waiting,
    },
  };
}

export interface MessagePageData extends PageFrame {
  heading: string;
  text: string;
  note: string | null;
}

export interface ThanksPageInput extends Omit<ReaderInput, 'variables'> {
  branding: Branding;
  /** Absolute URL of the thank-you page, which carries no token. */
  pageUrl: string;
  /** `null` thanks in general. */
  category: Category | null;
}

/** Says thanks in the words of the category. Carries nothing of the answer itself. */
export function thanksPage(input: ThanksPageInput): Page<'public/thanks', MessagePageData> {
  const survey = surveyText({ ...input, variables: {} });
  const { ui, language } = survey;
  const thanks = input.category === null ? null : survey.byCategory(input.version.thankYou, input.category);
  return {
    view: 'public/thanks',
    data: {
      ...pageFrame({ language, branding: input.branding, pageUrl: input.pageUrl, title: ui.thanksTitle }),
      heading: ui.thanksTitle,
      text: thanks ?? ui.thanksText,
      note: thanks === null ? ui.closePage : `${ui.thanksText} ${ui.closePage}`,
    },
  };
}

/** Why a link asks nothing: its time is over, it is none of ours, or the survey takes no answers. */
export type ClosedReason = 'expired' | 'unknown' | 'closed';

/** `branding` is `null` where the link is unknown: then nothing tells whose it might have been. */
export function closedPage(input: { reason: ClosedReason; language: string; branding: Branding | null; pageUrl: string | null }): Page<'public/closed', MessagePageData> {
  const ui = uiStrings(input.language);
  const [heading, text] = {
    expired: [ui.expiredTitle, ui.expiredText],
    unknown: [ui.unknownTitle, ui.unknownText],
    closed: [ui.closedTitle, ui.closedText],
  }[input.reason] as [string, string];
  return { view: 'public/closed', data: { ...pageFrame({ ...input, title: heading }), heading, text, note: null } };
}

export interface ErrorPageData extends PageFrame {
  heading: string;
  text: string;
  retryButton: string;
  /** What a browser without JavaScript posts again; `null` shows no button. */
  retry: { action: string; form: string; score: string; comment: string } | null;
}

/** For an answer that could not be stored (`unavailable`, with everything to send it again) and for breakage (`error`). */
export function errorPage(input: { kind: 'unavailable' | 'error'; language: string; branding: Branding | null; retry: ErrorPageData['retry'] }): Page<'public/error', ErrorPageData> {
  const ui = uiStrings(input.language);
  const [heading, text] = input.kind === 'unavailable' ? [ui.unavailableTitle, ui.unavailableText] : [ui.errorTitle, ui.errorText];
  return {
    view: 'public/error',
    data: {
      ...pageFrame({ language: input.language, branding: input.branding, pageUrl: null, title: heading }),
      heading,
      text,
      retryButton: ui.retryButton,
      retry: input.retry,
    },
  };
}
