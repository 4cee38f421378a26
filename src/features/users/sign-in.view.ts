/** Builds the pages of signing in and of errors. Pure: text in, data out. */
import { accessTexts } from '../../domain/access-texts.ts';
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { adminStrings } from '../../domain/admin-texts.ts';
import { localFigure } from '../../domain/local-figures.ts';
import type { Page } from '../../domain/page-frame.ts';
import { substitute } from '../../domain/variables.ts';

export type SignInProblem = { kind: 'wrong' } | { kind: 'wait'; seconds: number } | { kind: 'stale' } | { kind: 'sso-failed' } | { kind: 'sso-unknown' };

interface SignInData extends AdminFrame {
  email: string;
  /** Where to go afterwards, a path of ours. */
  next: string;
  action: string;
  problem: string | null;
  forgotten: { href: string; text: string };
  /** `null` where no provider is configured. */
  sso: { href: string; text: string } | null;
}

export function signInPage(asked: Asked, { email, next, problem, hasSso }: { email: string; next: string; problem: SignInProblem | null; hasSso: boolean }): Page<'admin/users/sign-in', SignInData> {
  const language = pageLanguage(asked);
  const ui = adminStrings(language);
  const words = accessTexts(language);
  const text = problem && {
    wrong: ui.signInWrong,
    stale: ui.formStale,
    'sso-failed': words.ssoFailed,
    'sso-unknown': words.ssoUnknown,
    wait: substitute(ui.signInWait, { seconds: problem.kind === 'wait' ? localFigure(problem.seconds, language) : '' }),
  }[problem.kind];
  return {
    view: 'admin/users/sign-in',
    data: { ...adminFrame(asked, { title: ui.signInTitle, current: '' }), email, next, action: withQuery('/admin/sign-in', carried(asked)), problem: text, forgotten: { href: withQuery('/admin/forgotten', carried(asked)), text: words.forgotten }, sso: hasSso ? { href: withQuery('/admin/sign-in/sso', { next, ...carried(asked) }), text: words.ssoButton } : null },
  };
}

interface LinkData extends AdminFrame {
  isOpen: boolean;
  action: string;
  signInHref: string;
}

/** The page behind a one-time link: mail and chat programs open links too, so only its button signs in. */
export function linkPage(asked: Asked, { isOpen }: { isOpen: boolean }): Page<'admin/users/link', LinkData> {
  const ui = adminStrings(pageLanguage(asked));
  return {
    view: 'admin/users/link',
    data: {
      ...adminFrame(asked, { title: isOpen ? ui.signInTitle : ui.linkClosedTitle, current: '' }),
      isOpen,
      action: withQuery(asked.path, carried(asked)),
      signInHref: withQuery('/admin/sign-in', carried(asked)),
    },
  };
}

interface ErrorData extends AdminFrame {
  text: string;
  /** Helps to find the log line; shown where the fault is ours. */
  requestId: string | null;
  homeHref: string;
}

/** What people see instead of a problem document. */
export function adminErrorPage(asked: Asked, { status, isStale, requestId }: { status: number; isStale: boolean; requestId: string }): Page<'admin/error', ErrorData> {
  const ui = adminStrings(pageLanguage(asked));
  const [title, text] = errorTexts(ui, status, isStale);
  return {
    view: 'admin/error',
    data: { ...adminFrame(asked, { title, current: '' }), text, requestId: status === 500 ? requestId : null, homeHref: withQuery('/admin/reports', carried(asked)) },
  };
}

function errorTexts(ui: AdminFrame['ui'], status: number, isStale: boolean): [string, string] {
  if (isStale || status === 401) return [ui.staleTitle, ui.staleText];
  if (status === 403) return [ui.forbiddenTitle, ui.forbiddenText];
  if (status === 404) return [ui.notFoundTitle, ui.notFoundText];
  if (status === 503) return [ui.unavailableTitle, ui.unavailableText];
  return status < 500 ? [ui.badRequestTitle, ui.badRequestText] : [ui.brokenTitle, ui.brokenText];
}
