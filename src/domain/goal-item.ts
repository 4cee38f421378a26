/** One goal with its progress as people see it: on the overview and in the list of goals. */
import { adminStrings } from './admin-texts.ts';
import { meterDrawing, type MeterDrawing } from './charts.ts';
import { direction } from './default-texts.ts';
import { goalTexts } from './goal-texts.ts';
import { goalWindow, type Goal, type GoalProgress, type GoalStatus } from './goal.ts';
import { localDay, localFigure } from './local-figures.ts';
import { axisOf, metricName, tickText, valueText, type Reading } from './metric-texts.ts';
import { substitute } from './variables.ts';

export interface ShownGoal {
  goal: Goal;
  progress: GoalProgress;
}

export interface GoalItem {
  metric: string;
  /** The touchpoint by name, or all of them. */
  place: string;
  target: string;
  status: string;
  tone: 'up' | 'down' | 'same' | 'few';
  value: string;
  sentence: string;
  meter: Omit<MeterDrawing, 'marks'> & { title: string; min: string; max: string; target: number; course: number | null };
}

/** Of `names` by key of touchpoint; what a goal says is judged by `goalProgress`. */
export function goalItem({ goal, progress }: ShownGoal, { language, names, minimumSample }: { language: string; names: ReadonlyMap<string, string>; minimumSample: number }): GoalItem {
  const texts = goalTexts(language);
  const ui = adminStrings(language);
  const reading: Reading = { metric: goal.metric, scale: goal.scale, language, dir: direction(language) };
  const { current, course, status, isOver } = progress;
  const { value, low, high, n } = current;
  const shown = (figure: number | null): string => (figure === null ? '' : valueText(figure, reading));
  const axis = axisOf(goal.metric, goal.scale);
  const words = {
    low: shown(low), high: shown(high), course: shown(course), target: tickText(goal.target, reading), from: localDay(goal.from, language, 'full'), day: localDay(goal.dueOn, language, 'full'),
    n: localFigure(n, language), days: localFigure(goalWindow(goal), language), minimum: localFigure(minimumSample, language), min: tickText(axis.min, reading), max: tickText(axis.max, reading),
  };
  const hasCourse = !isOver && course < goal.target;
  const { marks: [target = 0, courseMark = 0], ...drawing } = meterDrawing({ value, low, high }, [goal.target, course], axis, reading.dir);
  return {
    metric: metricName(goal.metric, language),
    place: goal.touchpoint === null ? texts.everywhere : names.get(goal.touchpoint) ?? goal.touchpoint,
    target: substitute(texts.target, words),
    status: texts.statuses[status],
    tone: TONES[status],
    value: value === null ? texts.noValue : substitute(texts.value, { ...words, value: shown(value), interval: low === null ? ui.noInterval : substitute(ui.intervalOf, words) }),
    sentence: substitute(status === 'unclear' && isOver ? texts.unclearOver : texts.sentences[status], words),
    meter: { ...drawing, min: words.min, max: words.max, target, course: hasCourse ? courseMark : null, title: substitute(texts.drawing, { ...words, value: value === null ? texts.noValue : shown(value) }) },
  };
}

const TONES: Record<GoalStatus, GoalItem['tone']> = {
  upcoming: 'few', 'too-few': 'few', reached: 'up', 'on-course': 'up', unclear: 'same', behind: 'down', missed: 'down',
};

/** A goal in one line: for titles and questions. */
export function goalName({ metric, place, target }: Pick<GoalItem, 'metric' | 'place' | 'target'>): string {
  return `${metric}, ${place}: ${target}`;
}
