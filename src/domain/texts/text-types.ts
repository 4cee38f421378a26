/** The shape every language of this product fills completely. Texts may use flat variables (variables.ts). */
import type { Category } from '../metric.ts';

/** The three bands of any scale, by what they mean. */
export type Tier = 'high' | 'middle' | 'low';

/** What a survey says where its owner wrote nothing. */
export interface Wording {
  question: string;
  low: string;
  high: string;
  followUpQuestion: Record<Tier, string>;
  thankYou: Record<Tier, string>;
}

export interface LanguageTexts {
  nps: Wording;
  csat: Wording;
  /** Scales with one step between the ends cannot say "very". */
  csatThreeSteps: { low: string; high: string };
  /** Thumbs are asked as a yes or no. */
  csatThumbs: { question: string; low: string; high: string };
  ces: Wording;
  ui: UiStrings;
}

/** Strings of the pages and mails around a survey. Variables beside each; `company` may be used in all but the error pages. */
export interface UiStrings {
  /** Page and form of a survey. */
  surveyTitle: string;
  /** `min`, `max`, `low`, `high` */
  scaleHint: string;
  commentLabel: string;
  commentHint: string;
  sendButton: string;
  /** Shown while an answer is on its way, and while it waits for the server to come back. */
  sending: string;
  waiting: string;
  /** A score was recorded without the button; it may still be changed. */
  scoreSaved: string;
  scoreMissing: string;
  /** `max` */
  commentTooLong: string;

  confirmTitle: string;
  confirmText: string;
  confirmButton: string;
  changeButton: string;
  yourScore: string;
  yourComment: string;

  thanksTitle: string;
  thanksText: string;
  closePage: string;
  /** Beside what only programs see. */
  leaveAlone: string;

  expiredTitle: string;
  expiredText: string;
  unknownTitle: string;
  unknownText: string;
  closedTitle: string;
  closedText: string;
  unavailableTitle: string;
  unavailableText: string;
  retryButton: string;
  errorTitle: string;
  errorText: string;

  unsubscribeTitle: string;
  unsubscribeText: string;
  unsubscribeButton: string;
  unsubscribedTitle: string;
  unsubscribedText: string;

  /** Mails to customers. `name` where known. */
  invitationSubject: string;
  invitationIntro: string;
  reminderSubject: string;
  reminderIntro: string;
  preheader: string;
  greeting: string;
  greetingByName: string;
  /** Above the numbers, and above two words. */
  chooseNumber: string;
  chooseWord: string;
  whyYouGetThis: string;
  unsubscribeLink: string;
  thankYouSubject: string;
  /** `score`, `max` */
  thankYouScore: string;
  whyThankYou: string;

  /** Alert to the account's people. `score`, `max`, `touchpoint` */
  alertSubject: string;
  alertPreheader: string;
  alertTitle: string;
  alertIntro: string;
  alertScore: string;
  /** `score`, `max` */
  scoreOfMax: string;
  alertCategory: string;
  alertCustomer: string;
  alertTouchpoint: string;
  alertQuestion: string;
  alertComment: string;
  alertNoComment: string;
  alertAnsweredAt: string;
  alertButton: string;
  alertUnnamedCustomer: string;
  whyAlert: string;

  categories: Record<Category, string>;
}
