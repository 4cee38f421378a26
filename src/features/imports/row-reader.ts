/** Reading the cells of one row, each by its column's reader; everything that is wrong is collected, not only the first. */
import { remark, type Remark } from '../../domain/import-remark.ts';
import { trimmed } from '../../domain/plain-text.ts';
import type { ImportRow } from './past-rows.ts';
import type { RowError } from './row-error.ts';
import type { CellContext, Reader } from './values/reading.ts';

/** A column: how its cells are read, and whether they may be empty (`null` then). */
export interface Field<T> {
  isRequired: boolean;
  read: Reader<NonNullable<T>>;
}
export type Fields = Record<string, Field<unknown>>;
export type ValuesOf<F extends Fields> = { [Column in keyof F]: F[Column] extends Field<infer T> ? T : never };

export function required<T extends NonNullable<unknown>>(read: Reader<T>): Field<T> {
  return { isRequired: true, read };
}

export function optional<T extends NonNullable<unknown>>(read: Reader<T>): Field<T | null> {
  return { isRequired: false, read };
}

/** What two cells say about each other, and should not. */
export interface Refusal extends Remark {
  column: string;
}

/** What a kind of file holds: its columns, and what a row of them is. */
export interface Kind {
  columns: readonly { name: string; isRequired: boolean }[];
  /** Columns of which one must be there. */
  oneOf: readonly string[];
  /** Other columns of the file are taken as properties. */
  takesOthers: boolean;
  parse(row: RowReader): ImportRow | null;
}

/** The cells of the row at hand, by canonical column. */
export interface RowReader {
  value(column: string, field: Field<unknown>): unknown;
  refuse(refusals: readonly Refusal[]): void;
  hasErrors(): boolean;
  /** Cells of columns that nothing else takes, without empty ones. */
  others(): Record<string, string>;
}

/** Defines a kind by its fields; `build` gets the values of a row whose cells are all right, and may still refuse it. */
export function kindOf<F extends Fields>(fields: F, build: (values: ValuesOf<F>, row: RowReader) => ImportRow | Refusal[], { oneOf = [], takesOthers = false }: { oneOf?: readonly (keyof F & string)[]; takesOthers?: boolean } = {}): Kind {
  const entries = Object.entries(fields);
  return {
    columns: entries.map(([name, { isRequired }]) => ({ name, isRequired })),
    oneOf,
    takesOthers,
    parse(row) {
      const values: Record<string, unknown> = {};
      for (const [name, field] of entries) values[name] = row.value(name, field);
      if (row.hasErrors()) return null;
      const built = build(values as ValuesOf<F>, row);
      if (!Array.isArray(built)) return row.hasErrors() ? null : built;
      row.refuse(built);
      return null;
    },
  };
}

/** Where the cells of a canonical column are found. */
export interface ColumnPlan {
  /** The column as messages name it. */
  label: string;
  /** Position in the file; `null` = every row has `constant`. */
  index: number | null;
  constant: string;
  /** Stands for an empty cell. */
  fallback: string;
}

export interface RowPlan {
  columns: ReadonlyMap<string, ColumnPlan>;
  others: readonly { name: string; label: string; index: number }[];
}

/** Longest value shown in an error. */
const SHOWN = 200;
const MOST_PROPERTY_CHARACTERS = 1_000;
const MOST_PROPERTIES_CHARACTERS = 12_000;

/** One reader for all rows of a file: `start` gives it the next one, `errors` what was wrong with it. */
export function rowReader(plan: RowPlan, context: CellContext): RowReader & { start(rowNumber: number, cells: readonly string[]): void; errors(): RowError[]; refuseCell(label: string, value: string, remark: Remark): void } {
  let rowNumber = 0;
  let cells: readonly string[] = [];
  let errors: RowError[] = [];
  const refuseCell = (label: string, value: string, { problem, accepted }: Remark): void => {
    errors.push({ rowNumber, column: label, value: value.slice(0, SHOWN), problem, accepted });
  };
  const cellOf = (column: ColumnPlan): string => (column.index === null ? column.constant : trimmed(cells[column.index] ?? '')) || column.fallback;
  const reader = {
    start(number: number, next: readonly string[]): void {
      rowNumber = number;
      cells = next;
      errors = [];
    },
    errors: (): RowError[] => errors,
    hasErrors: (): boolean => errors.length > 0,
    refuseCell,
    value(name: string, field: Field<unknown>): unknown {
      const column = plan.columns.get(name);
      const cell = column === undefined ? '' : cellOf(column);
      if (cell === '') {
        if (field.isRequired) refuseCell(column?.label ?? name, '', remark('empty', 'any-value'));
        return null;
      }
      const reading = field.read(cell, context);
      if (reading.ok) return reading.value;
      refuseCell(column?.label ?? name, cell, reading);
      return null;
    },
    refuse(refusals: readonly Refusal[]): void {
      for (const { column: name, ...why } of refusals) {
        const column = plan.columns.get(name);
        refuseCell(column?.label ?? name, column === undefined ? '' : cellOf(column), why);
      }
    },
    others(): Record<string, string> {
      const values: Record<string, string> = {};
      let characters = 0;
      for (const { name, label, index } of plan.others) {
        const cell = trimmed(cells[index] ?? '');
        if (cell === '') continue;
        characters += name.length + cell.length;
        if (cell.length > MOST_PROPERTY_CHARACTERS) refuseCell(label, cell, remark({ code: 'too-long', about: { count: cell.length } }, { code: 'property', about: { most: MOST_PROPERTY_CHARACTERS } }));
        else values[name] = cell;
      }
      if (characters > MOST_PROPERTIES_CHARACTERS) refuseCell('', '', remark('too-long-properties', { code: 'properties', about: { most: MOST_PROPERTIES_CHARACTERS } }));
      return values;
    },
  };
  return reader;
}
