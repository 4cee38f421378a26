/** What one version of a survey changed about the one before, field by field. */
import { scaleName } from '../../domain/metric.ts';
import type { Category, Metric, Scale, Thresholds } from '../../domain/metric.ts';
import type { Texts } from '../../domain/survey.ts';

export interface Wording {
  metric: Metric;
  scale: Scale;
  thresholds: Thresholds;
  question: Texts;
  labels: { low: Texts; high: Texts };
  followUpQuestion: Partial<Record<Category, Texts>>;
  thankYou: Partial<Record<Category, Texts>>;
}

/** A text has a language, all others `null`; `null` for what is not there. */
export interface Change {
  field: string;
  language: string | null;
  before: string | null;
  after: string | null;
}

/** In the order of the editor; nothing that stayed the same. */
export function changesBetween(before: Wording, after: Wording): Change[] {
  const [old, fresh] = [flat(before), flat(after)];
  return [...new Set([...fresh.keys(), ...old.keys()])].flatMap((name) => {
    const [was, is] = [old.get(name), fresh.get(name)];
    const { field, language } = is ?? was ?? { field: name, language: null };
    return was?.text === is?.text ? [] : [{ field, language, before: was?.text ?? null, after: is?.text ?? null }];
  });
}

function flat({ metric, scale, thresholds, question, labels, followUpQuestion, thankYou }: Wording): Map<string, { field: string; language: string | null; text: string }> {
  const plain = (field: string, text: string): [string, { field: string; language: string | null; text: string }] => [field, { field, language: null, text }];
  const texts = (field: string, byLanguage: Texts) => Object.entries(byLanguage).map(([language, text]): [string, { field: string; language: string | null; text: string }] => [`${field}\0${language}`, { field, language, text }]);
  return new Map([
    plain('metric', metric), plain('scale', scaleName(scale)), plain('thresholds', `≤ ${thresholds.low}, ≥ ${thresholds.high}`),
    ...texts('question', question), ...texts('labels.low', labels.low), ...texts('labels.high', labels.high),
    ...Object.entries(followUpQuestion).flatMap(([category, own]) => texts(`followUpQuestion.${category}`, own)),
    ...Object.entries(thankYou).flatMap(([category, own]) => texts(`thankYou.${category}`, own)),
  ]);
}
