/**
 * Brings the rows of one customer together, whatever their order in the file: a customer's sheet is then read and written
 * once, not once per row. Rows that a later row of the file corrects are told, so that the same file again changes nothing.
 * Rows go through files in a folder of the run, so memory does not grow with the upload; the arrangement depends on the rows
 * alone, so a run that is taken over finds the same batches in the same order.
 */
import { createHash } from 'node:crypto';
import { isCompanyWide, monthOf, slotOf } from '../../domain/facts.ts';
import { bucketFiles } from '../../platform/bucket-files.ts';
import type { ImportRow } from './past-rows.ts';

export interface NumberedRow {
  rowNumber: number;
  parsed: ImportRow;
}

export interface ArrangedRow extends NumberedRow {
  /** A later row of the file says otherwise about the same thing. */
  isReplaced: boolean;
}

export interface Arrangement {
  /** Takes rows in, in the order of the file. */
  add(rows: NumberedRow[]): Promise<void>;
  /** Up to `size` rows at a time, those of one customer in the order of the file; call once everything was added. */
  batches(size: number): AsyncGenerator<ArrangedRow[]>;
}

/** About as much of a file as is held in memory at once; as rows it is some twenty times as much. */
const BUCKET_BYTES = 128 * 1024;

export function arrangeRows(folder: string, fileBytes: number): Arrangement {
  const count = Math.max(1, Math.ceil(fileBytes / BUCKET_BYTES));
  const byHolder = bucketFiles(folder, 'rows', count);
  /** Rows with one of the company's own numbers: which customers they are about may differ. */
  const byNumber = bucketFiles(folder, 'numbers', count);
  return {
    async add(rows) {
      for (const row of rows) {
        await byHolder.add(holderOf(row.parsed), JSON.stringify(row));
        if (isPast(row.parsed) || !isCompanyWide(row.parsed)) continue;
        const number = createHash('md5').update(slotOf(row.parsed)).digest('base64');
        await byNumber.add(number, `${row.rowNumber} ${number}`);
      }
    },
    async *batches(size) {
      const moved = new Set<number>();
      for await (const lines of byNumber.read()) for (const rowNumber of replacedAmong(lines.map(numbered))) moved.add(rowNumber);
      let left: ArrangedRow[] = [];
      for await (const lines of byHolder.read()) {
        left.push(...arranged(lines, moved));
        for (; left.length >= size; left = left.slice(size)) yield left.slice(0, size);
      }
      if (left.length > 0) yield left;
    },
  };
}

function arranged(lines: string[], moved: ReadonlySet<number>): ArrangedRow[] {
  const rows = lines.map((line) => {
    const { rowNumber, parsed } = JSON.parse(line) as NumberedRow;
    if (isPast(parsed)) reviveInstants(parsed);
    return { holder: holderOf(parsed), row: { rowNumber, parsed, isReplaced: moved.has(rowNumber) } };
  });
  const replaced = replacedAmong(rows.map(({ holder, row: { rowNumber, parsed } }) => [rowNumber, isPast(parsed) ? holder : `${holder}\0${slotOf(parsed)}`]));
  rows.sort((a, b) => compare(a.holder, b.holder) || a.row.rowNumber - b.row.rowNumber);
  return rows.map(({ row }) => {
    if (replaced.has(row.rowNumber)) row.isReplaced = true;
    return row;
  });
}

type PastRow = Extract<ImportRow, { kind: 'invitations' | 'responses' }>;

const isPast = (row: ImportRow): row is PastRow => row.kind === 'invitations' || row.kind === 'responses';

/** Whose sheet a row is kept in; past asks and answers are kept one by one, an answer with its ask. */
function holderOf(row: ImportRow): string {
  if (!isPast(row)) return row.owner ?? monthOf(row) ?? '';
  return row.invitationId === null ? `answer ${row.key}` : `ask ${row.invitationId}`;
}

function numbered(line: string): [rowNumber: number, key: string] {
  const [rowNumber = '', key = ''] = line.split(' ');
  return [Number(rowNumber), key];
}

/** Rows after which another one of the same key comes. */
function replacedAmong(rows: [rowNumber: number, key: string][]): Set<number> {
  const latest = new Map<string, number>();
  const replaced = new Set<number>();
  for (const [rowNumber, key] of rows) {
    const earlier = latest.get(key);
    if (earlier !== undefined) replaced.add(earlier);
    latest.set(key, rowNumber);
  }
  return replaced;
}

/** Instants were written as text. */
function reviveInstants(row: PastRow): void {
  if (row.kind === 'invitations') row.sentAt = new Date(row.sentAt);
  else row.answeredAt = new Date(row.answeredAt);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
