/** Cutting CSV text into rows (RFC 4180, and the ways real files depart from it). Line ends are `\n`. */

export interface CutRow {
  cells: string[];
  /** Where the next row begins. */
  next: number;
  /** A quotation mark opened here is not closed before text that cannot belong to it: cut at the line end, to be refused. */
  broken: boolean;
}

/** Single quotation marks inside a quoted cell. With more of them it is not this cell that they stand in. */
const MOST_STRAYS = 100;

/**
 * The row that begins at `from`, or `null` when its end is not in the text yet and more is to come. A quoted cell may hold
 * delimiters, line breaks and doubled quotation marks; single ones inside it are taken as they stand (`"5" pipe"`).
 */
export function cutRow(text: string, from: number, delimiter: string, isAll: boolean): CutRow | null {
  const cells: string[] = [];
  let cursor = from;
  let lineEnd = endOfLine(text, from);
  for (;;) {
    if (text[cursor] === '"') {
      const quoted = cutQuoted(text, cursor, delimiter);
      if (quoted === 'open' && !isAll) return null;
      if (quoted === 'open' || quoted === 'astray' || (quoted.strays > 0 && quoted.value.includes('\n'))) return firstLine(text, from, delimiter);
      if (quoted.end === text.length && !isAll) return null;
      cells.push(quoted.value);
      cursor = quoted.end;
      if (lineEnd < cursor) lineEnd = endOfLine(text, cursor);
    } else {
      const found = text.indexOf(delimiter, cursor);
      const end = found === -1 || found > lineEnd ? lineEnd : found;
      if (end === text.length && !isAll) return null;
      cells.push(text.slice(cursor, end));
      cursor = end;
    }
    if (text[cursor] !== delimiter) return { cells, next: cursor + 1, broken: false };
    cursor += 1;
  }
}

/** A row as it stands up to the end of its first line. */
export function firstLine(text: string, from: number, delimiter: string): CutRow {
  const end = endOfLine(text, from);
  return { cells: text.slice(from, end).split(delimiter), next: end + 1, broken: true };
}

/** The cell whose quotation mark opens at `from`; `end` is the delimiter or line end after it, or the text's length. */
function cutQuoted(text: string, from: number, delimiter: string): { value: string; end: number; strays: number } | 'open' | 'astray' {
  let strays = 0;
  let close = from;
  for (;;) {
    close = text.indexOf('"', close + 1);
    if (close === -1) return 'open';
    if (text[close + 1] === '"') {
      close += 1;
      continue;
    }
    let end = close + 1;
    while (text[end] === ' ') end += 1;
    if (end === text.length || text[end] === delimiter || text[end] === '\n') return { value: text.slice(from + 1, close).replaceAll('""', '"'), end, strays };
    strays += 1;
    if (strays > MOST_STRAYS) return 'astray';
  }
}

function endOfLine(text: string, from: number): number {
  const found = text.indexOf('\n', from);
  return found === -1 ? text.length : found;
}
