/** Business figures in words and drawings. */
import { adminStrings } from '../../domain/admin-texts.ts';
import type { BusinessPeriod } from '../../domain/business/business-breakdown.ts';
import { businessTexts } from '../../domain/business-texts.ts';
import type { Figure, MoneyFigure } from '../../domain/figure.ts';
import { localFigure, localMoney, localPercent } from '../../domain/local-figures.ts';
import { currencyExponent, type Money } from '../../domain/money.ts';
import { addDays } from '../../domain/period.ts';
import { substitute } from '../../domain/variables.ts';
import { trendChart, type TrendChart } from './charts-trend.ts';
import type { Axis, Direction, TrendPoint } from '../../domain/charts.ts';
import { axisLabel, bucketText } from './figure-texts.ts';
import type { PageInterval } from './report-period.ts';

export interface BusinessReading {
  language: string;
  dir: Direction;
  interval: PageInterval;
  /** Of every amount; `null` where there is none. */
  currency: string | null;
}

/** "95 % interval 1.0 % to 2.0 %", `null` without bounds. */
export function percentInterval({ low, high }: Pick<Figure, 'low' | 'high'>, language: string): string | null {
  return low === null || high === null ? null : substitute(adminStrings(language).intervalOf, { low: localPercent(low, language), high: localPercent(high, language) });
}

export function ratioText(value: number, language: string): string {
  return localFigure(value, language, { decimals: 2 });
}

export function moneyText(value: Money | null, language: string, isSigned = false): string | null {
  return value === null ? null : localMoney(value, language, { isSigned });
}

/** In major units, for drawings alone. */
export function majorUnits({ amountMinor, currency }: Money): number {
  return Number(amountMinor) / 10 ** currencyExponent(currency);
}

export function moneyPoint({ value }: Pick<MoneyFigure, 'value'>): TrendPoint {
  return { value: value === null ? null : majorUnits(value), low: null, high: null };
}

/** The days of a period, by name; the running one says so. */
export function periodName({ from, to }: BusinessPeriod, { language, interval }: Pick<BusinessReading, 'language' | 'interval'>): string {
  return bucketText({ from, to }, addDays(to, -1), interval, language);
}

interface ChartWords {
  title: string;
  legend: string;
  tick: (value: number) => string;
  value: (value: number) => string;
}

/** A trend over the parts of a range; `null` with fewer than two values. */
export function businessTrend(buckets: readonly BusinessPeriod[], points: readonly TrendPoint[], words: ChartWords, { language, dir, interval }: BusinessReading): (TrendChart & { heading: string }) | null {
  const known = points.flatMap(({ value }) => value ?? []);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined || known.length < 2) return null;
  const ui = adminStrings(language);
  const chart = trendChart(points, wholeAxis(points), dir, {
    title: `${words.title}. ${substitute(ui.drawingSpan, { first: words.value(first), last: words.value(last), count: localFigure(known.length, language) })}`,
    legend: words.legend,
    tick: words.tick,
    point: (index) => substitute(ui.drawingPoint, { period: periodNameAt(buckets, index, { language, interval }), value: words.value(points[index]?.value ?? 0) }),
    label: (index) => axisLabel(buckets[index] as BusinessPeriod, interval, language),
  });
  return { ...chart, heading: words.title };
}

function periodNameAt(buckets: readonly BusinessPeriod[], index: number, reading: Pick<BusinessReading, 'language' | 'interval'>): string {
  const bucket = buckets[index];
  return bucket === undefined ? '' : periodName(bucket, reading);
}

/** From 0, unless values lie below, up to where a flat line still looks flat. */
function wholeAxis(points: readonly TrendPoint[]): Axis {
  const values = points.flatMap(({ value, low, high }) => [value, low, high].filter((part) => part !== null));
  const most = Math.max(...values, 0);
  const least = Math.min(...values, 0);
  return { min: least < 0 ? 1.2 * least : 0, max: most > 0 ? 1.2 * most : 1 };
}

/** A value of a verdict's own name. */
export function ratioVerdict(verdict: 'healthy' | 'marginal' | 'weak' | 'losing-money', language: string): string {
  const texts = businessTexts(language);
  return { healthy: texts.verdictHealthy, marginal: texts.verdictMarginal, weak: texts.verdictWeak, 'losing-money': texts.verdictLosing }[verdict];
}
