import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { localTime } from '../../domain/local-figures.ts';
import { restoreTexts } from '../../domain/restore-texts.ts';
import type { Page } from '../../domain/page-frame.ts';
import { substitute } from '../../domain/variables.ts';

export const RESTORE = '/admin/restore';

export interface RestorePageInput {
  /** When the backup was taken; `null` when nothing is held. */
  takenAt: Date | null;
  /** Other companies share the installation: then its operator confirms. */
  isShared: boolean;
  timeZone: string;
}

interface RestoreData extends AdminFrame {
  words: ReturnType<typeof restoreTexts>;
  held: string | null;
  isDone: boolean;
  /** `null` where this person cannot confirm. */
  action: string | null;
}

export function restorePage(asked: Asked, { takenAt, isShared, timeZone }: RestorePageInput): Page<'admin/restores/show', RestoreData> {
  const language = pageLanguage(asked);
  const words = restoreTexts(language);
  return {
    view: 'admin/restores/show',
    data: {
      ...adminFrame(asked, { title: words.title, current: '' }),
      words,
      held: takenAt && substitute(words.held, { takenAt: localTime(takenAt, language, timeZone) }),
      isDone: takenAt === null && asked.query['done'] === 'confirmed',
      action: takenAt === null || isShared ? null : withQuery(RESTORE, carried(asked)),
    },
  };
}
