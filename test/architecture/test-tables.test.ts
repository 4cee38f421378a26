/** test/README.md says which test shows what: every threat and promise is in it, and every test that it names is there. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(`${folder}README.md`, 'utf8');

interface Row {
  id: string;
  cells: string[];
  tests: { file: string; name: string }[];
}

function rowsOf(letter: string, testsIn: number): Row[] {
  return readme.split('\n').filter((line) => new RegExp(`^\\| ${letter}\\d+ \\|`).test(line)).map((line) => {
    const cells = line.split('|').slice(1, -1).map((cell) => cell.trim());
    const named = (cells[testsIn] ?? '').split('<br>').map((one) => /^`([\w./-]+\.test\.ts)` (.+)$/.exec(one));
    return { id: cells[0] ?? '', cells, tests: named.flatMap((match) => (match ? [{ file: match[1] ?? '', name: match[2] ?? '' }] : [])) };
  });
}

const TABLES = [['threats', 'T', 30, 3], ['promises', 'P', 28, 2]] as const;

describe.each(TABLES)('the table of %s', (_what, letter, count, testsIn) => {
  const rows = rowsOf(letter, testsIn);

  it('has every one once, in order', () => {
    expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: count }, (_, index) => `${letter}${index + 1}`));
    expect(new Set(rows.map(({ cells }) => cells.length))).toEqual(new Set([4]));
  });

  it('names a test for each, or says why it does not apply', () => {
    expect(rows.filter(({ tests, cells }) => tests.length === 0 && !cells.some((cell) => cell.startsWith('does not apply because '))).map(({ id }) => id)).toEqual([]);
  });

  it('names only tests that are there', () => {
    const missing = rows.flatMap(({ id, tests, cells }) => {
      expect(tests.length, id).toBe(cells[testsIn] === '–' ? 0 : (cells[testsIn] ?? '').split('<br>').length);
      return tests.filter(({ file, name }) => {
        const source = readFileSync(`${folder}${file}`, 'utf8').replaceAll("\\'", "'");
        return !source.includes(`'${name}'`);
      }).map(({ file, name }) => `${id}: ${file} has no test called ${name}`);
    });
    expect(missing).toEqual([]);
  });
});
