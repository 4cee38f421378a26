/** Builds the pages of notes: those of one touchpoint with the form of a new one, and the question before one is deleted. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { localDay, localFigure } from '../../domain/local-figures.ts';
import { embedded } from '../../domain/local-text.ts';
import { LONGEST_NOTE, MOST_NOTES } from '../../domain/note.ts';
import type { Page } from '../../domain/page-frame.ts';
import { removalPage } from '../../domain/removal-page.ts';
import { wordFor } from '../../domain/source-texts.ts';
import type { TouchpointTexts } from '../../domain/texts/touchpoint-en.ts';
import { touchpointTexts } from '../../domain/touchpoint-texts.ts';
import { substitute } from '../../domain/variables.ts';

const REPORTS_PATH = '/admin/reports';

interface ShownNote {
  _id: string;
  touchpoint: string | null;
  day: string;
  text: string;
  by: { name: string };
}

export interface NoteForm {
  day: string;
  text: string;
  place: string;
  wrong: readonly ('day' | 'text' | 'full')[];
}

export interface NotesInput {
  touchpoint: { key: string; name: string };
  /** By day. */
  notes: readonly ShownNote[];
  form: NoteForm;
}

interface NotesData extends AdminFrame {
  words: TouchpointTexts['notes'];
  done: string | null;
  backHref: string;
  action: string;
  problem: string | null;
  problems: { day: string | null; text: string | null };
  form: { day: string; text: string; isEverywhere: boolean };
  longest: number;
  /** Newest first. */
  notes: { day: string; text: string; by: string; place: string | null; removeHref: string; removeLabel: string }[];
}

/** The path of the notes of a touchpoint. */
export function notesPath(asked: Asked, key: string, query: Record<string, string> = {}): string {
  return withQuery(`${REPORTS_PATH}/touchpoints/${encodeURIComponent(key)}/notes`, { ...query, ...carried(asked) });
}

export function notesPage(asked: Asked, { touchpoint, notes, form }: NotesInput): Page<'admin/notes/index', NotesData> {
  const language = pageLanguage(asked);
  const { notes: words, marks } = touchpointTexts(language);
  const isWrong = (field: NoteForm['wrong'][number]): boolean => form.wrong.includes(field);
  return {
    view: 'admin/notes/index',
    data: {
      ...adminFrame(asked, { title: substitute(words.title, { touchpoint: embedded(touchpoint.name, language) }), current: REPORTS_PATH }),
      words,
      done: wordFor({ added: words.added, removed: words.removed }, asked.query['done'] ?? ''),
      backHref: withQuery(`${REPORTS_PATH}/touchpoints/${encodeURIComponent(touchpoint.key)}`, carried(asked)),
      action: notesPath(asked, touchpoint.key),
      problem: isWrong('full') ? substitute(words.full, { max: localFigure(MOST_NOTES, language) }) : form.wrong.length > 0 ? words.problem : null,
      problems: { day: isWrong('day') ? words.dayWrong : null, text: isWrong('text') ? substitute(words.textWrong, { max: localFigure(LONGEST_NOTE, language) }) : null },
      form: { day: form.day, text: form.text, isEverywhere: form.place === 'everywhere' },
      longest: LONGEST_NOTE,
      notes: notes.toReversed().map((note) => ({
        day: localDay(note.day, language, 'full'),
        text: note.text,
        by: substitute(words.by, { name: embedded(note.by.name, language) }),
        place: note.touchpoint === null ? marks.everywhere : null,
        removeHref: withQuery(`${REPORTS_PATH}/notes/${encodeURIComponent(note._id)}/delete`, { from: touchpoint.key, ...carried(asked) }),
        removeLabel: substitute(words.removeNamed, { text: note.text }),
      })),
    },
  };
}

/** @param from the touchpoint whose notes were looked at */
export function removeNotePage(asked: Asked, { _id, text, day }: ShownNote, from: string): ReturnType<typeof removalPage> {
  const language = pageLanguage(asked);
  const { notes: words } = touchpointTexts(language);
  return removalPage(asked, {
    title: words.removeTitle,
    current: REPORTS_PATH,
    text: `${localDay(day, language, 'full')}: ${embedded(text, language)}`,
    button: words.removeButton,
    cancel: words.cancel,
    action: withQuery(`${REPORTS_PATH}/notes/${encodeURIComponent(_id)}/delete`, { from, ...carried(asked) }),
    backHref: notesPath(asked, from),
  });
}
