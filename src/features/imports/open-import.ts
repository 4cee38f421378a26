/** Opens a file and settles what its columns mean: what parsing and previewing have in common. */
import { dateFormat } from '../../domain/date-format.ts';
import { misfitRemark } from '../../domain/import-remark.ts';
import { plainWord } from '../../domain/plain-text.ts';
import { openTable } from '../../platform/table/open-table.ts';
import { rowMisfit } from '../../platform/table/row-misfit.ts';
import type { Table, TableRow } from '../../platform/table/table.ts';
import type { ParseInput, RowError } from './import-file.ts';
import type { ImportKind } from './import-kinds.ts';
import { KINDS } from './kinds/all-kinds.ts';
import { guessMapping, type GuessedMapping } from './mapping.ts';
import type { ImportRow } from './past-rows.ts';
import { rowReader, type ColumnPlan, type RowPlan } from './row-reader.ts';
import { UnusableImport } from './unusable-import.ts';

/** As many properties as a customer may have. */
const MOST_PROPERTIES = 100;

export interface OpenImport {
  table: Table;
  guess: GuessedMapping;
  /** Why the file as a whole is no use, or `null`. */
  problem: UnusableImport | null;
  /** The row, or everything that is wrong with it. */
  parse(row: TableRow): { parsed: ImportRow; errors: null } | { parsed: null; errors: RowError[] };
}

/** @throws UnusableFile for a file that is no table */
export async function openImport({ path, kind, mapping, timeZone, signal }: ParseInput): Promise<OpenImport> {
  const { encoding, delimiter, sheet, decimalSeparator } = mapping ?? {};
  const table = await openTable(path, { encoding, delimiter, sheet, decimalSeparator, signal });
  const guess = guessMapping(kind, table.header, mapping);
  const plan = planOf(kind, table.header, guess);
  const pattern = guess.mapping.dateFormat;
  const reader = rowReader(plan, { timeZone, dateFormat: pattern === undefined ? null : dateFormat(pattern), calendar: guess.mapping.calendar ?? 'gregorian', decimalSeparator: decimalSeparator ?? null });
  return {
    table, guess,
    problem: problemOf(kind, table, guess, plan),
    parse(row) {
      reader.start(row.rowNumber, row.cells);
      const misfit = rowMisfit(table, row);
      if (misfit) reader.refuseCell('', misfit.value, misfitRemark(misfit));
      const parsed = reader.hasErrors() ? null : KINDS[kind].parse(reader);
      return parsed === null ? { parsed: null, errors: reader.errors() } : { parsed, errors: null };
    },
  };
}

function planOf(kind: ImportKind, header: readonly string[], { mapping, unmapped }: GuessedMapping): RowPlan {
  const columns = new Map<string, ColumnPlan>();
  for (const { name } of KINDS[kind].columns) {
    const source = mapping.columns?.[name];
    const fallback = mapping.defaults?.[name] ?? '';
    if (source === undefined && fallback === '') continue;
    if (typeof source === 'string') columns.set(name, { label: source, index: header.indexOf(source), constant: '', fallback });
    else columns.set(name, { label: name, index: null, constant: source?.constant ?? '', fallback });
  }
  const others = KINDS[kind].takesOthers ? unmapped.filter((name) => !/^Column \d+$/.test(name)).map((label) => ({ name: propertyName(label), label, index: header.indexOf(label) })) : [];
  return { columns, others };
}

/** Dots and a dollar at the start mean something else in paths to properties. */
function propertyName(label: string): string {
  return label.replaceAll(/[.\p{Cc}]/gu, '_').replace(/^\$/, '_').slice(0, 100);
}

function problemOf(kind: ImportKind, { header, delimiter }: Table, { mapping, missing, unknown }: GuessedMapping, { others }: RowPlan): UnusableImport | null {
  const names = KINDS[kind].columns.map(({ name }) => name).join(', ');
  const columns = shortened(header);
  if (unknown.length > 0) return new UnusableImport('unknown-column', { code: 'strangers', about: { unknown: unknown.join(', '), columns, kind, names } });
  const recognised = Object.values(mapping.columns ?? {}).some((source) => typeof source === 'string');
  const alone = header.length === 1 && /[,;\t|]/.test(header[0] ?? '');
  if (missing.length > 0 && alone) return new UnusableImport('unknown-column', { code: 'one-column', about: { columns, delimiter: delimiter ?? '' } });
  if (missing.length > 0 && !recognised) return new UnusableImport('unknown-column', { code: 'no-known-column', about: { kind, columns, names } });
  if (missing.length > 0) return new UnusableImport('missing-column', { code: 'missing-columns', about: { missing: missing.join(', '), columns, first: (missing[0] ?? '').split(' ')[0] ?? '' } });
  if (others.length > MOST_PROPERTIES) return new UnusableImport('too-many-columns', { code: 'many-properties', about: { count: others.length, most: MOST_PROPERTIES } });
  const twice = others.find(({ name }, index) => others.findIndex((other) => plainWord(other.name) === plainWord(name)) < index);
  return twice === undefined ? null : new UnusableImport('unknown-column', { code: 'same-property', about: { name: twice.name } });
}

function shortened(names: readonly string[]): string {
  const text = names.join(', ');
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
