/** Builds the page on which an interaction is tried: what every survey would decide, and why. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import type { SkipReason } from '../../domain/eligibility.ts';
import { inLanguage } from '../../domain/in-language.ts';
import { ledgerTexts, whyDecided } from '../../domain/ledger-texts.ts';
import { localTime } from '../../domain/local-figures.ts';
import type { Page } from '../../domain/page-frame.ts';
import { DECISION_TEXTS } from '../../domain/texts/decision-texts.ts';
import type { LedgerTexts } from '../../domain/texts/ledger-en.ts';
import { substitute } from '../../domain/variables.ts';
import type { FieldError } from '../../platform/errors.ts';

const PATH = '/admin/try';

export interface TriedDecision {
  survey: string | null;
  outcome: 'invited' | 'skipped';
  scheduledAt: Date | null;
  reason: SkipReason | null;
  rule: string | null;
  nextEligibleAt: Date | null;
}

export interface TryInput {
  json: string;
  errors: readonly FieldError[];
  latest: readonly { id: string; externalId: string; type: string | null; touchpoint: string | null; receivedAt: Date }[];
  /** `null` where nothing was tried. */
  tried: { decisions: readonly TriedDecision[]; surveys: readonly { key: string; type: string | null; touchpoint: string }[] } | null;
  timeZone: string;
}

interface Row {
  survey: string;
  href: string;
  text: string;
  tone: string;
  why: string;
  rule: string | null;
}

interface TryData extends AdminFrame {
  words: LedgerTexts['ui'];
  action: string;
  json: string;
  problem: { text: string; exactly: readonly FieldError[] } | null;
  latest: { href: string; name: string; about: string; at: string }[];
  result: { rows: Row[]; newHref: string } | null;
}

export function tryPage(asked: Asked, { json, errors, latest, tried, timeZone }: TryInput): Page<'admin/interactions/try', TryData> {
  const language = pageLanguage(asked);
  const { ui } = ledgerTexts(language);
  return {
    view: 'admin/interactions/try',
    data: {
      ...adminFrame(asked, { title: ui.tryTitle, current: PATH }),
      words: ui,
      action: withQuery(PATH, carried(asked)),
      json,
      problem: errors.length === 0 ? null : { text: ui.jsonProblem, exactly: errors },
      latest: latest.map(({ id, externalId, type, touchpoint, receivedAt }) => ({
        href: withQuery(PATH, { interaction: id, ...carried(asked) }), name: externalId, about: [type, touchpoint].filter((part) => part !== null).join(' · '), at: localTime(receivedAt, language, timeZone),
      })),
      result: tried && { rows: rowsOf(tried, asked, timeZone), newHref: withQuery('/admin/new-survey', carried(asked)) },
    },
  };
}

/** Who would be asked first, then who would not, then the surveys that are about something else. */
function rowsOf({ decisions, surveys }: NonNullable<TryInput['tried']>, asked: Asked, timeZone: string): Row[] {
  const language = pageLanguage(asked);
  const { ui } = ledgerTexts(language);
  const texts = inLanguage(DECISION_TEXTS, language);
  const href = (key: string): string => withQuery(`/admin/surveys/${encodeURIComponent(key)}`, carried(asked));
  const decided = decisions.flatMap((decision): (Row & { isInvited: boolean })[] => {
    const { survey, outcome, rule } = decision;
    if (survey === null) return [];
    const isInvited = outcome === 'invited';
    return [{ survey, href: href(survey), isInvited, text: isInvited ? texts.invited : texts.skipped, tone: isInvited ? 'good' : '', why: whyDecided(decision, language, timeZone), rule }];
  });
  const known = new Set(decided.map(({ survey }) => survey));
  const others = surveys.filter(({ key }) => !known.has(key)).map(({ key, type, touchpoint }): Row => ({
    survey: key, href: href(key), text: ui.noConcern, tone: '', rule: null, why: type === null ? substitute(ui.otherPlace, { touchpoint }) : substitute(ui.otherType, { type, touchpoint }),
  }));
  return [...decided.filter(({ isInvited }) => isInvited), ...decided.filter(({ isInvited }) => !isInvited), ...others];
}
