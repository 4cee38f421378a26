/** Schemas of values that many requests share. Each message says what is accepted. */
import { z } from 'zod';

/** Any but tab and line breaks. */
const CONTROL = /(?![\t\r\n])\p{Cc}/u;
const LINE_BREAK = /[\r\n\u2028\u2029]/;

/** One line of text: no control characters, no line breaks; may not be blank. */
export const line = (most: number) => z.string({ error: 'must be a text' }).trim().min(1, 'must not be empty').max(most, `must have at most ${most} characters`)
  .refine((text) => !CONTROL.test(text) && !LINE_BREAK.test(text) && text.isWellFormed(), 'must be one line without control characters');

/** Text of several lines without other control characters. */
export const prose = (most: number) => z.string({ error: 'must be a text' }).max(most, `must have at most ${most} characters`)
  .refine((text) => !CONTROL.test(text) && text.isWellFormed(), 'must not hold control characters');

/** A key people choose: `checkout`, `after-delivery`, `support.chat`. */
export const key = z.string({ error: 'must be a text' }).regex(/^[a-z0-9][a-z0-9._-]{0,63}$/i, 'must have 1–64 letters, digits, ".", "_" or "-" and begin with a letter or digit');

/** An identifier of a sender's own. */
export const externalId = z.union([z.string(), z.number().int().transform(String)], { error: 'must be a text or a whole number' })
  .pipe(line(200));

export const languageTag = z.string({ error: 'must be a language tag' }).max(35).regex(/^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$/, 'must be a language tag such as "en", "fa" or "pt-BR"');

/** ISO 8601 with an offset. */
export const instant = z.iso.datetime({ offset: true, error: 'must be an ISO 8601 instant with an offset, such as 2026-05-04T09:30:00Z' })
  .transform((text) => new Date(text))
  .refine((date) => date.getUTCFullYear() >= 1970 && date.getUTCFullYear() <= 2200, 'must lie between 1970 and 2200');

export const day = z.iso.date('must be a day such as 2026-05-04');

const MAX_PROPERTIES = 100;

/** Open properties: JSON values under at most 100 names. */
export const properties = z.record(z.string().min(1, 'a property needs a name').max(100, 'a property name has at most 100 characters').regex(/^(?!\$)[^.\p{Cc}]+$/u, 'a property name may not hold "." or control characters nor start with "$"'), z.json())
  .refine((value) => Object.keys(value).length <= MAX_PROPERTIES, `must have at most ${MAX_PROPERTIES} properties`)
  .refine((value) => JSON.stringify(value).length <= 16_384, 'must be at most 16 kB as JSON');
