/** JSON for people: what fits on a line stands on one. */

const WIDTH = 96;
const INDENT = '  ';

/**
 * @param value of JSON; members that are `undefined` are left out
 * @param width of a line, in characters
 */
export function readableJson(value: unknown, width = WIDTH): string {
  return write(value, width, '', 0);
}

/** The payload as it came, broken into lines where that changes nothing but blanks. */
export function readablePayload(text: string, width = WIDTH): string {
  try {
    const value: unknown = JSON.parse(text);
    // Numbers too long to be exact, or names that stand twice, would come out differently.
    return JSON.stringify(value) === text ? readableJson(value, width) : text;
  } catch {
    return text;
  }
}

/** @param taken characters of the line that are taken before and after the value */
function write(value: unknown, width: number, indent: string, taken: number): string {
  const flat = flatJson(value);
  if (typeof value !== 'object' || value === null || indent.length + taken + flat.length <= width) return flat;
  const inner = indent + INDENT;
  if (Array.isArray(value) && value.every(isScalar)) return `[\n${filled(value.map(flatJson), width, inner)}\n${indent}]`;
  const lines = Array.isArray(value)
    ? value.map((member) => inner + write(member, width, inner, 1))
    : entriesOf(value).map(([name, member]) => `${inner}${JSON.stringify(name)}: ${write(member, width, inner, name.length + 5)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return lines.length === 0 ? open + close : `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}

const isScalar = (value: unknown): boolean => typeof value !== 'object' || value === null;

/** As many on a line as it holds. */
function filled(words: readonly string[], width: number, indent: string): string {
  const lines: string[] = [];
  for (const [index, word] of words.entries()) {
    const written = index < words.length - 1 ? `${word},` : word;
    const last = lines.at(-1);
    if (last !== undefined && indent.length + last.length + 1 + written.length <= width) lines[lines.length - 1] = `${last} ${written}`;
    else lines.push(written);
  }
  return lines.map((one) => indent + one).join('\n');
}

function flatJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flatJson).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = entriesOf(value).map(([name, member]) => `${JSON.stringify(name)}: ${flatJson(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

function entriesOf(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, member]) => member !== undefined);
}
