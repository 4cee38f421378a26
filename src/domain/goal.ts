/** Is a score on its way to where an account wants it, and is that more than chance. */
import { scaleName } from './metric.ts';
import type { Metric, Scale } from './metric.ts';
import { addDays, daysBetween } from './period.ts';
import type { Day, DayRange } from './period.ts';
import type { ScoreFigures } from './score-figures.ts';
import { scoreReport } from './score-report.ts';
import type { ReportMonth } from './score-report.ts';

export const MOST_GOALS = 50;
/** Longest period of a goal. */
export const LONGEST_GOAL_DAYS = 3660;
/** Answers of at most so many days make the value of a goal. */
export const GOAL_WINDOW_DAYS = 90;

export interface Goal {
  metric: Metric;
  scale: Scale;
  /** `null`: all touchpoints together. */
  touchpoint: string | null;
  /** In the unit of the metric's value; more is better for every metric. */
  target: number;
  /** First day. */
  from: Day;
  /** Last day, inclusive. */
  dueOn: Day;
}

export const GOAL_STATUSES = ['upcoming', 'too-few', 'reached', 'on-course', 'unclear', 'behind', 'missed'] as const;
export type GoalStatus = (typeof GOAL_STATUSES)[number];

export interface GoalProgress {
  status: GoalStatus;
  /** Of the window that ends today or on the last day of the goal. */
  current: ScoreFigures;
  /** Of the window before the first day; what the way starts from if it has answers enough. */
  start: ScoreFigures;
  /** Where the value should be by now; the target where no start is known, and once the goal is over. */
  course: number;
  /** The last day is over. */
  isOver: boolean;
}

/** How many days of answers make one value: the goal's own length, at most {@link GOAL_WINDOW_DAYS}. */
export function goalWindow({ from, dueOn }: Pick<Goal, 'from' | 'dueOn'>): number {
  return Math.min(GOAL_WINDOW_DAYS, daysBetween(from, dueOn) + 1);
}

/** The days whose answers a goal needs, as seen on `today`: those before its start, and those that count now. */
export function goalRanges(goal: Pick<Goal, 'from' | 'dueOn'>, today: Day): { start: DayRange; current: DayRange } {
  const days = goalWindow(goal);
  const to = addDays(today < goal.dueOn ? today : goal.dueOn, 1);
  return { start: { from: addDays(goal.from, -days), to: goal.from }, current: { from: addDays(to, -days), to } };
}

/**
 * A goal as it stands on `today`. Its value is that of the last `goalWindow` days, with the 95 % interval of score reports
 * (NPS adjusted Wald, CSAT Wilson, CES Student's t; metric definitions, "Score intervals"). The course is the straight line
 * from the value before the first day to the target on the last one, c = s + (t − s) · days passed ÷ days; a start with fewer
 * than `minimumSample` answers, or at or above the target, makes it the target itself.
 *
 * Nothing is claimed that chance alone would explain: *reached* needs the interval's lower end at or above the target, *on
 * course* at or above the course; *behind* needs its upper end below the course, *missed* (after the last day) below the
 * target. An interval that holds the course is *unclear*, fewer than `minimumSample` answers are *too few*. Each of these is a
 * one-sided test at the 2.5 % level, by inversion of the two-sided interval.
 *
 * @param months documents that cover both of `goalRanges`, of the segment `''`
 */
export function goalProgress(goal: Goal, months: readonly ReportMonth[], { today, minimumSample }: { today: Day; minimumSample: number }): GoalProgress {
  const ranges = goalRanges(goal, today);
  const own = months.filter(({ touchpoint }) => goal.touchpoint === null || touchpoint === goal.touchpoint);
  const [start, current] = [figuresOf(goal, own, ranges.start, minimumSample), figuresOf(goal, own, ranges.current, minimumSample)];
  const isOver = today > goal.dueOn;
  const course = isOver ? goal.target : courseOf(goal, start, today, minimumSample);
  return { status: statusOf(goal, current, { course, today, minimumSample }), current, start, course, isOver };
}

function statusOf({ target, from, dueOn }: Goal, { low, high, n }: ScoreFigures, { course, today, minimumSample }: { course: number; today: Day; minimumSample: number }): GoalStatus {
  if (today < from) return 'upcoming';
  if (n < minimumSample || low === null || high === null) return 'too-few';
  if (low >= target) return 'reached';
  if (today > dueOn) return high < target ? 'missed' : 'unclear';
  if (low >= course) return 'on-course';
  return high < course ? 'behind' : 'unclear';
}

function courseOf({ target, from, dueOn }: Goal, { value, n }: ScoreFigures, today: Day, minimumSample: number): number {
  if (value === null || n < minimumSample || value >= target) return target;
  const passed = Math.max(0, daysBetween(from, today) + 1);
  return value + ((target - value) * passed) / (daysBetween(from, dueOn) + 1);
}

function figuresOf({ metric, scale }: Goal, months: readonly ReportMonth[], range: DayRange, minimumSample: number): ScoreFigures {
  const { groups } = scoreReport({ ...range, interval: null, compare: false, months, groupBy: null, where: null, minimumSample });
  const found = groups.find(({ key }) => key.metric === metric && scaleName(key.scale) === scaleName(scale));
  return found?.total ?? { ...range, n: 0, distribution: {}, value: null, mean: null, low: null, high: null, categories: {}, responseRatePercent: null, comparison: null };
}
