/** Builds the mail that asks a customer one question, and the reminder of it. */
import type { Branding } from '../../domain/branding.ts';
import { mailFrame } from '../../domain/mail-frame.ts';
import type { Mail, MailFrame } from '../../domain/mail-frame.ts';
import { labelled, optionLines, scaleEnds, surveyText } from '../../domain/survey-text.ts';
import type { ReaderInput, ScoreOption } from '../../domain/survey-text.ts';
import { substitute, substituteLine } from '../../domain/variables.ts';

export interface InvitationEmailInput extends ReaderInput {
  kind: 'invitation' | 'reminder';
  branding: Branding;
  /** `{BASE_URL}/s/{token}`, without a query. */
  surveyUrl: string;
  /** `{BASE_URL}/u/{token}` */
  unsubscribeUrl: string;
}

interface ScoreButton extends ScoreOption {
  /** Read aloud; begins with the visible text. */
  spoken: string;
}

export interface InvitationEmailData extends MailFrame {
  greeting: string;
  intro: string;
  question: string;
  instruction: string;
  surveyUrl: string;
  lines: ScoreButton[][];
  /** Pixels. */
  buttonWidth: number;
  /** Width of all buttons side by side, in pixels; the labels below end where they end. */
  scaleWidth: number;
  /** What the two ends mean; `null` where the buttons are words or the survey names neither end. */
  ends: { low: string; high: string } | null;
}

/** A number is a square no finger misses (WCAG 2.2, 2.5.5); six of them with their gaps fit a screen of 320 px. */
const NUMBER_WIDTH = 44;
const WORD_WIDTH = 132;
/** Pixels after each button, as in score-buttons.html.hbs. */
const GAP = 3;

/** Pure: the same input gives the same mail. Links: one per score, `{surveyUrl}?score=N`, and one to unsubscribe. */
export function invitationEmail(input: InvitationEmailInput): Mail<'invitation' | 'reminder', InvitationEmailData> {
  const { kind, branding, surveyUrl, unsubscribeUrl } = input;
  const survey = surveyText(input);
  const { ui, variables } = survey;
  const isReminder = kind === 'reminder';
  const lines = optionLines(survey.options).map((line) => line.map((option) => ({ ...option, spoken: labelled(option) })));
  const buttonWidth = survey.isThumbs ? WORD_WIDTH : NUMBER_WIDTH;
  const name = substituteLine('{{name}}', variables);
  return {
    template: kind,
    data: {
      ...mailFrame({
        language: survey.language,
        branding,
        ownUrl: surveyUrl,
        subject: substituteLine(isReminder ? ui.reminderSubject : ui.invitationSubject, { company: branding.companyName }),
        preheader: `${substituteLine(survey.question, {})} ${ui.preheader}`,
        why: substitute(ui.whyYouGetThis, variables),
        unsubscribe: { url: unsubscribeUrl, text: ui.unsubscribeLink },
      }),
      greeting: name === '' ? ui.greeting : substitute(ui.greetingByName, variables),
      intro: substitute(isReminder ? ui.reminderIntro : ui.invitationIntro, variables),
      question: survey.question,
      instruction: survey.isThumbs ? ui.chooseWord : ui.chooseNumber,
      surveyUrl,
      lines,
      buttonWidth,
      scaleWidth: lines.reduce((width, line) => width + line.length * (buttonWidth + GAP), -GAP),
      ends: scaleEnds(survey.options),
    },
  };
}
