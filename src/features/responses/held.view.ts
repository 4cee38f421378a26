/** Builds the list of answers that are held back: each with its reasons, to be accepted or dismissed. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { answerItem, answerPath, type AnswerItem, type AnswerItemContext, type ListedAnswer } from '../../domain/answer-item.ts';
import { answerTexts } from '../../domain/answer-texts.ts';
import type { HeldReason } from '../../domain/held-back.ts';
import type { Page } from '../../domain/page-frame.ts';
import type { AnswerTexts } from '../../domain/texts/answers-en.ts';
import { ANSWERS_PATH, HELD_PATH } from './answers.view.ts';

export interface HeldInput extends Pick<AnswerItemContext, 'touchpoints' | 'timeZone'> {
  /** Newest first. */
  answers: readonly (ListedAnswer & { heldBack?: { isWaiting: boolean; reasons: readonly HeldReason[] } })[];
  nextCursor: string | null;
  isFirstPage: boolean;
}

interface HeldItem extends AnswerItem {
  held: { reasons: string; acceptHref: string; dismissHref: string };
}

interface HeldData extends AdminFrame {
  words: AnswerTexts['held'];
  feed: AnswerTexts['feed'];
  back: string;
  backHref: string;
  items: HeldItem[];
  olderHref: string | null;
  newestHref: string | null;
}

export function heldPage(asked: Asked, { answers, nextCursor, isFirstPage, ...context }: HeldInput): Page<'admin/responses/held', HeldData> {
  const { held: words, feed, page } = answerTexts(pageLanguage(asked));
  return {
    view: 'admin/responses/held',
    data: {
      ...adminFrame(asked, { title: words.title, current: ANSWERS_PATH }),
      words, feed,
      back: page.back,
      backHref: withQuery(ANSWERS_PATH, carried(asked)),
      items: answers.map((answer) => ({
        ...answerItem(asked, answer, context),
        held: {
          reasons: (answer.heldBack?.reasons ?? []).map((reason) => words.reasons[reason]).join(' '),
          acceptHref: answerPath(asked, answer._id, '/restore'),
          dismissHref: answerPath(asked, answer._id, '/exclude'),
        },
      })),
      olderHref: nextCursor === null ? null : withQuery(HELD_PATH, { cursor: nextCursor, ...carried(asked) }),
      newestHref: isFirstPage ? null : withQuery(HELD_PATH, carried(asked)),
    },
  };
}
