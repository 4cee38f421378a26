/** Builds the page of one touchpoint: trend with its intervals, distribution, latest comments. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { adminStrings } from '../../domain/admin-texts.ts';
import { direction, uiStrings } from '../../domain/default-texts.ts';
import { localFigure, localPercent, localTime } from '../../domain/local-figures.ts';
import { CATEGORIES, scaleName, scoresOf } from '../../domain/metric.ts';
import type { Category, Metric, Scale } from '../../domain/metric.ts';
import type { Page } from '../../domain/page-frame.ts';
import { addDays } from '../../domain/period.ts';
import type { ScoreFigures } from '../../domain/score-figures.ts';
import type { ScoreGroup, ScoreReport } from '../../domain/score-report.ts';
import type { TouchpointTexts } from '../../domain/texts/touchpoint-en.ts';
import { touchpointTexts } from '../../domain/touchpoint-texts.ts';
import { substitute } from '../../domain/variables.ts';
import { axisOf, metricMeaning, metricName, scaleText, tickText, valueText, type Reading } from '../../domain/metric-texts.ts';
import { trendChart } from './charts-trend.ts';
import { bars, stack } from '../../domain/charts.ts';
import { axisLabel, bucketText, figuresText, type FiguresText } from './figure-texts.ts';
import { heldNote, type HeldNote } from './held-note.ts';
import type { AboutEntry } from './outcome-about.ts';
import { periodQuery, reportControls, type ReportControls } from './report-controls.ts';
import { reportFiles, type ReportFile } from './report-files.ts';
import type { PageInterval, ReportPeriod } from './report-period.ts';
import { scoreAbout } from './score-about.ts';
import { compareSection, type CompareInput, type CompareSection } from './touchpoint-compare.ts';
import type { TouchpointDetails } from './touchpoint-details.ts';
import { funnelParts, type FunnelPart } from './touchpoint-funnel.ts';
import { happenedIn, trendMarks, type Happened, type Happenings, type TrendMark } from './touchpoint-marks.ts';
import { segmentMultiples, type SegmentMultiples } from './touchpoint-segments.ts';

export interface TouchpointInput {
  name: string;
  period: ReportPeriod;
  /** Of this touchpoint alone. */
  report: ScoreReport;
  /** Newest first. */
  comments: readonly { _id: string; score: number; scale: Scale; metric: Metric; category: Category; comment: string | null; respondedAt: Date }[];
  timeZone: string;
  minimumSample: number;
  happenings: Happenings;
  /** `null`: still being counted. */
  details: TouchpointDetails | null;
  comparison: Pick<CompareInput, 'asked' | 'compared'>;
}

type Tier = 'high' | 'middle' | 'low';
const TIERS: readonly Tier[] = ['high', 'middle', 'low'];

interface TouchpointSection {
  id: string;
  heading: string;
  scale: string;
  meaning: string;
  heldNote: HeldNote | null;
  figures: FiguresText;
  trend: (ReturnType<typeof trendOf> & { marks: TrendMark[] }) | null;
  categories: { name: string; n: string; percent: string; tier: Tier; x: number; width: number }[] | null;
  scores: { score: string; n: string; percent: string; tier: Tier; x: number; width: number }[] | null;
}

interface TouchpointData extends AdminFrame {
  controls: ReportControls;
  backHref: string;
  sections: TouchpointSection[];
  words: TouchpointTexts;
  texts: { howComputed: string };
  about: AboutEntry[];
  files: ReportFile[];
  /** `null`: still being counted. */
  funnel: FunnelPart[] | null;
  segments: SegmentMultiples[];
  funnelLater: boolean;
  funnelEmpty: boolean;
  compare: CompareSection;
  compareForm: { action: string; hidden: { name: string; value: string }[] };
  /** `null` for those who may not write notes. */
  notesHref: string | null;
  comments: { href: string; scoreText: string; category: string; tier: Tier; text: string; at: string; instant: string }[];
  minimumNote: string;
  definition: string;
}

export function touchpointPage(asked: Asked, input: TouchpointInput): Page<'admin/reports/touchpoint', TouchpointData> {
  const language = pageLanguage(asked);
  const ui = adminStrings(language);
  const { report, period } = input;
  const words = touchpointTexts(language);
  const happened = happenedIn(input.happenings, { language, timeZone: input.timeZone });
  const funnel = input.details && funnelParts(input.details.funnel, language);
  const interval = asked.query['interval'] === period.interval ? { interval: period.interval } : {};
  return {
    view: 'admin/reports/touchpoint',
    data: {
      ...adminFrame(asked, { title: input.name, current: '/admin/reports' }),
      controls: reportControls(asked, period),
      backHref: withQuery('/admin/reports', { ...periodQuery(period), ...interval, ...carried(asked) }),
      sections: report.groups.map((group) => sectionOf(group, thresholdTiers(report, group), { interval: period.interval, happened, asked })),
      words,
      texts: { howComputed: words.about.how },
      files: reportFiles(asked, (ending) => withQuery(`${asked.path}/scores${ending}`, { ...periodQuery(period), ...interval, ...carried(asked) })),
      about: scoreAbout(report, { period, timeZone: input.timeZone, language }),
      funnel,
      funnelLater: input.details === null,
      funnelEmpty: funnel?.length === 0,
      compareForm: { action: asked.path, hidden: Object.entries({ ...periodQuery(period), ...interval, ...carried(asked) }).map(([name, value]) => ({ name, value })) },
      segments: segmentMultiples(input.details?.segments ?? [], language),
      compare: compareSection({ ...input.comparison, segments: input.details?.segments ?? [], minimumSample: input.minimumSample }, asked.query, language),
      notesHref: asked.visitor?.policies.has('goals.change') === true ? withQuery(`${asked.path}/notes`, carried(asked)) : null,
      comments: input.comments.map((comment) => commentOf(comment, asked, input.timeZone)),
      minimumNote: substitute(ui.minimumNote, { minimum: localFigure(input.minimumSample, language) }),
      definition: substitute(ui.definition, { version: report.definition.version }),
    },
  };
}

function sectionOf(group: ScoreGroup, tierOf: (score: number) => Tier, { interval, happened, asked }: { interval: PageInterval; happened: readonly Happened[]; asked: Asked }): TouchpointSection {
  const language = pageLanguage(asked);
  const { metric, scale } = group.key;
  const reading: Reading = { metric, scale, language, dir: direction(language) };
  return {
    id: `${metric}-${scaleName(scale)}`,
    heading: metricName(metric, language),
    scale: scaleText(scale, language),
    meaning: metricMeaning(metric, language),
    figures: figuresText(group.total, reading),
    heldNote: heldNote(asked, group.total, reading),
    trend: group.total.n > 0 ? { ...trendOf(group.buckets, interval, reading), marks: trendMarks(happened, group.buckets, reading) } : null,
    categories: group.total.n > 0 ? categoriesOf(group.total, reading) : null,
    scores: group.total.n > 0 ? scoresOfDistribution(group.total, tierOf, reading) : null,
  };
}

function trendOf(buckets: readonly ScoreFigures[], interval: PageInterval, reading: Reading) {
  const { language, dir } = reading;
  const ui = adminStrings(language);
  const names = buckets.map((bucket) => bucketText(bucket, addDays(bucket.to, -1), interval, language));
  const valued = buckets.filter(({ value }) => value !== null);
  const chart = trendChart(buckets, axisOf(reading.metric, reading.scale), dir, {
    title: substitute(ui.drawingTrend, {
      first: valueText(valued[0]?.value ?? 0, reading), last: valueText(valued.at(-1)?.value ?? 0, reading), count: localFigure(valued.length, language),
    }),
    legend: ui.trendLegend,
    tick: (value) => tickText(value, reading),
    point: (index) => substitute(ui.drawingPoint, { period: names[index] ?? '', value: valueText(buckets[index]?.value ?? 0, reading) }),
    label: (index) => axisLabel(buckets[index] as ScoreFigures, interval, language),
  });
  return { ...chart, rows: buckets.map((bucket, index) => ({ name: names[index] ?? '', ...tableCells(bucket, reading) })) };
}

function tableCells(bucket: ScoreFigures, reading: Reading): { value: string | null; intervalText: string | null; n: string; responseRate: string | null } {
  const { value, intervalText, n, responseRate } = figuresText(bucket, reading);
  return { value, intervalText, n, responseRate };
}

function categoriesOf(figures: ScoreFigures, { metric, language, dir }: Reading): NonNullable<TouchpointSection['categories']> {
  const names = uiStrings(language).categories;
  const places = stack(CATEGORIES[metric].map((category) => figures.categories[category]?.n ?? 0), dir);
  return CATEGORIES[metric].map((category, index) => ({
    name: names[category],
    n: localFigure(figures.categories[category]?.n ?? 0, language),
    percent: localPercent(figures.categories[category]?.percent ?? 0, language),
    tier: TIERS[index] ?? 'middle',
    x: places[index]?.x ?? 0,
    width: places[index]?.width ?? 0,
  }));
}

/** Every score of the scale, best first, also those that nobody chose. */
function scoresOfDistribution(figures: ScoreFigures, tierOf: (score: number) => Tier, { scale, language, dir }: Reading): NonNullable<TouchpointSection['scores']> {
  const scores = scoresOf(scale).toReversed();
  const counts = scores.map((score) => figures.distribution[score] ?? 0);
  const places = bars(counts, dir);
  return scores.map((score, index) => ({
    score: localFigure(score, language),
    n: localFigure(counts[index] ?? 0, language),
    percent: localPercent((100 * (counts[index] ?? 0)) / figures.n, language),
    tier: tierOf(score),
    x: places[index]?.x ?? 0,
    width: places[index]?.width ?? 0,
  }));
}

/** Which band a score is in, where the group has one definition; under several thresholds its colour would claim too much. */
function thresholdTiers({ definition }: ScoreReport, { key }: ScoreGroup): (score: number) => Tier {
  const own = definition.metrics.filter(({ metric, scale }) => metric === key.metric && scaleName(scale) === scaleName(key.scale));
  const [only] = own;
  if (!only || own.length > 1) return () => 'middle';
  const { low, high } = only.thresholds;
  return (score) => (score >= high ? 'high' : score <= low ? 'low' : 'middle');
}

function commentOf(comment: TouchpointInput['comments'][number], asked: Asked, timeZone: string): TouchpointData['comments'][number] {
  const { _id, score, scale, metric, category, respondedAt } = comment;
  const language = pageLanguage(asked);
  const index = CATEGORIES[metric].findIndex((known) => known === category);
  return {
    href: withQuery(`/admin/responses/${encodeURIComponent(_id)}`, carried(asked)),
    scoreText: substitute(adminStrings(language).scoreOf, { score: localFigure(score, language), max: localFigure(scale.max, language) }),
    category: uiStrings(language).categories[category],
    tier: TIERS[index] ?? 'middle',
    text: comment.comment ?? '',
    at: localTime(respondedAt, language, timeZone),
    instant: respondedAt.toISOString(),
  };
}
