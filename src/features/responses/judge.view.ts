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
  help: string;
  text: string;
  button: string;
  action: string;
  backHref: string;
  longest: number;
  reason: string;
  problem: string | null;
}

/** @param isHeld the answer was held back: it is accepted or dismissed @param sent the reason as it was sent and refused */
export function judgePage(asked: Asked, { id, kind, isHeld, sent }: { id: string; kind: 'exclude' | 'restore'; isHeld: boolean; sent: string | null }): Page<'admin/responses/judge', JudgeData> {
  const language = pageLanguage(asked);
  const { page: words, held } = answerTexts(language);
  const [title, text, button] = isHeld
    ? { exclude: [held.dismissTitle, held.dismissText, held.dismissButton] as const, restore: [held.acceptTitle, held.acceptText, held.acceptButton] as const }[kind]
    : { exclude: [words.excludeTitle, words.excludeText, words.excludeButton] as const, restore: [words.restoreTitle, words.restoreText, words.restoreButton] as const }[kind];
  return {
    view: 'admin/responses/judge',
    data: {
      ...adminFrame(asked, { title, current: ANSWERS_PATH }),
      words, text, button,
      help: isHeld ? held.reasonHelp : words.reasonHelp,
      action: answerPath(asked, id, `/${kind}`),
      backHref: answerPath(asked, id),
      longest: LONGEST_REASON,
      reason: sent ?? '',
      problem: sent === null ? null : substitute(words.reasonWrong, { max: localFigure(LONGEST_REASON, language) }),
    },
  };
}
