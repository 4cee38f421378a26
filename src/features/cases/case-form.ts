/** Forms of a case as people fill them in, read into what the services take. */
import { z } from 'zod';
import type { FieldError } from '../../platform/errors.ts';
import { line, prose } from '../../platform/http/fields.ts';
import { tryParse, type Parsed } from '../../platform/http/parse.ts';
import { wallTimeInstant, wallTimeOf } from '../../domain/wall-time.ts';
import type { Case } from './case.model.ts';
import type { CaseChange } from './case-steps.service.ts';
import { LONGEST_CAUSE, LONGEST_TEXT } from './case-limits.ts';

type Form = Readonly<Record<string, string>>;

const text = prose(LONGEST_TEXT).refine((value) => value.trim() !== '', 'must not be empty');
/** An empty field says that it is not known. */
const cause = z.union([z.literal('').transform(() => null), line(LONGEST_CAUSE)]);

const NoteForm = z.object({ text });
const ClosingForm = z.object({ outcome: text, rootCause: cause });
const WorkForm = z.object({ ownerId: z.string().max(320), rootCause: cause, due: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/).optional() });

export function readNote(form: Form): Parsed<z.infer<typeof NoteForm>> {
  return tryParse(NoteForm, { text: form['text'] ?? '' });
}

export function readClosing(form: Form): Parsed<z.infer<typeof ClosingForm>> {
  return tryParse(ClosingForm, { outcome: form['outcome'] ?? '', rootCause: (form['rootCause'] ?? '').trim() });
}

/** What differs from the case as it is: a due time that has passed and was left as it is changes nothing. */
export function readWork(form: Form, found: Case, timeZone: string): Parsed<CaseChange> {
  const parsed = tryParse(WorkForm, { ownerId: form['ownerId'] ?? '', rootCause: (form['rootCause'] ?? '').trim(), due: form['due'] });
  if (!parsed.ok) return { ok: false, errors: parsed.errors.map(named) };
  const { ownerId, rootCause, due } = parsed.value;
  const dueAt = due === undefined || due === wallTimeOf(found.dueAt, timeZone) ? undefined : instantOf(due, timeZone);
  if (dueAt === null) return { ok: false, errors: [{ pointer: '/dueAt', detail: 'is no day and time' }] };
  return {
    ok: true,
    value: {
      ...(ownerId === (found.ownerId ?? '') ? {} : { ownerId: ownerId === '' ? null : ownerId }),
      ...(rootCause === found.rootCause ? {} : { rootCause }),
      ...(dueAt === undefined ? {} : { dueAt }),
    },
  };
}

/** The field of the form by the name the service knows. */
function named({ pointer, detail }: FieldError): FieldError {
  return { pointer: pointer === '/due' ? '/dueAt' : pointer, detail };
}

function instantOf(due: string, timeZone: string): Date | null {
  try {
    return wallTimeInstant(due.slice(0, 10), due.slice(11), timeZone);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
