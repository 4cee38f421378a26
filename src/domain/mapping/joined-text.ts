/** Texts with places: `deal-{objectId}`, `{first} {last?}`. */
import { parsePath, type Path } from './path.ts';

/** A constant, or a place; an optional one may be missing. */
export type TextPart = string | { path: Path; isOptional: boolean };

export type ParsedText = { ok: true; parts: TextPart[] } | { ok: false; at: number; detail: string };

const MOST_PLACES = 20;

/** Doubled braces are braces. Refused: a brace without its other half, a bad path, no place at all, more than twenty. */
export function parseText(text: string): ParsedText {
  const parts: TextPart[] = [];
  let constant = '';
  let at = 0;
  while (at < text.length) {
    const sign = text[at] ?? '';
    if ((sign === '{' || sign === '}') && text[at + 1] === sign) {
      constant += sign;
      at += 2;
    } else if (sign === '}') {
      return { ok: false, at: at + 1, detail: 'expected "{" before "}"; write "}}" for a brace' };
    } else if (sign === '{') {
      const end = endOfPlace(text, at + 1);
      if (end === -1) return { ok: false, at: at + 1, detail: 'expected "}" after "{"; write "{{" for a brace' };
      const isOptional = text[end - 1] === '?';
      const parsed = parsePath(text.slice(at + 1, isOptional ? end - 1 : end));
      if (!parsed.ok) return { ...parsed, at: at + 1 + parsed.at };
      if (constant !== '') parts.push(constant);
      parts.push({ path: parsed.path, isOptional });
      constant = '';
      at = end + 1;
    } else {
      constant += sign;
      at += 1;
    }
  }
  if (constant !== '') parts.push(constant);
  const places = parts.filter((part) => typeof part !== 'string').length;
  if (places === 0) return { ok: false, at: 1, detail: 'expected at least one place such as {id}; a constant is a "value"' };
  if (places > MOST_PLACES) return { ok: false, at: 1, detail: `a text has at most ${MOST_PLACES} places` };
  return { ok: true, parts };
}

/** As `parseText`, for texts that were checked when they were saved: a bad one is breakage and throws. */
export function requireText(text: string): TextPart[] {
  const parsed = parseText(text);
  if (!parsed.ok) throw new RangeError(`Not a text with places: ${JSON.stringify(text)}`);
  return parsed.parts;
}

/** The index of the brace that closes a place, −1 where there is none; braces inside quotes are part of a name. */
function endOfPlace(text: string, start: number): number {
  let quote = '';
  for (let at = start; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    if (quote !== '') {
      if (sign === '\\') at += 1;
      else if (sign === quote) quote = '';
    } else if (sign === '\'' || sign === '"') quote = sign;
    else if (sign === '}') return at;
  }
  return -1;
}
