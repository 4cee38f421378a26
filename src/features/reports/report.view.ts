/** Builds the overview: every touchpoint with its score, interval, answers, response rate, trend and change. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { adminStrings } from '../../domain/admin-texts.ts';
import { direction } from '../../domain/default-texts.ts';
import { goalItem, type GoalItem, type ShownGoal } from '../../domain/goal-item.ts';
import { goalTexts } from '../../domain/goal-texts.ts';
import { localFigure } from '../../domain/local-figures.ts';
import { scaleName } from '../../domain/metric.ts';
import { outcomeTexts } from '../../domain/outcomes-texts.ts';
import { DEFAULT_HORIZON } from '../../domain/outcomes/outcome-report.ts';
import type { Page } from '../../domain/page-frame.ts';
import type { ScoreGroup, ScoreReport } from '../../domain/score-report.ts';
import { substitute } from '../../domain/variables.ts';
import { axisOf, metricMeaning, metricName, scaleText, tickText, type Reading } from '../../domain/metric-texts.ts';
import { glanceStrip, outcomeCells, type GlanceStrip, type OutcomeCells } from './overview-cells.ts';
import type { Glance } from './overview-glance.ts';
import { figuresText, sparkline, type FiguresText } from './figure-texts.ts';
import { heldNote, type HeldNote } from './held-note.ts';
import type { AboutEntry } from './outcome-about.ts';
import { RANKING_PATH } from './outcome-controls.ts';
import { daysText } from './outcome-words.ts';
import { periodQuery, reportControls, type ReportControls } from './report-controls.ts';
import { reportFiles, type ReportFile } from './report-files.ts';
import type { ReportPeriod } from './report-period.ts';
import { scoreAbout } from './score-about.ts';

export interface OverviewInput {
  period: ReportPeriod;
  byTouchpoint: ScoreReport;
  pooled: ScoreReport;
  touchpoints: readonly { key: string; name: string; isLive: boolean }[];
  minimumSample: number;
  glance: Glance;
  /** Of every goal that is not over for long. */
  goals: readonly ShownGoal[];
  timeZone: string;
  /** Caught mail can be read at /dev/mailbox. */
  hasMailbox: boolean;
}

interface OverviewRow {
  name: string;
  href: string | null;
  figures: FiguresText;
  spark: ReturnType<typeof sparkline>;
  /** `null` where outcomes are not shown. */
  outcomes: OutcomeCells | null;
}

interface OverviewSection {
  id: string;
  heading: string;
  scale: string;
  meaning: string;
  axis: { min: string; max: string };
  rows: OverviewRow[];
  heldNote: HeldNote | null;
  /** `null` where one touchpoint is all there is. */
  pooled: OverviewRow | null;
}

interface OverviewData extends AdminFrame {
  texts: ReturnType<typeof outcomeTexts>;
  controls: ReportControls;
  hasOutcomes: boolean;
  outcomesNote: { text: string; href: string; link: string } | null;
  /** Outcomes or business are still being worked out. */
  later: string | null;
  business: GlanceStrip | null;
  goals: { heading: string; legend: string; items: GoalItem[]; href: string; link: string } | null;
  sections: OverviewSection[];
  /** Live touchpoints without an answer or invitation in the period. */
  quiet: { name: string; href: string }[];
  minimumNote: string;
  definition: string;
  about: AboutEntry[];
  files: ReportFile[];
  empty: { widerHref: string | null; keysHref: string | null; mailboxHref: string | null } | null;
}

export function overviewPage(asked: Asked, input: OverviewInput): Page<'admin/reports/index', OverviewData> {
  const language = pageLanguage(asked);
  const ui = adminStrings(language);
  const { byTouchpoint, touchpoints, period } = input;
  const names = new Map(touchpoints.map(({ key, name }) => [key, name]));
  const hrefOf = (key: string): string =>
    withQuery(`/admin/reports/touchpoints/${encodeURIComponent(key)}`, { ...periodQuery(period), ...intervalQuery(asked), ...carried(asked) });
  const heard = new Set(byTouchpoint.groups.map(({ key }) => String(key['touchpoint'])));
  const isEmpty = byTouchpoint.groups.length === 0;
  const { outcomes, business } = input.glance;
  const texts = outcomeTexts(language);
  return {
    view: 'admin/reports/index',
    data: {
      ...adminFrame(asked, { title: ui.reportsTitle, current: '/admin/reports' }),
      texts,
      controls: reportControls(asked, period),
      hasOutcomes: outcomes !== null && outcomes.length > 0,
      outcomesNote: outcomes === null || outcomes.length === 0 ? null : {
        text: substitute(texts.overviewNote, { days: daysText(DEFAULT_HORIZON, language) }), href: withQuery(RANKING_PATH, carried(asked)), link: texts.overviewLink,
      },
      later: outcomes === null || business === undefined ? texts.overviewLater : null,
      business: business ? glanceStrip(asked, period, business) : null,
      goals: goalStrip(asked, input, names),
      sections: sectionsOf(input, asked, (key) => ({ name: names.get(key) ?? key, href: hrefOf(key) })),
      quiet: isEmpty ? [] : touchpoints.filter(({ key, isLive }) => isLive && !heard.has(key)).map(({ key, name }) => ({ name, href: hrefOf(key) })),
      minimumNote: substitute(ui.minimumNote, { minimum: localFigure(input.minimumSample, language) }),
      definition: substitute(ui.definition, { version: byTouchpoint.definition.version }),
      about: isEmpty ? [] : scoreAbout(byTouchpoint, { period, timeZone: input.timeZone, language }),
      files: isEmpty ? [] : reportFiles(asked, (ending) => withQuery(`/admin/reports/scores${ending}`, { ...periodQuery(period), ...intervalQuery(asked), ...carried(asked) })),
      empty: isEmpty ? emptyLinks(asked, input) : null,
    },
  };
}

function goalStrip(asked: Asked, { goals, minimumSample }: OverviewInput, names: ReadonlyMap<string, string>): OverviewData['goals'] {
  const language = pageLanguage(asked);
  const texts = goalTexts(language);
  if (goals.length === 0) return null;
  return { heading: texts.title, legend: texts.legend, items: goals.map((goal) => goalItem(goal, { language, names, minimumSample })), href: withQuery('/admin/goals', carried(asked)), link: texts.all };
}

function sectionsOf({ byTouchpoint, pooled, glance: { outcomes } }: OverviewInput, asked: Asked, link: (key: string) => { name: string; href: string }): OverviewSection[] {
  const language = pageLanguage(asked);
  const dir = direction(language);
  const known = outcomes ?? [];
  return pooled.groups.map((whole) => {
    const { metric, scale } = whole.key;
    const reading: Reading = { metric, scale, language, dir };
    const axis = axisOf(metric, scale);
    const own = byTouchpoint.groups.filter(({ key }) => key.metric === metric && scaleName(key.scale) === scaleName(scale));
    return {
      id: `${metric}-${scaleName(scale)}`,
      heading: metricName(metric, language),
      scale: scaleText(scale, language),
      meaning: metricMeaning(metric, language),
      axis: { min: tickText(axis.min, reading), max: tickText(axis.max, reading) },
      rows: own.map((group) => ({ ...rowOf(group, reading, link(String(group.key['touchpoint']))), outcomes: known.length === 0 ? null : outcomeCells(asked, known, group.key) })),
      heldNote: heldNote(asked, whole.total, reading),
      pooled: own.length > 1 ? { ...rowOf(whole, reading, { name: adminStrings(language).pooled, href: null }), outcomes: null } : null,
    };
  });
}

function rowOf(group: ScoreGroup, reading: Reading, { name, href }: { name: string; href: string | null }): Omit<OverviewRow, 'outcomes'> {
  return { name, href, figures: figuresText(group.total, reading), spark: sparkline(group.buckets, reading) };
}

function intervalQuery({ query }: Asked): Record<string, string> {
  return query['interval'] === undefined ? {} : { interval: query['interval'] };
}

function emptyLinks(asked: Asked, { period, hasMailbox }: OverviewInput): NonNullable<OverviewData['empty']> {
  return {
    widerHref: period.period === 'last-90-days' ? null : withQuery(asked.path, { period: 'last-90-days', ...carried(asked) }),
    keysHref: asked.visitor?.policies.has('keys.manage') ? withQuery('/admin/keys', carried(asked)) : null,
    mailboxHref: hasMailbox ? '/dev/mailbox' : null,
  };
}
