/** The funnel of a touchpoint in words and bars: each part beside the widest of it. */
import { bars } from '../../domain/charts.ts';
import { direction } from '../../domain/default-texts.ts';
import { SKIP_REASONS } from '../../domain/eligibility.ts';
import { inLanguage } from '../../domain/in-language.ts';
import { ledgerTexts } from '../../domain/ledger-texts.ts';
import { localFigure, localPercent } from '../../domain/local-figures.ts';
import { DECISION_TEXTS } from '../../domain/texts/decision-texts.ts';
import { touchpointTexts } from '../../domain/touchpoint-texts.ts';
import { substitute } from '../../domain/variables.ts';
import type { Funnel } from './touchpoint-details.ts';

export interface FunnelRow {
  text: string;
  n: string;
  /** Of the first row; `null` there. */
  percent: string | null;
  /** Taken out of the row above, not left in it. */
  isLoss: boolean;
  x: number;
  width: number;
}

export interface FunnelPart {
  caption: string;
  rows: FunnelRow[];
}

type Step = [text: string, n: number, isLoss: boolean];

/** Parts without anything in them are left out. */
export function funnelParts({ invited, skipped, sent, bounced, responded, commented }: Funnel, language: string): FunnelPart[] {
  const { funnel: words } = touchpointTexts(language);
  const { reasons } = inLanguage(DECISION_TEXTS, language);
  const skips = SKIP_REASONS.map((reason) => ({ reason, n: skipped[reason] ?? 0 })).filter(({ n }) => n > 0).toSorted((a, b) => b.n - a.n);
  const decided = invited + skips.reduce((sum, { n }) => sum + n, 0);
  return [
    partOf(words.decided, [
      [words.called, decided, false], ...skips.map(({ reason, n }): Step => [substitute(ledgerTexts(language).ui.skipped, { reason: reasons[reason] }), n, true]), [words.invited, invited, false],
    ], language),
    partOf(words.mailed, [[words.sent, sent, false], [words.bounced, bounced, true], [words.scored, responded, false], [words.commented, commented, false]], language),
  ].filter((part) => part !== null);
}

function partOf(caption: string, steps: readonly Step[], language: string): FunnelPart | null {
  const [[, whole] = ['', 0]] = steps;
  if (whole === 0) return null;
  const places = bars(steps.map(([, n]) => n), direction(language));
  return {
    caption,
    rows: steps.map(([text, n, isLoss], index) => ({
      text, n: localFigure(n, language), percent: index === 0 ? null : localPercent((100 * n) / whole, language), isLoss, x: places[index]?.x ?? 0, width: places[index]?.width ?? 0,
    })),
  };
}
