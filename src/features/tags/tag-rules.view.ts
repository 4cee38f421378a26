/** Builds the pages of tag rules: all of them, one of them, and the question before one is deleted. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { answerItem, type AnswerItem, type ListedAnswer } from '../../domain/answer-item.ts';
import { answerTexts } from '../../domain/answer-texts.ts';
import { localFigure, localTime } from '../../domain/local-figures.ts';
import { embedded } from '../../domain/local-text.ts';
import type { Page } from '../../domain/page-frame.ts';
import { removalPage } from '../../domain/removal-page.ts';
import { wordFor } from '../../domain/source-texts.ts';
import { LONGEST_RULE_WORD, LONGEST_TAG, MOST_RULE_WORDS, MOST_TAG_RULES } from '../../domain/tag.ts';
import type { AnswerTexts } from '../../domain/texts/answers-en.ts';
import { substitute } from '../../domain/variables.ts';
import type { Opening } from '../../platform/http/overtaken.ts';

const ANSWERS_PATH = '/admin/answers';
const SHOWN_WORDS = 12;
export const RULES_PATH = `${ANSWERS_PATH}/tag-rules`;

export interface ShownRule {
  tag: string;
  words: readonly string[];
  run: { comments: number; tagged: number; finishedAt: Date | null } | null;
}

/** A form as it was sent, with what is wrong with it. */
export interface SentRule {
  tag: string;
  words: string;
  wrong: readonly ('tag' | 'words' | 'full')[];
}

export interface ShownPreview {
  comments: number;
  matching: number;
  reached: Date | null;
  examples: readonly ListedAnswer[];
}

interface Context {
  preview: ShownPreview | null;
  touchpoints: ReadonlyMap<string, string>;
  timeZone: string;
}

/** The path of the page of one rule, or one below it. */
export function rulePath(asked: Asked, tag: string, part = '', query: Record<string, string> = {}): string {
  return withQuery(`${RULES_PATH}/${encodeURIComponent(tag)}${part}`, { ...query, ...carried(asked) });
}

interface RuleForm {
  action: string;
  previewAction: string;
  /** `null` where the rule is known by its address. */
  tag: string | null;
  words: string;
  longestTag: number;
  problem: string | null;
  problems: Record<'tag' | 'words', string | null>;
}

interface Preview {
  text: string;
  since: string | null;
  examples: AnswerItem[];
}

interface RulesData extends AdminFrame {
  words: AnswerTexts['rules'];
  backHref: string;
  backText: string;
  done: string | null;
  rows: { href: string; tag: string; words: readonly string[]; more: string | null; run: string }[];
  form: RuleForm;
  preview: Preview | null;
}

export interface RulesInput extends Context {
  rules: readonly ShownRule[];
  sent: SentRule | null;
}

export function rulesPage(asked: Asked, { rules, sent, preview, ...context }: RulesInput): Page<'admin/tags/index', RulesData> {
  const language = pageLanguage(asked);
  const { rules: words, page, done } = answerTexts(language);
  return {
    view: 'admin/tags/index',
    data: {
      ...adminFrame(asked, { title: words.title, current: ANSWERS_PATH }),
      words,
      backHref: withQuery(ANSWERS_PATH, carried(asked)),
      backText: page.back,
      done: wordFor(done, asked.query['done'] ?? ''),
      rows: rules.map((rule) => ({ href: rulePath(asked, rule.tag), tag: rule.tag, words: rule.words.slice(0, SHOWN_WORDS), more: rule.words.length > SHOWN_WORDS ? `+${localFigure(rule.words.length - SHOWN_WORDS, language)}` : null, run: runText(rule, language, context.timeZone) })),
      form: formOf({ action: withQuery(RULES_PATH, carried(asked)), previewAction: withQuery(`${ANSWERS_PATH}/tags/preview`, carried(asked)), tag: sent?.tag ?? '', words: sent?.words ?? '' }, sent, language),
      preview: preview && previewOf(asked, preview, context),
    },
  };
}

interface RuleData extends AdminFrame {
  opening: Opening;
  words: AnswerTexts['rules'];
  backHref: string;
  done: string | null;
  form: RuleForm;
  preview: Preview | null;
  run: string;
  isRunning: boolean;
  lookHref: string;
  applyAction: string;
  taggedHref: string;
  removeHref: string;
}

export interface RuleInput extends Context {
  rule: ShownRule;
  opening: Opening;
  sent: SentRule | null;
}

export function rulePage(asked: Asked, { rule, sent, opening, preview, ...context }: RuleInput): Page<'admin/tags/show', RuleData> {
  const language = pageLanguage(asked);
  const { rules: words, done } = answerTexts(language);
  const { tag } = rule;
  return {
    view: 'admin/tags/show',
    data: {
      ...adminFrame(asked, { title: substitute(words.ruleTitle, { tag: embedded(tag, language) }), current: ANSWERS_PATH }),
      words,
      opening,
      backHref: withQuery(RULES_PATH, carried(asked)),
      done: wordFor(done, asked.query['done'] ?? ''),
      form: formOf({ action: rulePath(asked, tag), previewAction: rulePath(asked, tag, '/preview'), tag: null, words: sent?.words ?? rule.words.join('\n') }, sent, language),
      preview: preview && previewOf(asked, preview, context),
      run: runText(rule, language, context.timeZone),
      isRunning: rule.run !== null && rule.run.finishedAt === null,
      lookHref: rulePath(asked, tag),
      applyAction: rulePath(asked, tag, '/apply'),
      taggedHref: withQuery(ANSWERS_PATH, { tag, period: 'always', ...carried(asked) }),
      removeHref: rulePath(asked, tag, '/delete'),
    },
  };
}

export function removeRulePage(asked: Asked, tag: string): ReturnType<typeof removalPage> {
  const language = pageLanguage(asked);
  const { rules: words, page } = answerTexts(language);
  return removalPage(asked, {
    title: substitute(words.removeTitle, { tag: embedded(tag, language) }),
    current: ANSWERS_PATH,
    text: words.removeText,
    button: words.removeButton,
    cancel: page.cancel,
    action: rulePath(asked, tag, '/delete'),
    backHref: rulePath(asked, tag),
  });
}

function formOf(values: Pick<RuleForm, 'action' | 'previewAction' | 'tag' | 'words'>, sent: SentRule | null, language: string): RuleForm {
  const { rules: words, page } = answerTexts(language);
  const figure = (value: number): string => localFigure(value, language);
  const isWrong = (field: SentRule['wrong'][number]): boolean => sent?.wrong.includes(field) === true;
  return {
    ...values,
    longestTag: LONGEST_TAG,
    problem: isWrong('full') ? substitute(words.tooMany, { max: figure(MOST_TAG_RULES) }) : (sent?.wrong.length ?? 0) > 0 ? words.problem : null,
    problems: {
      tag: isWrong('tag') ? substitute(page.tagWrong, { max: figure(LONGEST_TAG) }) : null,
      words: isWrong('words') ? substitute(words.wordsWrong, { max: figure(LONGEST_RULE_WORD), most: figure(MOST_RULE_WORDS) }) : null,
    },
  };
}

function previewOf(asked: Asked, { comments, matching, reached, examples }: ShownPreview, { touchpoints, timeZone }: Omit<Context, 'preview'>): Preview {
  const language = pageLanguage(asked);
  const words = answerTexts(language).rules;
  const counts = { comments: localFigure(comments, language), matching: localFigure(matching, language) };
  return {
    text: comments === 0 ? words.foundNothing : substitute(matching === 0 ? words.foundNone : words.foundSome, counts),
    since: reached === null ? null : substitute(words.foundSince, { time: localTime(reached, language, timeZone) }),
    examples: examples.map((answer) => answerItem(asked, answer, { touchpoints, timeZone })),
  };
}

function runText({ run }: ShownRule, language: string, timeZone: string): string {
  const words = answerTexts(language).rules;
  if (run === null) return words.runNever;
  const counts = { comments: localFigure(run.comments, language), tagged: localFigure(run.tagged, language) };
  return run.finishedAt === null ? substitute(words.runGoing, counts) : substitute(words.runDone, { ...counts, time: localTime(run.finishedAt, language, timeZone) });
}
