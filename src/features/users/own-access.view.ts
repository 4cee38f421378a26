/** Builds the pages of one's own access: password, preferences, sessions. Pure: text in, data out. */
import { accessTexts, type AccessTexts } from '../../domain/access-texts.ts';
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { adminStrings, LANGUAGE_NAMES } from '../../domain/admin-texts.ts';
import { browserName } from '../../domain/browser-name.ts';
import { LANGUAGES, uiLanguage } from '../../domain/default-texts.ts';
import { localFigure, localTime } from '../../domain/local-figures.ts';
import type { Page } from '../../domain/page-frame.ts';
import { secondStepTexts, type SecondStepTexts } from '../../domain/second-step-texts.ts';
import { substitute } from '../../domain/variables.ts';
import { PASSWORD_LIMITS, type PasswordWeakness } from './password-rules.ts';

const OWN = '/admin/password';

export type PasswordProblem = PasswordWeakness | 'differ' | 'current-wrong' | { seconds: number };

interface PasswordForm {
  /** Who the password belongs to, so that password managers keep them together. */
  email: string;
  needsCurrent: boolean;
  help: string;
  problem: string | null;
  action: string;
}

export interface PasswordPageInput {
  email: string;
  needsCurrent: boolean;
  problem: PasswordProblem | null;
}

function passwordForm(asked: Asked, { email, needsCurrent, problem }: PasswordPageInput): PasswordForm {
  const language = pageLanguage(asked);
  const variables = { min: localFigure(PASSWORD_LIMITS.min, language), max: localFigure(PASSWORD_LIMITS.max, language) };
  return {
    email,
    needsCurrent,
    help: substitute(adminStrings(language).newPasswordHelp, variables),
    problem: problem === null ? null : passwordProblem(problem, language, variables),
    action: withQuery(OWN, carried(asked)),
  };
}

interface PasswordData extends AdminFrame {
  form: PasswordForm;
  laterHref: string;
}

/** For those who have no password yet. */
export function passwordPage(asked: Asked, input: PasswordPageInput): Page<'admin/users/password', PasswordData> {
  const ui = adminStrings(pageLanguage(asked));
  return {
    view: 'admin/users/password',
    data: { ...adminFrame(asked, { title: ui.choosePasswordTitle, current: OWN }), form: passwordForm(asked, input), laterHref: withQuery('/admin/reports', carried(asked)) },
  };
}

function passwordProblem(problem: PasswordProblem, language: string, limits: { min: string; max: string }): string {
  const ui = adminStrings(language);
  if (typeof problem === 'object') return substitute(ui.signInWait, { seconds: localFigure(problem.seconds, language) });
  return {
    'too-short': substitute(ui.passwordTooShort, limits),
    'too-long': substitute(ui.passwordTooLong, limits),
    common: ui.passwordCommon,
    repeats: ui.passwordRepeats,
    'known-words': ui.passwordKnownWords,
    differ: ui.passwordsDiffer,
    'current-wrong': ui.currentPasswordWrong,
  }[problem];
}

interface Preferences {
  name: string;
  language: string;
  wantsAlerts: boolean;
}

export interface OwnAccessInput {
  password: PasswordPageInput;
  preferences: Preferences;
  /** People of some roles are told of low scores. */
  canBeAlerted: boolean;
  /** The one seen last first. */
  sessions: readonly { id: string; signedInAt: Date; seenAt: Date; from: string; agent: string }[];
  ownSession: string;
  /** `null` while a password is enough; `left` recovery codes. */
  secondStep: { since: Date; left: number } | null;
  timeZone: string;
  /** What was sent and not taken. */
  refused: { password: PasswordProblem | null; preferences: Preferences | null };
}

interface OwnAccessData extends AdminFrame {
  words: AccessTexts;
  signedInAs: string;
  done: string | null;
  form: PasswordForm;
  preferences: { action: string; name: string; problem: string | null; wantsAlerts: boolean; canBeAlerted: boolean; choices: { value: string; text: string; isChosen: boolean }[] };
  step: { words: SecondStepTexts; isOn: boolean; text: string; href: string };
  sessions: { browser: string; from: string; since: string; seen: string; isHere: boolean; action: string; label: string }[];
  endAllAction: string | null;
}

export function ownAccessPage(asked: Asked, { password, preferences, canBeAlerted, sessions, ownSession, secondStep, timeZone, refused }: OwnAccessInput): Page<'admin/users/access', OwnAccessData> {
  const language = pageLanguage(asked);
  const words = accessTexts(language);
  const steps = secondStepTexts(language);
  const shown = refused.preferences ?? preferences;
  const time = (at: Date): string => localTime(at, language, timeZone);
  return {
    view: 'admin/users/access',
    data: {
      ...adminFrame(asked, { title: words.title, current: OWN }),
      words,
      signedInAs: substitute(words.signedInAs, { email: password.email }),
      done: doneText(asked, words, steps),
      form: passwordForm(asked, password),
      preferences: {
        action: withQuery(`${OWN}/preferences`, carried(asked)),
        name: shown.name,
        problem: refused.preferences && words.nameWrong,
        wantsAlerts: shown.wantsAlerts,
        canBeAlerted,
        choices: LANGUAGES.map((value) => ({ value, text: LANGUAGE_NAMES[value], isChosen: value === uiLanguage(shown.language) })),
      },
      step: {
        words: steps,
        isOn: secondStep !== null,
        text: secondStep === null ? steps.offText : `${substitute(steps.onSince, { time: time(secondStep.since) })} ${substitute(steps.left, { left: localFigure(secondStep.left, language) })}`,
        href: withQuery(`${OWN}/second-step`, carried(asked)),
      },
      sessions: sessions.map(({ id, signedInAt, seenAt, from, agent }) => {
        const browser = browserName(agent) ?? words.unknownBrowser;
        return {
          browser, from, since: time(signedInAt), seen: time(seenAt), isHere: id === ownSession,
          action: withQuery(`${OWN}/sessions/${encodeURIComponent(id)}/end`, carried(asked)),
          label: substitute(words.endNamed, { browser, time: time(signedInAt) }),
        };
      }),
      endAllAction: sessions.length > 1 ? withQuery(`${OWN}/sign-out-elsewhere`, carried(asked)) : null,
    },
  };
}

function doneText({ query }: Asked, words: AccessTexts, steps: SecondStepTexts): string | null {
  const texts = new Map([
    ['password', words.donePassword], ['preferences', words.donePreferences], ['ended', words.doneEnded], ['everywhere', words.doneEverywhere],
    ['second-step-on', steps.doneOn], ['second-step-off', steps.doneOff],
  ]);
  return texts.get(query['done'] ?? '') ?? null;
}
