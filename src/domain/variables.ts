/**
 * Flat variables in texts that customers of this product write: `{{name}}`, or `{{name|there}}` with a fallback.
 * Deliberately not a template language: no blocks, no expressions, and what was substituted is never read again.
 */

/** Values by flat name; a dot in a name (`customer.plan`) is a letter like any other. */
export type Variables = Readonly<Record<string, string | number | null | undefined>>;

/** Longest value that is substituted, in code points: a name or a plan fits, a pasted document does not. */
export const LONGEST_VALUE = 500;

const VARIABLE = /\{\{\s*([a-zA-Z][\w.]{0,63})\s*(?:\|([^{}]*))?\}\}/g;

/** Line breaks, other control characters, direction overrides that could turn a text around, halves of a character. */
const UNSAFE_IN_A_VALUE = /[\p{Cc}\p{Zl}\p{Zp}\p{Surrogate}\u202A-\u202E\u2066-\u2069]+/gu;

/**
 * The text with its variables filled in. An unknown, absent or blank value becomes the fallback, or nothing.
 * Anything else between braces stays as it was written. Values are cut to {@link LONGEST_VALUE} code points and kept on one line.
 */
export function substitute(text: string, variables: Variables): string {
  return text.replace(VARIABLE, (_, name: string, fallback: string | undefined) => {
    const value = Object.hasOwn(variables, name) ? cleanValue(variables[name] ?? '') : '';
    return value === '' ? (fallback ?? '').trim() : value;
  });
}

/** As {@link substitute}, for places that hold one line (a mail's subject, a page's title): every run of white space is one blank. */
export function substituteLine(text: string, variables: Variables): string {
  return substitute(text, variables).replace(UNSAFE_IN_A_VALUE, ' ').replace(/\s+/g, ' ').trim();
}

function cleanValue(value: string | number): string {
  const cleaned = String(value).replace(UNSAFE_IN_A_VALUE, ' ').trim();
  return cleaned.length <= LONGEST_VALUE ? cleaned : Array.from(cleaned).slice(0, LONGEST_VALUE).join('');
}

/** Names of the variables a text uses, in order of appearance, each once. */
export function variablesIn(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(VARIABLE), (match) => match[1] ?? ''))];
}

/**
 * Names a text uses that are not known, for validation. A known name ending in `.*` stands for every name below it:
 * `properties.*` knows `properties.plan` and `properties.order.id`.
 */
export function unknownVariables(text: string, known: readonly string[]): string[] {
  return variablesIn(text).filter((name) => !known.some((entry) => (entry.endsWith('.*') ? name.startsWith(entry.slice(0, -1)) : name === entry)));
}
