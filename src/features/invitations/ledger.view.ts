/** Builds the ledger: the counts of a period, which add up, and its interactions one by one. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked, NavLink } from '../../domain/admin-frame.ts';
import { SKIP_REASONS, type SkipReason, type StoredDecision } from '../../domain/eligibility.ts';
import { inLanguage } from '../../domain/in-language.ts';
import { canMove, INVITATION_STATUSES, type InvitationStatus } from '../../domain/invitation-status.ts';
import { ledgerTexts, whyDecided } from '../../domain/ledger-texts.ts';
import { localFigure, localTime } from '../../domain/local-figures.ts';
import type { Page } from '../../domain/page-frame.ts';
import { DECISION_TEXTS } from '../../domain/texts/decision-texts.ts';
import type { LedgerTexts } from '../../domain/texts/ledger-en.ts';
import { substitute } from '../../domain/variables.ts';

export const LEDGER = '/admin/ledger';
export const PERIODS = { 'last-1-days': 'last1', 'last-7-days': 'last7', 'last-30-days': 'last30', 'last-90-days': 'last90' } as const;
export type LedgerPeriod = keyof typeof PERIODS;

export interface LedgerPageInput {
  filter: { period: LedgerPeriod; survey: string; touchpoint: string; fate: string };
  counts: { interactions: number; undecided: number; skipped: Partial<Record<SkipReason, number>>; invited: number; statuses: Partial<Record<InvitationStatus, number>>; erased: number };
  items: readonly { externalId: string; type: string | null; touchpoint: string | null; receivedAt: Date; customer: { name?: string; email?: string; externalId?: string }; decisions: readonly StoredDecision[] | null }[];
  /** By id of the invitations shown. */
  statuses: ReadonlyMap<string, InvitationStatus>;
  surveys: readonly string[];
  touchpoints: readonly { key: string; name: string }[];
  nextCursor: string | null;
  isFirst: boolean;
  timeZone: string;
}

interface Option {
  value: string;
  text: string;
  isChosen: boolean;
}

interface ShownDecision {
  survey: string | null;
  text: string;
  tone: 'good' | 'bad' | '';
  why: string;
  rule: string | null;
  steps: { href: string; text: string; label: string }[];
}

interface LedgerData extends AdminFrame {
  words: LedgerTexts['ui'];
  done: string | null;
  periods: NavLink[];
  period: string;
  lang: AdminFrame['lang'];
  carriedLanguage: string | null;
  filters: { name: string; label: string; options: Option[] }[];
  counts: { text: string; n: string; level: 'total' | 'part' | 'deep'; href: string | null }[] | null;
  rows: { name: string; about: string; at: string; customer: string | null; decisions: ShownDecision[]; isWaiting: boolean }[];
  isFiltered: boolean;
  tryHref: string;
  olderHref: string | null;
  newestHref: string | null;
}

export function ledgerPage(asked: Asked, input: LedgerPageInput): Page<'admin/invitations/ledger', LedgerData> {
  const { filter, counts, nextCursor, isFirst } = input;
  const language = pageLanguage(asked);
  const { ui, done } = ledgerTexts(language);
  const linkTo = (change: Record<string, string>): string => withQuery(LEDGER, { ...filter, ...carried(asked), ...change });
  const doneWord = asked.query['done'] ?? '';
  return {
    view: 'admin/invitations/ledger',
    data: {
      ...adminFrame(asked, { title: ui.title, current: LEDGER }),
      words: ui,
      done: Object.hasOwn(done, doneWord) ? done[doneWord as keyof typeof done] : null,
      periods: Object.entries(PERIODS).map(([period, word]) => ({ href: linkTo({ period }), text: ui[word], isCurrent: period === filter.period })),
      period: filter.period,
      carriedLanguage: carried(asked)['lang'] ?? null,
      filters: filtersOf(input, asked),
      counts: counts.interactions === 0 ? null : countRows(counts, language, (fate) => linkTo({ fate })),
      rows: input.items.map((item) => rowOf(item, input, asked)),
      isFiltered: filter.survey !== '' || filter.touchpoint !== '' || filter.fate !== '',
      tryHref: withQuery('/admin/try', carried(asked)),
      olderHref: nextCursor === null ? null : linkTo({ cursor: nextCursor }),
      newestHref: isFirst ? null : linkTo({}),
    },
  };
}

function filtersOf({ filter, surveys, touchpoints }: LedgerPageInput, asked: Asked): LedgerData['filters'] {
  const language = pageLanguage(asked);
  const { ui } = ledgerTexts(language);
  const { reasons } = inLanguage(DECISION_TEXTS, language);
  const options = (chosen: string, named: readonly (readonly [string, string])[]): Option[] => [['', ui.all] as const, ...named].map(([value, text]) => ({ value, text, isChosen: value === chosen }));
  return [
    { name: 'fate', label: ui.fate, options: options(filter.fate, [['undecided', ui.undecided], ['invited', ui.invited], ...SKIP_REASONS.map((reason) => [reason, substitute(ui.skipped, { reason: reasons[reason] })] as const)]) },
    { name: 'survey', label: ui.survey, options: options(filter.survey, surveys.map((key) => [key, key])) },
    { name: 'touchpoint', label: ui.touchpoint, options: options(filter.touchpoint, touchpoints.map(({ key, name }) => [key, name])) },
  ];
}

/** Sums above their parts: interactions, the decisions about them, and the invitations among those. */
function countRows({ interactions, undecided, skipped, invited, statuses, erased }: LedgerPageInput['counts'], language: string, hrefOf: (fate: string) => string): NonNullable<LedgerData['counts']> {
  const { ui, statuses: words } = ledgerTexts(language);
  const { reasons } = inLanguage(DECISION_TEXTS, language);
  const row = (text: string, n: number, level: 'total' | 'part' | 'deep', fate: string | null = null) => (n === 0 && level !== 'total' ? [] : [{ text, n: localFigure(n, language), level, href: fate === null ? null : hrefOf(fate) }]);
  const skips = SKIP_REASONS.map((reason) => ({ reason, n: skipped[reason] ?? 0 })).toSorted((a, b) => b.n - a.n);
  const decisions = invited + skips.reduce((sum, { n }) => sum + n, 0);
  return [
    ...row(ui.interactions, interactions, 'total'),
    ...row(ui.undecided, undecided, 'part', 'undecided'),
    ...row(ui.decidedOn, decisions, 'total'),
    ...skips.flatMap(({ reason, n }) => row(substitute(ui.skipped, { reason: reasons[reason] }), n, 'part', reason)),
    ...row(ui.invited, invited, 'part', 'invited'),
    ...INVITATION_STATUSES.flatMap((status) => row(words[status], statuses[status] ?? 0, 'deep')),
    ...row(ui.erased, erased, 'deep'),
  ];
}

function rowOf({ externalId, type, touchpoint, receivedAt, customer, decisions }: LedgerPageInput['items'][number], input: LedgerPageInput, asked: Asked): LedgerData['rows'][number] {
  const language = pageLanguage(asked);
  const who = customer.name ?? customer.email ?? customer.externalId ?? null;
  const place = input.touchpoints.find(({ key }) => key === touchpoint)?.name ?? touchpoint;
  return {
    name: externalId,
    about: [type, place].filter((part) => part !== null).join(' · '),
    at: localTime(receivedAt, language, input.timeZone),
    customer: who,
    isWaiting: decisions === null,
    decisions: (decisions ?? []).map((decision) => shown(decision, who, input, asked)),
  };
}

const TONES: Partial<Record<InvitationStatus, 'good' | 'bad'>> = { responded: 'good', bounced: 'bad', failed: 'bad', ambiguous: 'bad' };

function shown(decision: StoredDecision, who: string | null, { statuses, timeZone }: LedgerPageInput, asked: Asked): ShownDecision {
  const language = pageLanguage(asked);
  const { ui, statuses: words } = ledgerTexts(language);
  const { survey, outcome, invitationId, rule } = decision;
  const status = invitationId === null ? undefined : statuses.get(invitationId);
  if (outcome === 'skipped' || invitationId === null) {
    return { survey, text: ui.notAsked, tone: '', why: whyDecided(decision, language, timeZone), rule, steps: [] };
  }
  const mayChange = asked.visitor?.policies.has('ledger.change') === true;
  const step = (name: 'cancel' | 'retry', label: string) => ({
    href: withQuery(`${LEDGER}/invitations/${encodeURIComponent(invitationId)}/${name}`, carried(asked)), text: ui[name], label: substitute(label, { survey: survey ?? '', customer: who ?? ui.nobody }),
  });
  return {
    survey,
    text: status === undefined ? ui.erased : words[status],
    tone: (status && TONES[status]) ?? '',
    why: status === 'scheduled' ? whyDecided(decision, language, timeZone) : '',
    rule: null,
    steps: !mayChange || status === undefined ? [] : [...(canMove(status, 'cancelled') ? [step('cancel', ui.cancelNamed)] : []), ...(status === 'failed' || status === 'ambiguous' ? [step('retry', ui.retryNamed)] : [])],
  };
}
