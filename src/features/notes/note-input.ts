/** Notes as people and programs send them. */
import { z } from 'zod';
import { LONGEST_NOTE } from '../../domain/note.ts';
import { day, key, line } from '../../platform/http/fields.ts';

export const NoteInput = z.strictObject({
  touchpoint: key.nullable().default(null).describe('null: stands at every touchpoint'),
  day: day.refine((text) => text >= '1970-01-01' && text <= '2200-12-31', 'must lie between 1970 and 2200').describe('Local to the account'),
  text: line(LONGEST_NOTE),
}, { error: 'must be an object' }).meta({ id: 'NoteInput' });
export type NoteInput = z.infer<typeof NoteInput>;
