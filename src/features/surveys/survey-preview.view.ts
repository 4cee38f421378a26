/** Builds the page on which a survey is looked at before customers see it. */
import { adminFrame, carried, pageLanguage } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked, NavLink } from '../../domain/admin-frame.ts';
import { languageName } from '../../domain/local-text.ts';
import type { Page } from '../../domain/page-frame.ts';
import type { SurveyPageTexts } from '../../domain/texts/surveys-en.ts';
import { substitute } from '../../domain/variables.ts';
import { doneText, LIST, surveyPath, surveyWords } from './survey-parts.ts';

export const LOOKS = ['wide', 'phone', 'dark', 'images', 'text', 'page', 'page-phone'] as const;
export type Look = (typeof LOOKS)[number];
export const MAIL_KINDS = ['invitation', 'reminder'] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

export interface PreviewPageInput {
  key: string;
  look: Look;
  kind: MailKind;
  /** The language asked for, and the one readers of it get. */
  language: { wanted: string; shown: string };
  languages: readonly string[];
  subject: string;
  text: string;
  email: string;
  /** What the mail server said, where it refused the test. */
  refusal: string | null;
}

interface PreviewData extends AdminFrame {
  words: SurveyPageTexts['ui'];
  key: string;
  done: string | null;
  problem: string | null;
  backHref: string;
  tags: NavLink[];
  kinds: NavLink[];
  looks: NavLink[];
  otherLanguage: string | null;
  isMail: boolean;
  subject: string;
  textPart: { text: string; lang: string } | null;
  frame: { src: string; title: string; isPhone: boolean } | null;
  testAction: string;
  testText: string;
  chosen: { language: string; kind: string };
}

export function previewPage(asked: Asked, { key, look, kind, language, languages, subject, text, email, refusal }: PreviewPageInput): Page<'admin/surveys/preview', PreviewData> {
  const words = surveyWords(asked);
  const reader = pageLanguage(asked);
  const { ui } = words;
  const chosen = { language: language.wanted, kind, look };
  const link = (change: Partial<typeof chosen>, name: string): NavLink => ({ href: surveyPath(asked, key, '/preview', { ...chosen, ...change }), text: name, isCurrent: Object.entries(change).every(([field, value]) => chosen[field as keyof typeof chosen] === value) });
  const isPage = look === 'page' || look === 'page-phone';
  return {
    view: 'admin/surveys/preview',
    data: {
      ...adminFrame(asked, { title: substitute(ui.previewTitle, { survey: key }), current: LIST }),
      words: ui,
      key,
      done: refusal === null ? doneText(asked) : null,
      problem: refusal === null ? null : substitute(ui.testFailed, { reply: refusal }),
      backHref: surveyPath(asked, key),
      tags: languages.map((tag) => link({ language: tag }, languageName(tag, reader))),
      kinds: isPage ? [] : MAIL_KINDS.map((name) => link({ kind: name }, words.mailKinds[name])),
      looks: LOOKS.map((name) => link({ look: name }, words.looks[name])),
      otherLanguage: language.wanted === language.shown ? null : substitute(ui.otherLanguage, { wanted: languageName(language.wanted, reader), shown: languageName(language.shown, reader) }),
      isMail: !isPage,
      subject,
      textPart: look === 'text' ? { text, lang: language.shown } : null,
      frame: look === 'text' ? null : { src: framePath(key, chosen), title: substitute(ui.frame, { look: words.looks[look] }), isPhone: look === 'phone' || look === 'page-phone' },
      testAction: surveyPath(asked, key, '/test', carried(asked)),
      testText: substitute(ui.testText, { email }),
      chosen: { language: language.wanted, kind },
    },
  };
}

function framePath(key: string, { look, language, kind }: { look: Look; language: string; kind: MailKind }): string {
  return `${LIST}/${encodeURIComponent(key)}/preview/frame?${new URLSearchParams({ look, language, kind }).toString()}`;
}
