/** Reading one cell: a value, or what is wrong with it and what is accepted. */
import type { DateFormat } from '../../../domain/date-format.ts';
import { remark, type Accepted, type Problem, type Remark, type Said } from '../../../domain/import-remark.ts';

export type Reading<T> = { ok: true; value: T } | ({ ok: false } & Remark);

/** What a mapping and an account say about the cells of a whole file. */
export interface CellContext {
  timeZone: string;
  /** `null` = ISO 8601 only. */
  dateFormat: DateFormat | null;
  calendar: 'gregorian' | 'jalali';
  /** `null` = told by each number itself, refused where it could be either. */
  decimalSeparator: '.' | ',' | null;
}

/** Reads a cell that is not empty; `text` has no white space around it. */
export type Reader<T> = (text: string, context: CellContext) => Reading<T>;

export function found<T>(value: T): Reading<T> {
  return { ok: true, value };
}

export function refused(problem: Said<Problem>, ...accepted: Said<Accepted>[]): { ok: false } & Remark {
  return { ok: false, ...remark(problem, ...accepted) };
}
