/** Words of the audit log, in each language of ours. */
import type { Language } from './default-texts.ts';
import { inLanguage } from './in-language.ts';
import { AUDIT_ARABIC } from './texts/audit-ar.ts';
import { AUDIT_ENGLISH, type AuditTexts } from './texts/audit-en.ts';
import { AUDIT_PERSIAN } from './texts/audit-fa.ts';
import { AUDIT_POLISH } from './texts/audit-pl.ts';

export type { AuditTexts } from './texts/audit-en.ts';

const AUDIT: Record<Language, AuditTexts> = { en: AUDIT_ENGLISH, ar: AUDIT_ARABIC, fa: AUDIT_PERSIAN, pl: AUDIT_POLISH };

/** In the language of a BCP 47 tag, English where we have none. */
export function auditTexts(language: string): AuditTexts {
  return inLanguage(AUDIT, language);
}
