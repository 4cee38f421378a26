/** Outcome figures in words and drawings: the same in the ranking, on the page of one touchpoint and on the overview. */
import { adminStrings } from '../../domain/admin-texts.ts';
import type { Figure } from '../../domain/figure.ts';
import { uiStrings } from '../../domain/default-texts.ts';
import { localFigure, localList, localMoney, localPercent } from '../../domain/local-figures.ts';
import type { Money } from '../../domain/money.ts';
import { outcomeTexts } from '../../domain/outcomes-texts.ts';
import { isMissing, type AucFigure, type Horizon, type LiftFigure, type Missing, type NoNumber, type OutcomeFigure } from '../../domain/outcomes/outcome-figures.ts';
import type { GroupName, TouchpointOutcomes } from '../../domain/outcomes/outcome-report.ts';
import { excessLossWithin, predictionVerdict } from '../../domain/outcomes/outcome-verdict.ts';
import { substitute } from '../../domain/variables.ts';
import { ratioDrawing, ratioEnds } from './charts-ratio.ts';
import { intervalDrawing, type Axis, type Direction, type IntervalDrawing } from '../../domain/charts.ts';

/** Who reads, and within how many days of leaving. */
export interface OutcomeReading {
  language: string;
  dir: Direction;
  horizon: Horizon;
}

export type Drawing = IntervalDrawing & { title: string };

/** A number with its interval, or why there is none; exactly one of `value` and `reason` is given. */
export interface EstimateText {
  value: string | null;
  interval: string | null;
  drawing: Drawing | null;
  reason: string | null;
}

type Known = Pick<Figure, 'low' | 'high'> & { value: number };
type Bounds = { low: number | null; high: number | null };

export function daysText(count: number, language: string): string {
  return substitute(outcomeTexts(language).days, { count: localFigure(count, language) });
}

export function reasonText(reason: NoNumber, language: string): string {
  const texts = outcomeTexts(language);
  return { 'too-few': texts.tooFew, 'not-followed': texts.notFollowed, 'no-churn': texts.noChurn }[reason];
}

export function fractionText(fraction: number, language: string): string {
  return localPercent(100 * fraction, language);
}

export function timesText(ratio: number, language: string): string {
  return substitute(outcomeTexts(language).times, { value: localFigure(ratio, language, { decimals: 2 }) });
}

/** The end of an axis of quotients. */
export function timesEnd(ratio: number, language: string): string {
  return substitute(outcomeTexts(language).times, { value: localFigure(ratio, language, { decimals: ratio < 1 && ratio !== 0.5 ? 2 : ratio === 0.5 ? 1 : 0 }) });
}

/** A difference of fractions in percentage points, signed. */
export function pointsText(difference: number, language: string): string {
  return localFigure(100 * difference, language, { decimals: 1, isSigned: true });
}

/** "95 % interval 1 to 2", or that there is none. */
export function intervalText({ low, high }: Bounds, language: string, text: (bound: number, language: string) => string): string {
  const ui = adminStrings(language);
  return low === null || high === null ? ui.noInterval : substitute(ui.intervalOf, { low: text(low, language), high: text(high, language) });
}

/** A p-value as people write it: "p < 0.001" or "p = 0.03". */
export function pText(pValue: number, language: string): string {
  const texts = outcomeTexts(language);
  if (pValue < 0.001) return substitute(texts.pBelow, { p: localFigure(0.001, language, { decimals: 3 }) });
  return substitute(texts.pIs, { p: localFigure(pValue, language, { decimals: pValue < 0.095 ? 3 : 2 }) });
}

export function groupText(group: GroupName, language: string): string {
  const texts = outcomeTexts(language);
  if (group.startsWith('score:')) return localFigure(Number(group.slice('score:'.length)), language);
  if (group === 'silent' || group === 'bounced' || group === 'unsubscribed') return texts[group];
  const categories: Readonly<Record<string, string>> = uiStrings(language).categories;
  return categories[group] ?? group;
}

export function liftText(lift: LiftFigure, axis: Axis, { language, dir }: Pick<OutcomeReading, 'language' | 'dir'>): EstimateText {
  const known = knownOf(lift);
  if (known === null) return absent(lift, language);
  const texts = outcomeTexts(language);
  const value = timesText(known.value, language);
  const interval = intervalText(known, language, timesText);
  const { min, max } = ratioEnds(axis);
  const title = substitute(texts.drawingLift, { value, interval, min: timesEnd(min, language), max: timesEnd(max, language), one: localFigure(1, language) });
  return { value, interval, drawing: { ...ratioDrawing(known, axis, dir), title }, reason: null };
}

/** A share of customers who left, drawn on an axis from 0. */
export function churnText(churn: OutcomeFigure, axis: Axis, { language, dir }: Pick<OutcomeReading, 'language' | 'dir'>): EstimateText {
  const known = knownOf(churn);
  if (known === null) return absent(churn, language);
  const value = fractionText(known.value, language);
  const interval = intervalText(known, language, fractionText);
  const title = substitute(outcomeTexts(language).drawingChurn, { value, interval, min: fractionText(axis.min, language), max: fractionText(axis.max, language) });
  return { value, interval, drawing: { ...intervalDrawing(known, axis, dir), title }, reason: null };
}

export interface PredictionText {
  verdict: string;
  tone: 'strong' | 'plain' | 'few';
  /** "AUC 0.71" with its interval; `null` without one. */
  value: string | null;
  interval: string | null;
}

export function predictionText(auc: AucFigure, adjustedPValue: number | null, { language }: Pick<OutcomeReading, 'language'>): PredictionText {
  const texts = outcomeTexts(language);
  const verdict = predictionVerdict(auc, adjustedPValue);
  const known = knownOf(auc);
  const [text, tone] = ({
    tells: [texts.verdictTells, 'strong'], reversed: [texts.verdictReversed, 'strong'], unclear: [texts.verdictUnclear, 'plain'],
    'too-few': [texts.tooFew, 'few'], 'not-followed': [texts.notFollowed, 'few'], 'no-churn': [texts.noChurn, 'few'],
  } as const)[verdict];
  return {
    verdict: text, tone,
    value: known && substitute(texts.aucValue, { value: aucText(known.value, language) }),
    interval: known && intervalText(known, language, aucText),
  };
}

function aucText(value: number, language: string): string {
  return localFigure(value, language, { decimals: 2 });
}

export interface RiskText {
  amount: string;
  customers: string;
}

/** MRR at risk by currency; empty where nobody who is at risk pays anything. */
export function riskTexts({ mrrAtRisk }: Pick<TouchpointOutcomes, 'mrrAtRisk'>, language: string): RiskText[] {
  return mrrAtRisk.filter(({ customers }) => customers > 0).map(({ customers, ...amount }) => ({
    amount: localMoney(amount, language),
    customers: substitute(outcomeTexts(language).customersCount, { count: localFigure(customers, language) }),
  }));
}

export interface LossText {
  /** `null` where there is no number, for `reason`. */
  value: string | null;
  range: string | null;
  reason: string | null;
}

/** What is likely to be lost, of the currencies in which money is at risk; an estimate, so without small change. */
export function lossTexts(outcomes: TouchpointOutcomes, { language, horizon }: OutcomeReading): LossText[] {
  const texts = outcomeTexts(language);
  const inUse = new Set(outcomes.mrrAtRisk.filter(({ customers }) => customers > 0).map(({ currency }) => currency));
  const about = (amount: Money): string => localMoney(amount, language, { decimals: 0 });
  return excessLossWithin(outcomes, horizon).filter(({ currency }) => inUse.has(currency)).map((loss) => {
    if (isMissing(loss)) return { value: null, range: null, reason: reasonText(loss.reason, language) };
    const { low, value, high } = loss;
    return { value: about(value), range: low === null || high === null ? null : substitute(texts.range, { low: about(low), high: about(high) }), reason: null };
  });
}

export function listText(parts: readonly string[], language: string): string {
  return localList(parts, language);
}

/** The number of a figure that has one. */
export function knownOf(figure: Figure | Missing): Known | null {
  if (isMissing(figure) || figure.value === null) return null;
  return { value: figure.value, low: figure.low, high: figure.high };
}

function absent(figure: Figure | Missing, language: string): EstimateText {
  return { value: null, interval: null, drawing: null, reason: isMissing(figure) ? reasonText(figure.reason, language) : adminStrings(language).noData };
}
