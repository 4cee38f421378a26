/** Schema → typed value, or one error per wrong field with a JSON pointer and what is accepted. */
import type { z, ZodType } from 'zod';
import { Invalid, type FieldError } from '../errors.ts';

function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ pointer: pointerOf([...issue.path, key]), detail: 'unknown field; check its spelling' }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The alternative that got furthest into the value says most about what was meant.
    const furthest = issue.errors.reduce((best, errors) => (depth(errors) > depth(best) ? errors : best));
    return furthest.flatMap((inner) => fieldErrors({ ...inner, path: [...issue.path, ...inner.path] }));
  }
  return [{ pointer: pointerOf(issue.path), detail: issue.message }];
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(...issues.map((issue) => issue.path.length));
}

export type Parsed<T> = { ok: true; value: T } | { ok: false; errors: FieldError[] };

export function tryParse<T>(schema: ZodType<T>, value: unknown, base = ''): Parsed<T> {
  const result = schema.safeParse(value);
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, errors: result.error.issues.flatMap(fieldErrors).map((error) => ({ ...error, pointer: base + error.pointer })) };
}

/** @throws Invalid naming every wrong field. */
export function parse<T>(schema: ZodType<T>, value: unknown, base = ''): T {
  const parsed = tryParse(schema, value, base);
  if (!parsed.ok) throw new Invalid(parsed.errors);
  return parsed.value;
}

/** What `work` comes to, with its refusal of wrong values as a value: a form is shown again with them. */
export async function orRefused<T>(work: () => T | Promise<T>): Promise<Parsed<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (error instanceof Invalid) return { ok: false, errors: error.options.errors ?? [] };
    throw error;
  }
}
