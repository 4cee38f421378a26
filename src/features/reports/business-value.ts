/** What customers are worth and cost, and how they keep buying: lifetime value, CAC, renewal, repeat purchase, engagement. */
import { adminStrings } from '../../domain/admin-texts.ts';
import { NO_CURRENCY, type BusinessPeriod } from '../../domain/business/business-breakdown.ts';
import type { AcquisitionCategory, CostPart } from '../../domain/business/cost-parts.ts';
import { businessTexts } from '../../domain/business-texts.ts';
import type { Figure } from '../../domain/figure.ts';
import { localFigure, localMoney, localMoneyShort, localPercent } from '../../domain/local-figures.ts';
import type { Comparison } from '../../domain/significance.ts';
import { substitute } from '../../domain/variables.ts';
import { businessTrend, majorUnits, moneyPoint, moneyText, percentInterval, periodName, ratioText, ratioVerdict, type BusinessReading } from './business-words.ts';
import type { TrendChart } from './charts-trend.ts';
import { bars, intervalDrawing, type BarPlace } from '../../domain/charts.ts';
import { changeText, type ChangeText } from './figure-texts.ts';
import type { Drawing } from './outcome-words.ts';

type Trend = (TrendChart & { heading: string }) | null;

interface Shown {
  whole: BusinessPeriod;
  previous: BusinessPeriod | null;
  buckets: readonly BusinessPeriod[];
}

export interface ValueSection {
  sentence: string;
  figures: { name: string; value: string | null; before: string | null }[];
  clvChart: Trend;
  ratioChart: Trend;
  parts: { sentence: string; rows: (BarPlace & { name: string; amount: string; share: string })[] } | null;
  rows: { name: string; clv: string | null; cac: string | null; ratio: string | null; verdict: string | null }[];
}

export function valueSection({ whole, previous, buckets }: Shown, costs: readonly CostPart[], months: number, reading: BusinessReading): ValueSection {
  const { language, currency } = reading;
  const texts = businessTexts(language);
  const short = (value: number): string => localMoneyShort(value, currency ?? NO_CURRENCY, language);
  const money = (pick: (figures: BusinessPeriod['figures']) => Parameters<typeof moneyText>[0], name: string) => ({
    name, value: currency === null ? null : moneyText(pick(whole.figures), language), before: currency === null || previous === null ? null : moneyText(pick(previous.figures), language),
  });
  return {
    sentence: valueSentence(whole, reading),
    figures: [
      money(({ clvContribution }) => clvContribution.value, substitute(texts.clvContribution, { months: localFigure(months, language) })),
      money(({ clvPurchase }) => clvPurchase.value, texts.clvPurchase),
      money(({ clvToDate }) => clvToDate.value, texts.clvToDate),
      money(({ cac }) => cac.value, texts.cac),
      ratioFigure(whole, previous, reading),
      money(({ contributionLessCac }) => contributionLessCac.value, texts.contributionLessCac),
      money(({ crc }) => crc.value, texts.crc),
    ],
    clvChart: currency === null ? null : businessTrend(buckets, buckets.map(({ figures }) => moneyPoint(figures.clvContribution)), { title: texts.chartClv, legend: texts.chartLegendPlain, tick: short, value: short }, reading),
    ratioChart: businessTrend(buckets, buckets.map(({ figures }) => ({ value: figures.clvToCac.value, low: null, high: null })), {
      title: texts.chartRatio, legend: texts.chartLegendPlain, tick: (value) => localFigure(value, language, { decimals: Number.isInteger(value) ? 0 : 1 }), value: (value) => ratioText(value, language),
    }, reading),
    parts: partsOf(whole, costs, reading),
    rows: buckets.map((bucket) => {
      const { clvContribution, cac, clvToCac } = bucket.figures;
      return {
        name: periodName(bucket, reading), clv: moneyText(clvContribution.value, language), cac: moneyText(cac.value, language),
        ratio: clvToCac.value === null ? null : ratioText(clvToCac.value, language), verdict: clvToCac.verdict && ratioVerdict(clvToCac.verdict, language),
      };
    }),
  };
}

function valueSentence({ figures: { clvContribution, cac, clvToCac } }: BusinessPeriod, { language, currency }: BusinessReading): string {
  const texts = businessTexts(language);
  if (currency === null || clvContribution.value === null) return texts.needsRevenue;
  const clv = localMoney(clvContribution.value, language);
  if (cac.value === null || clvToCac.value === null || clvToCac.verdict === null) return substitute(texts.valueOnly, { clv, reason: cac.value === null ? texts.needsCosts : '' });
  return substitute(texts.valueSentence, { clv, cac: localMoney(cac.value, language), ratio: ratioText(clvToCac.value, language), verdict: ratioVerdict(clvToCac.verdict, language) });
}

function ratioFigure({ figures: { clvToCac } }: BusinessPeriod, previous: BusinessPeriod | null, { language }: BusinessReading): ValueSection['figures'][number] {
  const texts = businessTexts(language);
  const before = previous?.figures.clvToCac.value ?? null;
  const value = clvToCac.value === null || clvToCac.verdict === null ? null : `${ratioText(clvToCac.value, language)} · ${ratioVerdict(clvToCac.verdict, language)}`;
  return { name: texts.clvToCac, value, before: before === null ? null : ratioText(before, language) };
}

function partsOf({ customers, figures: { cac } }: BusinessPeriod, costs: readonly CostPart[], { language, dir }: BusinessReading): ValueSection['parts'] {
  if (costs.length === 0 || cac.numerator === null) return null;
  const texts = businessTexts(language);
  const names: Record<AcquisitionCategory, string> = {
    marketing: texts.marketing, wages: texts.wages, software: texts.software, 'professional-services': texts.professionalServices, overheads: texts.overheads,
  };
  const amounts = costs.map(({ amount }) => majorUnits(amount));
  const whole = amounts.reduce((sum, amount) => sum + amount, 0);
  const places = bars(amounts, dir);
  return {
    sentence: substitute(texts.cacPartsSentence, { total: localMoney(cac.numerator, language), acquired: localFigure(customers.acquired, language) }),
    rows: costs.map(({ category, amount }, index) => ({
      name: names[category], amount: localMoney(amount, language), share: localPercent(whole === 0 ? 0 : (100 * (amounts[index] ?? 0)) / whole, language), ...(places[index] ?? { x: 0, width: 0 }),
    })),
  };
}

export interface LoyaltyPart {
  id: string;
  heading: string;
  /** `null` where there is nothing to divide: `empty` says what is missing. */
  value: string | null;
  sentence: string;
  drawing: Drawing | null;
  change: ChangeText | null;
  empty: string;
}

export interface LoyaltySection {
  parts: LoyaltyPart[];
  rows: { name: string; cells: (string | null)[] }[];
}

export function loyaltySection({ whole, buckets }: Pick<Shown, 'whole' | 'buckets'>, reading: BusinessReading): LoyaltySection {
  const { language } = reading;
  const texts = businessTexts(language);
  const { renewal, repeatPurchase, stickiness } = whole.figures;
  const percent = (value: number | null): string | null => (value === null ? null : localPercent(value, language));
  return {
    parts: [
      sharePart({ id: 'renewal', heading: texts.renewal, empty: texts.needsRenewals, text: texts.renewalSentence }, renewal, reading),
      sharePart({ id: 'repeat', heading: texts.repeatPurchase, empty: texts.needsPurchases, text: texts.repeatSentence }, repeatPurchase, reading),
      {
        id: 'engagement', heading: texts.engagement, empty: texts.needsActivity, drawing: null, change: null,
        value: stickiness.value === null ? null : localPercent(100 * stickiness.value, language),
        sentence: substitute(texts.engagementSentence, {
          part: localFigure(stickiness.numerator ?? 0, language, { decimals: 1 }), whole: localFigure(stickiness.denominator ?? 0, language),
        }),
      },
    ],
    rows: buckets.map((bucket) => ({
      name: periodName(bucket, reading),
      cells: [percent(bucket.figures.renewal.value), percent(bucket.figures.repeatPurchase.value), percent(bucket.figures.stickiness.value === null ? null : 100 * bucket.figures.stickiness.value)],
    })),
  };
}

function sharePart({ text, ...part }: Pick<LoyaltyPart, 'id' | 'heading' | 'empty'> & { text: string }, figure: Figure & { comparison: Comparison | null }, { language, dir }: BusinessReading): LoyaltyPart {
  const { value, low, high, numerator, denominator, comparison } = figure;
  const interval = percentInterval(figure, language) ?? adminStrings(language).noInterval;
  return {
    ...part,
    value: value === null ? null : localPercent(value, language),
    sentence: substitute(text, { part: localFigure(numerator ?? 0, language), whole: localFigure(denominator ?? 0, language), interval }),
    drawing: value === null ? null : { ...intervalDrawing({ value, low, high }, { min: 0, max: 100 }, dir), title: `${localPercent(value, language)} · ${interval}` },
    change: value === null || comparison === null ? null : changeText(comparison, language, { decimals: 1 }),
  };
}
