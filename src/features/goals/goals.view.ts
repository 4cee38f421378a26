/** Builds the pages of goals: all of them, the form of one, and the question before one is deleted. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { goalItem, goalName, type GoalItem, type ShownGoal } from '../../domain/goal-item.ts';
import { goalTexts } from '../../domain/goal-texts.ts';
import { GOAL_WINDOW_DAYS, MOST_GOALS } from '../../domain/goal.ts';
import { localFigure } from '../../domain/local-figures.ts';
import { axisOf, metricName, scaleText, tickText } from '../../domain/metric-texts.ts';
import type { Page } from '../../domain/page-frame.ts';
import { removalPage } from '../../domain/removal-page.ts';
import { wordFor } from '../../domain/source-texts.ts';
import type { GoalTexts } from '../../domain/texts/goals-en.ts';
import { substitute } from '../../domain/variables.ts';
import type { FieldError } from '../../platform/errors.ts';
import type { Opening } from '../../platform/http/overtaken.ts';
import { QUESTIONS, questionName, type GoalForm } from './goal-form.ts';

export const GOALS_PATH = '/admin/goals';

type Listed = ShownGoal & { goal: { _id: string } };

export interface GoalsInput {
  goals: readonly Listed[];
  /** Of touchpoints by key. */
  names: ReadonlyMap<string, string>;
  minimumSample: number;
}

interface GoalsData extends AdminFrame {
  words: GoalTexts;
  done: string | null;
  goals: (GoalItem & { changeHref: string | null; changeLabel: string })[];
  /** `null` for those who may not change goals. */
  newHref: string | null;
  about: { term: string; text: string }[];
}

export function goalsPage(asked: Asked, { goals, names, minimumSample }: GoalsInput): Page<'admin/goals/index', GoalsData> {
  const language = pageLanguage(asked);
  const words = goalTexts(language);
  const mayChange = asked.visitor?.policies.has('goals.change') === true;
  const about = { days: localFigure(GOAL_WINDOW_DAYS, language), minimum: localFigure(minimumSample, language) };
  return {
    view: 'admin/goals/index',
    data: {
      ...adminFrame(asked, { title: words.title, current: GOALS_PATH }),
      words,
      done: wordFor({ created: words.created, changed: words.changed, deleted: words.deleted }, asked.query['done'] ?? ''),
      goals: goals.map((shown) => {
        const item = goalItem(shown, { language, names, minimumSample });
        return { ...item, changeHref: mayChange ? goalPath(asked, shown.goal._id) : null, changeLabel: substitute(words.changeNamed, { goal: goalName(item) }) };
      }),
      newHref: mayChange ? goalPath(asked, 'new') : null,
      about: [
        { term: words.aboutValue, text: substitute(words.aboutValueText, about) },
        { term: words.aboutCourse, text: substitute(words.aboutCourseText, about) },
        { term: words.aboutVerdict, text: substitute(words.aboutVerdictText, about) },
      ],
    },
  };
}

/** The path of the page of one goal, or one below it. */
function goalPath(asked: Asked, id: string, part = ''): string {
  return withQuery(`${GOALS_PATH}/${encodeURIComponent(id)}${part}`, carried(asked));
}

export interface GoalFormInput {
  /** `null` for a new one. */
  id: string | null;
  form: GoalForm;
  errors: readonly FieldError[];
  /** `null` for a new one. */
  opening: Opening | null;
  touchpoints: readonly { key: string; name: string }[];
}

interface GoalField {
  value: string;
  problem: string | null;
}

interface GoalFormData extends AdminFrame {
  words: GoalTexts;
  backHref: string;
  action: string;
  submit: string;
  problem: string | null;
  opening: Opening | null;
  questions: { value: string; text: string; isChosen: boolean }[];
  touchpoints: { value: string; text: string; isChosen: boolean }[];
  fields: Record<'touchpoint' | 'target' | 'from' | 'dueOn', GoalField>;
  removeHref: string | null;
}

export function goalFormPage(asked: Asked, { id, form, errors, opening, touchpoints }: GoalFormInput): Page<'admin/goals/form', GoalFormData> {
  const language = pageLanguage(asked);
  const words = goalTexts(language);
  const isFull = errors.some(({ pointer }) => pointer === '');
  const question = QUESTIONS.find((known) => questionName(known) === form.question) ?? QUESTIONS[0];
  const axis = question ? axisOf(question.metric, question.scale) : { min: 0, max: 0 };
  const ends = question ? { min: tickText(axis.min, { ...question, language }), max: tickText(axis.max, { ...question, language }) } : {};
  const field = (name: keyof GoalFormData['fields'], text: string): GoalField => ({ value: form[name], problem: errors.some(({ pointer }) => pointer === `/${name}`) ? text : null });
  return {
    view: 'admin/goals/form',
    data: {
      ...adminFrame(asked, { title: id === null ? words.newTitle : words.changeTitle, current: GOALS_PATH }),
      words,
      backHref: withQuery(GOALS_PATH, carried(asked)),
      action: id === null ? withQuery(GOALS_PATH, carried(asked)) : goalPath(asked, id),
      submit: id === null ? words.create : words.save,
      problem: isFull ? substitute(words.full, { max: localFigure(MOST_GOALS, language) }) : errors.length > 0 ? words.problem : null,
      opening,
      questions: QUESTIONS.map((known) => ({ value: questionName(known), text: `${metricName(known.metric, language)}, ${scaleText(known.scale, language)}`, isChosen: known === question })),
      touchpoints: [{ key: '', name: words.everywhere }, ...touchpoints].map(({ key, name }) => ({ value: key, text: name, isChosen: key === form.touchpoint })),
      fields: {
        touchpoint: field('touchpoint', words.touchpointWrong),
        target: field('target', substitute(words.targetWrong, ends)),
        from: field('from', words.fromWrong),
        dueOn: field('dueOn', words.dueOnWrong),
      },
      removeHref: id === null ? null : goalPath(asked, id, '/delete'),
    },
  };
}

export function removeGoalPage(asked: Asked, shown: Listed, context: Omit<GoalsInput, 'goals'>): ReturnType<typeof removalPage> {
  const language = pageLanguage(asked);
  const words = goalTexts(language);
  return removalPage(asked, {
    title: words.removeTitle,
    current: GOALS_PATH,
    text: substitute(words.removeText, { goal: goalName(goalItem(shown, { language, ...context })) }),
    button: words.removeButton,
    cancel: words.cancel,
    action: goalPath(asked, shown.goal._id, '/delete'),
    backHref: goalPath(asked, shown.goal._id),
  });
}
