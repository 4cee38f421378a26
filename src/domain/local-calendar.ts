/** The calendar that dates are shown in. What is stored, sent by API and added up in reports is Gregorian always. */
import { uiLanguage } from './default-texts.ts';
import type { Language } from './default-texts.ts';

export const CALENDARS = ['gregorian', 'jalali'] as const;
export type Calendar = (typeof CALENDARS)[number];

/** A language of ours; its tag says, as BCP 47 has it, when its reader counts days by the Persian calendar. */
export type ReaderLanguage = Language | 'fa-u-ca-persian';

/** How dates are written to a reader of `language` in an account that shows this calendar: only Persian has one of its own. */
export function readerLanguage(language: string, calendar: Calendar): ReaderLanguage {
  const ours = uiLanguage(language);
  return ours === 'fa' && calendar === 'jalali' ? 'fa-u-ca-persian' : ours;
}

/** Whether this tag asks for the Persian calendar. */
export function isJalali(tag: string): boolean {
  return tag.endsWith('-u-ca-persian');
}
