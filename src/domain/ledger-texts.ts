/** Words about what becomes of interactions, in each language of ours, and a decision in them. */
import type { SkipReason } from './eligibility.ts';
import { inLanguage } from './in-language.ts';
import { localTime } from './local-figures.ts';
import { DECISION_TEXTS } from './texts/decision-texts.ts';
import { LEDGER_ARABIC } from './texts/ledger-ar.ts';
import { LEDGER_ENGLISH, type LedgerTexts } from './texts/ledger-en.ts';
import { LEDGER_PERSIAN } from './texts/ledger-fa.ts';
import { LEDGER_POLISH } from './texts/ledger-pl.ts';
import { substitute } from './variables.ts';

const TEXTS = { en: LEDGER_ENGLISH, ar: LEDGER_ARABIC, fa: LEDGER_PERSIAN, pl: LEDGER_POLISH };

/** In the language of a BCP 47 tag, English where we have none. */
export function ledgerTexts(language: string): LedgerTexts {
  return inLanguage(TEXTS, language);
}

export interface ToldDecision {
  scheduledAt: Date | null;
  reason: SkipReason | null;
  nextEligibleAt: Date | null;
}

/** Why nobody is asked, and when that may end; when the mail goes out, where somebody is. */
export function whyDecided({ scheduledAt, reason, nextEligibleAt }: ToldDecision, language: string, timeZone: string): string {
  const { ui } = ledgerTexts(language);
  const at = (instant: Date): string => localTime(instant, language, timeZone);
  return [
    ...(reason === null ? [] : [inLanguage(DECISION_TEXTS, language).reasons[reason]]),
    ...(scheduledAt === null ? [] : [substitute(ui.sendsAt, { at: at(scheduledAt) })]),
    ...(nextEligibleAt === null ? [] : [substitute(ui.notBefore, { at: at(nextEligibleAt) })]),
  ].join('; ');
}
