import type { Day } from '../../domain/period.ts';
import { NotFound } from '../../platform/errors.ts';
import { notes, type Note } from './note.model.ts';

export type { Note } from './note.model.ts';

/** Of one touchpoint and of all of them, by day. @param touchpoint `null`: of whichever */
export async function notesAt(accountId: string, touchpoint: string | null, range: { from?: Day | undefined; to?: Day | undefined } | null): Promise<Note[]> {
  const days = { ...(range?.from === undefined ? {} : { $gte: range.from }), ...(range?.to === undefined ? {} : { $lt: range.to }) };
  const found = await notes.of(accountId).find(Object.keys(days).length === 0 ? {} : { day: days }, { sort: { day: 1 } });
  return touchpoint === null ? found : found.filter((note) => note.touchpoint === null || note.touchpoint === touchpoint);
}

/** @throws NotFound */
export async function requireNote(accountId: string, id: string): Promise<Note> {
  const note = await notes.of(accountId).findOne({ _id: id });
  if (!note) throw new NotFound(`There is no note "${id}".`);
  return note;
}
