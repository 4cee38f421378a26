import type { App } from '../../app.ts';
import type { Author } from '../../domain/author.ts';
import { MOST_NOTES } from '../../domain/note.ts';
import { Invalid } from '../../platform/errors.ts';
import { inTransaction } from '../../platform/mongo.ts';
import { noteChange } from '../../platform/noted-changes.ts';
import { randomId } from '../../platform/token.ts';
import { knownTouchpoints } from '../touchpoints/touchpoints.queries.ts';
import type { NoteInput } from './note-input.ts';
import { notes, type Note } from './note.model.ts';
import { requireNote } from './notes.queries.ts';

/** @throws Invalid for a touchpoint there never was, and when an account has too many */
export async function addNote(app: App, accountId: string, { touchpoint, day, text }: NoteInput, by: Author): Promise<Note> {
  if (touchpoint !== null && !(await knownTouchpoints(accountId)).some(({ key }) => key === touchpoint)) throw new Invalid([{ pointer: '/touchpoint', detail: `there is no touchpoint "${touchpoint}"` }]);
  const id = randomId('note');
  await inTransaction(async (session) => {
    const known = await notes.of(accountId).find({}, { projection: { _id: 1 }, session });
    if (known.length >= MOST_NOTES) throw new Invalid([{ pointer: '', detail: `an account has at most ${MOST_NOTES} notes; delete one first` }]);
    await notes.of(accountId).insertMany([{ _id: id, touchpoint, day, text, by, createdAt: app.now() }], { session });
  });
  noteChange({ action: 'notes.added', subject: touchpoint ?? '', before: null, after: { day, text } });
  return requireNote(accountId, id);
}

/** @throws NotFound */
export async function deleteNote(accountId: string, id: string): Promise<Note> {
  const note = await requireNote(accountId, id);
  await notes.of(accountId).deleteMany({ _id: id });
  noteChange({ action: 'notes.deleted', subject: note.touchpoint ?? '', before: { day: note.day, text: note.text }, after: null });
  return note;
}
