/** Who is a customer, who left, and what they pay: the parts of the business page about customers and recurring revenue. */
import type { BusinessPeriod } from '../../domain/business/business-breakdown.ts';
import { MOVEMENTS, type MovementKind } from '../../domain/business/recurring-revenue.ts';
import { businessTexts, type BusinessTexts } from '../../domain/business-texts.ts';
import { localFigure, localMoney, localMoneyShort, localPercent } from '../../domain/local-figures.ts';
import { addMoney, money, subtractMoney, sumMoney, type Money } from '../../domain/money.ts';
import { substitute } from '../../domain/variables.ts';
import { businessTrend, majorUnits, moneyPoint, percentInterval, periodName, type BusinessReading } from './business-words.ts';
import { waterfall, type WaterfallBar } from './charts-waterfall.ts';
import type { TrendChart } from './charts-trend.ts';
import { changeText } from './figure-texts.ts';

export type ChurnBase = 'start' | 'end';

type Trend = (TrendChart & { heading: string }) | null;

export interface CustomersSection {
  sentence: string;
  change: { text: string; tone: string } | null;
  chart: Trend;
  rows: { name: string; start: string; won: string; lost: string; end: string; churn: string | null; interval: string | null; retention: string | null }[];
}

export function customersSection({ whole, buckets }: { whole: BusinessPeriod; buckets: readonly BusinessPeriod[] }, base: ChurnBase, reading: BusinessReading): CustomersSection {
  const { language } = reading;
  const texts = businessTexts(language);
  const percent = (value: number): string => localPercent(value, language);
  const churnOf = ({ figures }: BusinessPeriod) => (base === 'start' ? figures.churn : figures.churnOfEnd);
  const churn = churnOf(whole);
  const { comparison } = whole.figures.churn;
  const change = base === 'start' && comparison !== null && churn.value !== null ? changeText(comparison, language, { decimals: 1, isGood: false }) : null;
  return {
    sentence: churn.value === null ? texts.churnNone : substitute(base === 'start' ? texts.churnSentenceStart : texts.churnSentenceEnd, {
      base: localFigure(churn.denominator ?? 0, language), lost: localFigure(whole.customers.lost, language), churn: percent(churn.value),
      interval: percentInterval(churn, language) ?? '', retention: whole.figures.retention.value === null ? '' : percent(whole.figures.retention.value),
    }),
    change: change && { text: substitute(change.difference === null ? texts.changeFew : texts.changeSentence, { verdict: change.verdict, difference: change.difference }), tone: change.tone },
    chart: businessTrend(buckets, buckets.map((bucket) => churnOf(bucket)), {
      title: texts.chartChurn, legend: base === 'start' ? texts.chartLegend : texts.chartLegendPlain, tick: (value) => localPercent(value, language, Number.isInteger(value) ? 0 : 1), value: percent,
    }, reading),
    rows: buckets.map((bucket) => {
      const { customers, figures } = bucket;
      const { value } = churnOf(bucket);
      return {
        name: periodName(bucket, reading),
        start: localFigure(customers.start, language), won: localFigure(customers.won, language), lost: localFigure(customers.lost, language), end: localFigure(customers.end, language),
        churn: value === null ? null : percent(value), interval: percentInterval(churnOf(bucket), language),
        retention: figures.retention.value === null ? null : percent(figures.retention.value),
      };
    }),
  };
}

interface WaterfallRow extends WaterfallBar {
  name: string;
  amount: string;
}

export interface RevenueSection {
  sentence: string;
  waterfall: WaterfallRow[];
  /** Where the bars begin, if not at zero. */
  cut: string | null;
  chart: Trend;
  figures: { name: string; value: string | null }[];
  columns: string[];
  rows: { name: string; mrr: string; movements: string[] }[];
}

/** In the order of the waterfall: what came, then what went. */
const SHOWN: readonly MovementKind[] = ['new', 'expansion', 'reactivation', 'contraction', 'churned'];

/** `null` where nobody has paid anything, before or now. */
export function revenueSection({ whole, buckets }: { whole: BusinessPeriod; buckets: readonly BusinessPeriod[] }, reading: BusinessReading): RevenueSection | null {
  const { language, dir, currency } = reading;
  const { mrr, mrrMovements, revenueChurnNet, revenueChurnGross, expansionMrr, mrrGrowthExisting } = whole.figures;
  if (currency === null || mrr.value === null) return null;
  const texts = businessTexts(language);
  const moved = sumMoney(MOVEMENTS.map((kind) => mrrMovements[kind]), currency);
  const closing = mrr.value;
  const opening = subtractMoney(closing, moved);
  if (opening.amountMinor === 0n && closing.amountMinor === 0n && MOVEMENTS.every((kind) => mrrMovements[kind].amountMinor === 0n)) return null;
  const drawing = waterfall(majorUnits(opening), SHOWN.map((kind) => majorUnits(mrrMovements[kind])), dir);
  const steps: [string, Money, boolean][] = [
    [texts.opening, opening, false], ...SHOWN.map((kind): [string, Money, boolean] => [movementName(kind, texts), mrrMovements[kind], true]), [texts.closing, addMoney(opening, moved), false],
  ];
  const percent = (value: number | null): string | null => (value === null ? null : localPercent(value, language));
  const words = { opening: localMoney(opening, language), closing: localMoney(closing, language), difference: localMoney(moved, language, { isSigned: true }) };
  return {
    sentence: revenueChurnNet.value === null || revenueChurnGross.value === null
      ? substitute(texts.mrrSentenceFirst, words)
      : substitute(texts.mrrSentence, { ...words, net: percent(revenueChurnNet.value), gross: percent(revenueChurnGross.value) }),
    waterfall: steps.map(([name, amount, isSigned], index) => ({ name, amount: localMoney(amount, language, { isSigned }), ...(drawing.bars[index] ?? { kind: 'level', x: 0, width: 0 }) })),
    cut: drawing.start > 0 ? substitute(texts.waterfallCut, { start: localMoneyShort(drawing.start, currency, language) }) : null,
    chart: businessTrend(buckets, buckets.map(({ figures }) => moneyPoint(figures.mrr)), {
      title: texts.chartMrr, legend: texts.chartLegendPlain, tick: (value) => localMoneyShort(value, currency, language), value: (value) => localMoneyShort(value, currency, language),
    }, reading),
    figures: [
      { name: texts.revenueChurnNet, value: percent(revenueChurnNet.value) },
      { name: texts.revenueChurnGross, value: percent(revenueChurnGross.value) },
      { name: texts.growthExisting, value: mrrGrowthExisting.value && localMoney(mrrGrowthExisting.value, language, { isSigned: true }) },
      { name: texts.expansionMrr, value: expansionMrr.value && localMoney(expansionMrr.value, language) },
    ],
    columns: [texts.mrr, ...SHOWN.map((kind) => movementName(kind, texts))],
    rows: buckets.map((bucket) => ({
      name: periodName(bucket, reading),
      mrr: localMoney(bucket.figures.mrr.value ?? money(0, currency), language),
      movements: SHOWN.map((kind) => localMoney(bucket.figures.mrrMovements[kind], language, { isSigned: true })),
    })),
  };
}

function movementName(kind: MovementKind, texts: BusinessTexts): string {
  return {
    new: texts.movementNew, expansion: texts.movementExpansion, reactivation: texts.movementReactivation, contraction: texts.movementContraction, churned: texts.movementChurned,
  }[kind];
}
