/** Builds the page of one answer, for the people who get in touch with the customer. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { adminStrings } from '../../domain/admin-texts.ts';
import { uiStrings } from '../../domain/default-texts.ts';
import { localFigure, localTime } from '../../domain/local-figures.ts';
import { CATEGORIES } from '../../domain/metric.ts';
import type { Category, Metric, Scale } from '../../domain/metric.ts';
import type { Page } from '../../domain/page-frame.ts';
import { surveyText, type ReaderInput } from '../../domain/survey-text.ts';
import { substitute } from '../../domain/variables.ts';

export interface AnswerPageInput extends Pick<ReaderInput, 'version' | 'fallbackLanguages' | 'branding'> {
  answer: {
    metric: Metric;
    scale: Scale;
    category: Category;
    score: number;
    comment: string | null;
    /** In which the question was asked. */
    language: string;
    respondedAt: Date;
    revisions: readonly { score: number; comment: string | null; until: Date }[];
    excluded: { reason: string } | null;
  };
  touchpoint: { key: string; name: string };
  /** `null` fields as far as unknown or erased. */
  customer: { name: string | null; email: string | null };
  timeZone: string;
}

interface AnswerData extends AdminFrame {
  labels: Record<'score' | 'category' | 'customer' | 'touchpoint' | 'question' | 'comment' | 'noComment' | 'answeredAt', string>;
  score: string;
  category: string;
  tier: 'high' | 'middle' | 'low';
  question: { text: string; lang: string };
  comment: string | null;
  customer: { name: string; email: string | null };
  touchpoint: { name: string; href: string };
  at: string;
  instant: string;
  excluded: string | null;
  /** Newest first. */
  revisions: { score: string; comment: string | null; until: string }[];
}

export function answerPage(asked: Asked, { answer, version, fallbackLanguages, branding, touchpoint, customer, timeZone }: AnswerPageInput): Page<'admin/responses/show', AnswerData> {
  const language = pageLanguage(asked);
  const ui = adminStrings(language);
  const words = uiStrings(language);
  const question = surveyText({ version, language: answer.language, fallbackLanguages, branding, variables: { name: customer.name, touchpoint: touchpoint.name } });
  const scoreText = (score: number): string => substitute(ui.scoreOf, { score: localFigure(score, language), max: localFigure(answer.scale.max, language) });
  const band = CATEGORIES[answer.metric].findIndex((category) => category === answer.category);
  return {
    view: 'admin/responses/show',
    data: {
      ...adminFrame(asked, { title: ui.answerTitle, current: '/admin/reports' }),
      labels: {
        score: words.alertScore, category: words.alertCategory, customer: words.alertCustomer, touchpoint: words.alertTouchpoint, question: words.alertQuestion,
        comment: words.alertComment, noComment: words.alertNoComment, answeredAt: words.alertAnsweredAt,
      },
      score: scoreText(answer.score),
      category: words.categories[answer.category],
      tier: band === 0 ? 'high' : band === 1 ? 'middle' : 'low',
      question: { text: question.question, lang: question.language },
      comment: answer.comment,
      customer: { name: customer.name ?? words.alertUnnamedCustomer, email: customer.email },
      touchpoint: { name: touchpoint.name, href: withQuery(`/admin/reports/touchpoints/${encodeURIComponent(touchpoint.key)}`, carried(asked)) },
      at: localTime(answer.respondedAt, language, timeZone),
      instant: answer.respondedAt.toISOString(),
      excluded: answer.excluded && substitute(ui.answerExcluded, { reason: answer.excluded.reason }),
      revisions: answer.revisions.toReversed().map(({ score, comment, until }) => ({ score: scoreText(score), comment, until: localTime(until, language, timeZone) })),
    },
  };
}
