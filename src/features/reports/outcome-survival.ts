/** Who of each group is still a customer, day by day: curves with their bands, in a sentence, and as a table. */
import { localFigure, localPercent } from '../../domain/local-figures.ts';
import { CATEGORIES, type Metric } from '../../domain/metric.ts';
import { HORIZONS, isMissing } from '../../domain/outcomes/outcome-figures.ts';
import type { OutcomeGroup, TouchpointOutcomes } from '../../domain/outcomes/outcome-report.ts';
import { outcomeTexts } from '../../domain/outcomes-texts.ts';
import { substitute } from '../../domain/variables.ts';
import { percentAt } from './charts-trend.ts';
import { apart, stepDrawing, survivalAxis, type CurveStep } from './charts-survival.ts';
import { daysText, fractionText, groupText, intervalText, knownOf, listText, pText, reasonText, type OutcomeReading } from './outcome-words.ts';

const PLOT = { width: 1000, height: 300, margin: 10 };
const LONGEST = 365;
const LABEL_GAP = 18;
const NAMES_WIDTH = 152;
const SAMPLE = 18;
const TABLE_DAYS = [30, 60, 90, 120, 150, 180, 240, 300, 365];
const LEVEL = 0.05;
/** Where fewer than this are left to watch, a curve says more about them than about the group: it is drawn no further. */
const LEAST_WATCHED = 10;

/** How a line looks, besides its colour: the order is that of categories, best first. */
const LOOKS = ['high', 'middle', 'low'] as const;
export type Look = (typeof LOOKS)[number] | 'silent';

interface SurvivalChart {
  width: number;
  height: number;
  title: string;
  legend: string;
  ticks: { y: number; text: string }[];
  days: { x: string; text: string; isMinor: boolean }[];
  horizonX: string;
  curves: { look: Look; name: string; line: string; band: string; labelX: number; labelY: number; sampleX: number }[];
  /** The names at the ends of the lines, each with a sample of its line. */
  names: { width: number };
}

export interface SurvivalSection {
  sentence: string;
  certainty: string;
  /** `null` where no group is large enough. */
  chart: SurvivalChart | null;
  tooFew: string | null;
  columns: string[];
  rows: { day: string; cells: { value: string; interval: string | null }[] }[];
}

interface Curve {
  group: OutcomeGroup;
  look: Look;
  name: string;
  steps: readonly CurveStep[];
  until: number;
}

export function survivalSection({ metric, groups, logRank }: Pick<TouchpointOutcomes, 'metric' | 'groups' | 'logRank'>, reading: OutcomeReading): SurvivalSection {
  const { language, horizon } = reading;
  const texts = outcomeTexts(language);
  const shown = curvesOf(metric, groups, language);
  const drawn = shown.filter(({ steps }) => steps.length > 0);
  const small = shown.filter(({ steps, group }) => steps.length === 0 && group.customers > 0);
  const parts = drawn.flatMap(({ group, name }) => {
    const churn = knownOf(group.churn[horizon]);
    return churn === null ? [] : [substitute(texts.survivalPart, { group: name, share: fractionText(1 - churn.value, language) })];
  });
  const days = Math.max(HORIZONS[0], ...drawn.map(({ until }) => until));
  return {
    sentence: parts.length === 0 ? texts.survivalNone : substitute(texts.survivalSentence, { days: daysText(horizon, language), parts: listText(parts, language) }),
    certainty: certaintyOf(logRank, language),
    chart: drawn.length === 0 ? null : chartOf(drawn, days, reading),
    tooFew: small.length === 0 ? null : substitute(texts.survivalTooFew, { groups: listText(small.map(({ name, group }) => countedName(name, group, language)), language) }),
    columns: drawn.map(({ name, group }) => countedName(name, group, language)),
    rows: TABLE_DAYS.filter((day) => day <= days).map((day) => ({ day: localFigure(day, language), cells: drawn.map((curve) => cellAt(curve, day, language)) })),
  };
}

/** Categories, best first, and the silent. */
export function survivalGroups(metric: Metric, groups: readonly OutcomeGroup[]): { group: OutcomeGroup; look: Look }[] {
  const wanted = [...CATEGORIES[metric].map((category, index) => ({ name: category as string, look: LOOKS[index] ?? 'middle' })), { name: 'silent', look: 'silent' as const }];
  return wanted.flatMap(({ name, look }) => {
    const group = groups.find((each) => each.group === name);
    return group === undefined ? [] : [{ group, look }];
  });
}

function curvesOf(metric: Metric, groups: readonly OutcomeGroup[], language: string): Curve[] {
  return survivalGroups(metric, groups).map(({ group, look }) => {
    // A step says when somebody left; the longest horizon with a number says how long somebody was watched at least.
    const watched = HORIZONS.findLast((days) => !isMissing(group.churn[days])) ?? 0;
    const thin = group.curve.find(({ atRisk }) => atRisk < LEAST_WATCHED);
    const until = Math.min(LONGEST, thin === undefined ? Math.max(watched, group.curve.at(-1)?.day ?? 0) : thin.day - 1);
    return { group, look, name: groupText(group.group, language), steps: group.curve.filter(({ day }) => day <= until), until };
  });
}

function chartOf(curves: readonly Curve[], days: number, { language, dir, horizon }: OutcomeReading): SurvivalChart {
  const texts = outcomeTexts(language);
  const { axis, ticks } = survivalAxis(curves, days);
  const box = { ...PLOT, axis, days, dir };
  const drawings = curves.map((curve) => stepDrawing(curve, box));
  const labelPlaces = apart(drawings.map(({ y }) => y), LABEL_GAP, { min: PLOT.margin, max: PLOT.height - PLOT.margin });
  const xOf = (day: number): string => percentAt(dir === 'rtl' ? 1 - day / days : day / days);
  const legend = substitute(texts.survivalLegend, { days: daysText(horizon, language), least: localFigure(LEAST_WATCHED, language) });
  return {
    width: PLOT.width,
    height: PLOT.height,
    title: `${texts.survival}. ${legend}`,
    legend,
    ticks: ticks.map((tick) => ({ y: Math.round(PLOT.margin + ((axis.max - tick) / (axis.max - axis.min)) * (PLOT.height - 2 * PLOT.margin)), text: localPercent(100 * tick, language, 0) })),
    days: axisDays(days).map((day) => ({ x: xOf(day), text: localFigure(day, language), isMinor: day === 30 })),
    horizonX: horizon <= days ? xOf(horizon) : xOf(days),
    curves: curves.map(({ look, name }, index) => ({
      look, name, line: drawings[index]?.line ?? '', band: drawings[index]?.band ?? '', labelY: labelPlaces[index] ?? 0,
      sampleX: dir === 'rtl' ? NAMES_WIDTH - SAMPLE : 0, labelX: dir === 'rtl' ? NAMES_WIDTH - SAMPLE - 6 : SAMPLE + 6,
    })),
    names: { width: NAMES_WIDTH },
  };
}

/** The horizons, and the end of the axis unless it is close to one. */
function axisDays(days: number): number[] {
  const marks = [0, ...HORIZONS.filter((day) => day <= days)];
  return days - (marks.at(-1) ?? 0) > 0.1 * days ? [...marks, days] : marks;
}

function certaintyOf(logRank: TouchpointOutcomes['logRank'], language: string): string {
  const texts = outcomeTexts(language);
  if (isMissing(logRank)) return substitute(texts.logRankMissing, { reason: reasonText(logRank.reason, language) });
  return substitute(logRank.pValue < LEVEL ? texts.logRankClear : texts.logRankUnclear, { p: pText(logRank.pValue, language) });
}

function cellAt({ steps, until }: Curve, day: number, language: string): { value: string; interval: string | null } {
  const step = day > until ? undefined : steps.findLast((each) => each.day <= day);
  if (step === undefined) return { value: '–', interval: null };
  return { value: fractionText(step.survival, language), interval: step.low === null ? null : intervalText(step, language, fractionText) };
}

function countedName(name: string, { customers }: Pick<OutcomeGroup, 'customers'>, language: string): string {
  return substitute(outcomeTexts(language).groupCount, { group: name, count: localFigure(customers, language) });
}
