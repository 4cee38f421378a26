/** Forms of sources as people fill them in, read into what services take. */
import { z } from 'zod';
import type { Mapping } from '../../domain/mapping/mapping.ts';
import { Invalid, Malformed, type FieldError } from '../../platform/errors.ts';
import { line } from '../../platform/http/fields.ts';
import { parseJson } from '../../platform/http/json.ts';
import { parse } from '../../platform/http/parse.ts';
import { jsonMisfit } from '../../platform/json-place.ts';
import { senderOf, type SourceKind } from './senders.ts';
import { mappingFrom, schemeFrom } from './source-input.ts';
import type { NewSource } from './sources.service.ts';

type Form = Readonly<Record<string, string>>;

/** @throws Invalid naming every wrong field */
export function newSourceFrom(kind: SourceKind, form: Form): NewSource {
  const errors: FieldError[] = [];
  const read = <T>(reader: () => T): T | null => {
    try {
      return reader();
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      errors.push(...(error.options.errors ?? []));
      return null;
    }
  };
  const name = read(() => nameFrom(form));
  const secret = read(() => secretFrom(form));
  const scheme = read(() => (senderOf(kind).scheme === null ? schemeFrom(jsonFrom(form['scheme'] ?? '', '/scheme')) : null));
  const mapping = read(() => mappingFrom(form['ready'] || null));
  if (name === null || errors.length > 0) throw new Invalid(errors);
  return { name, kind, secret, scheme, legacySignatures: isTicked(form, 'legacy'), mapping };
}

/** @throws Invalid */
export function nameFrom(form: Form): string {
  return parse(z.object({ name: line(200) }), { name: form['name'] ?? '' }).name;
}

/** `null` where the field was left empty. @throws Invalid */
export function secretFrom(form: Form): string | null {
  const secret = (form['secret'] ?? '').trim();
  return secret === '' ? null : parse(z.object({ secret: line(500) }), { secret }).secret;
}

export function isTicked(form: Form, field: string): boolean {
  return form[field] === 'yes';
}

const LONGEST_MAPPING = 262_144;

/** The mapping of the editor; an empty field is none. @throws Invalid */
export function writtenMapping(text: string): Mapping | null {
  if (text.length > LONGEST_MAPPING) throw new Invalid([{ pointer: '/mapping', detail: `must have at most ${LONGEST_MAPPING} characters` }]);
  return text.trim() === '' ? null : mappingFrom(jsonFrom(text, '/mapping'));
}

/** Headers as lines of `name: value`, by lower-case name. @throws Invalid with the number of the wrong line as its detail */
export function writtenHeaders(text: string): Record<string, string> {
  const lines = text.split(/\r?\n/).map((row) => row.trim());
  const wrong = lines.findIndex((row) => row !== '' && !/^[\w!#$%&'*+.^`|~-]+\s*:/.test(row));
  if (wrong >= 0) throw new Invalid([{ pointer: '/headers', detail: String(wrong + 1) }]);
  return Object.fromEntries(lines.filter((row) => row !== '').map((row) => [row.slice(0, row.indexOf(':')).trim().toLowerCase(), row.slice(row.indexOf(':') + 1).trim()]));
}

/** @throws Invalid that says where it stops being JSON */
function jsonFrom(text: string, pointer: string): unknown {
  const misfit = jsonMisfit(text);
  if (misfit) throw new Invalid([{ pointer, detail: `is not JSON: at line ${misfit.line}, character ${misfit.character}, ${misfit.expected} was expected` }]);
  try {
    return parseJson(Buffer.from(text));
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw new Invalid([{ pointer, detail: error.message }]);
  }
}
