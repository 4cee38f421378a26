import type { DayRange } from '../../domain/period.ts';
import { NotFound } from '../../platform/errors.ts';
import { notes, type Note } from './note.model.ts';

export type { Note } from './note.model.ts';

/** Of one touchpoint and of all of them, by day. */
export async function notesAt(accountId: string, touchpoint: string, range: DayRange | null): Promise<Note[]> {
  const found = await notes.of(accountId).find(range === null ? {} : { day: { $gte: range.from, $lt: range.to } }, { sort: { day: 1 } });
  return found.filter((note) => note.touchpoint === null || note.touchpoint === touchpoint);
}

/** @throws NotFound */
export async function requireNote(accountId: string, id: string): Promise<Note> {
  const note = await notes.of(accountId).findOne({ _id: id });
  if (!note) throw new NotFound(`There is no note "${id}".`);
  return note;
}
