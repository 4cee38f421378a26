/** Builds the page that asks before an answer is left out of every number, or taken in again, and for the reason. */
import { adminFrame, pageLanguage } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { answerPath } from '../../domain/answer-item.ts';
import { answerTexts } from '../../domain/answer-texts.ts';
import { localFigure } from '../../domain/local-figures.ts';
import type { Page } from '../../domain/page-frame.ts';
import type { AnswerTexts } from '../../domain/texts/answers-en.ts';
import { substitute } from '../../domain/variables.ts';
import { ANSWERS_PATH } from './answers.view.ts';

export const LONGEST_REASON = 500;

interface JudgeData extends AdminFrame {
  words: AnswerTexts['page'];
  text: string;
  button: string;
  action: string;
  backHref: string;
  longest: number;
  reason: string;
  problem: string | null;
}

/** @param sent the reason as it was sent and refused */
export function judgePage(asked: Asked, { id, kind, sent }: { id: string; kind: 'exclude' | 'restore'; sent: string | null }): Page<'admin/responses/judge', JudgeData> {
  const language = pageLanguage(asked);
  const words = answerTexts(language).page;
  const [title, text, button] = kind === 'exclude' ? [words.excludeTitle, words.excludeText, words.excludeButton] : [words.restoreTitle, words.restoreText, words.restoreButton];
  return {
    view: 'admin/responses/judge',
    data: {
      ...adminFrame(asked, { title, current: ANSWERS_PATH }),
      words, text, button,
      action: answerPath(asked, id, `/${kind}`),
      backHref: answerPath(asked, id),
      longest: LONGEST_REASON,
      reason: sent ?? '',
      problem: sent === null ? null : substitute(words.reasonWrong, { max: localFigure(LONGEST_REASON, language) }),
    },
  };
}
