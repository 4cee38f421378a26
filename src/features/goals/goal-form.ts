/** The form of a goal, read into what the services take. */
import { METRICS, scaleName, supportedScales, type Metric, type Scale } from '../../domain/metric.ts';
import type { Goal } from '../../domain/goal.ts';
import { tryParse, type Parsed } from '../../platform/http/parse.ts';
import { GoalInput } from './goal-input.ts';

export type GoalForm = Readonly<Record<'question' | 'touchpoint' | 'target' | 'from' | 'dueOn', string>>;

export interface Question {
  metric: Metric;
  scale: Scale;
}

/** Every metric on every scale it is asked on, the usual scale first. */
export const QUESTIONS: readonly Question[] = METRICS.flatMap((metric) => supportedScales(metric).map((name) => {
  const [min = 0, max = 0] = name.split('-').map(Number);
  return { metric, scale: { min, max } };
}));

export function questionName({ metric, scale }: Question): string {
  return `${metric} ${scaleName(scale)}`;
}

export function readGoal({ question, touchpoint, target, from, dueOn }: GoalForm): Parsed<Goal> {
  const { metric, scale } = QUESTIONS.find((known) => questionName(known) === question) ?? {};
  const number = target.trim().replace(',', '.');
  return tryParse(GoalInput, {
    metric, ...(scale === undefined ? {} : { scale }), touchpoint: touchpoint === '' ? null : touchpoint, target: number === '' ? Number.NaN : Number(number), from, dueOn,
  });
}

/** A form as it was sent, each field cut to what one can sensibly hold. */
export function sentGoal(form: Readonly<Record<string, string>>): GoalForm {
  const field = (name: keyof GoalForm): string => (form[name] ?? '').slice(0, 100);
  return { question: field('question'), touchpoint: field('touchpoint'), target: field('target'), from: field('from'), dueOn: field('dueOn') };
}

export function formOfGoal(goal: Goal): GoalForm {
  const { touchpoint, target, from, dueOn } = goal;
  return { question: questionName(goal), touchpoint: touchpoint ?? '', target: String(target), from, dueOn };
}
