/**
 * Brings the rows of one customer together, whatever their order in the file: a customer's sheet is then read and written
 * once, not once per row. Rows that a later row of the file corrects are told, so that the same file again changes nothing.
 * Rows go through files in a folder of the run, so memory does not grow with the upload; the arrangement depends on the rows
 * alone, so a run that is taken over finds the same batches in the same order.
 */
import { hash } from 'node:crypto';
import { homeOf, isCompanyWide, slotOf } from '../../domain/facts.ts';
import { bucketFiles, PIECE_BYTES, type BucketFiles } from '../../platform/bucket-files.ts';
import type { ImportRow } from './past-rows.ts';
import { UnusableImport } from './unusable-import.ts';

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
  /**
   * Up to `size` rows at a time, those of one customer in the order of the file; call once everything was added.
   * @throws UnusableFile before the first batch when more rows are about one customer than can be kept of one
   */
  batches(size: number): AsyncGenerator<ArrangedRow[]>;
}

/** About as much of a file as is held in memory at once; as rows it is some twenty times as much. */
const BUCKET_BYTES = 128 * 1024;
/** What a row is about takes far less room than the row; as many of them as are looked through without keeping others waiting. */
const ROWS_TO_THINGS = 2;
const WAITING_THINGS = 3 * 1024 * 1024;

/** @param mostOfOne facts that one customer, or one month of the company, can have */
export function arrangeRows(folder: string, { fileBytes, mostOfOne }: { fileBytes: number; mostOfOne: number }): Arrangement {
  const count = Math.max(1, Math.ceil(fileBytes / BUCKET_BYTES));
  const byHolder = bucketFiles(folder, 'rows', count);
  /** What each row is about: which customers the rows about one thing name may differ. */
  const byThing = bucketFiles(folder, 'things', Math.ceil(count / ROWS_TO_THINGS), { waiting: WAITING_THINGS });
  return {
    async add(rows) {
      for (const { rowNumber, parsed } of rows) {
        await byHolder.add(holderOf(parsed), JSON.stringify({ rowNumber, parsed }));
        const thing = hash('md5', thingOf(parsed), 'base64');
        await byThing.add(thing, `${rowNumber} ${thing}`);
      }
    },
    async *batches(size) {
      const replaced = await replacedRows(byThing);
      await refuseTooMuchOfOne(byHolder, replaced, mostOfOne);
      let left: ArrangedRow[] = [];
      for await (const { lines } of byHolder.read()) {
        left.push(...arranged(lines, replaced));
        for (; left.length >= size; left = left.slice(size)) yield left.slice(0, size);
      }
      if (left.length > 0) yield left;
    },
  };
}

function arranged(lines: string[], replaced: RowSet): ArrangedRow[] {
  const rows = lines.map((line) => {
    const { rowNumber, parsed } = JSON.parse(line) as NumberedRow;
    if (isPast(parsed)) reviveInstants(parsed);
    return { holder: holderOf(parsed), row: { rowNumber, parsed, isReplaced: replaced.has(rowNumber) } };
  });
  rows.sort((a, b) => compare(a.holder, b.holder) || a.row.rowNumber - b.row.rowNumber);
  return rows.map(({ row }) => row);
}

/** Only a file of its own size can hold so many rows of one; past asks and answers are kept one by one, as many as there are. */
async function refuseTooMuchOfOne(byHolder: BucketFiles, replaced: RowSet, most: number): Promise<void> {
  let counts = new Map<string, number>();
  let counted = -1;
  for await (const { bucket, lines } of byHolder.read({ biggerThan: PIECE_BYTES })) {
    if (bucket !== counted) counts = new Map();
    counted = bucket;
    for (const line of lines) {
      const { rowNumber, parsed } = JSON.parse(line) as NumberedRow;
      if (isPast(parsed)) return;
      if (replaced.has(rowNumber)) continue;
      const holder = holderOf(parsed);
      const count = (counts.get(holder) ?? 0) + 1;
      if (count > most) throw new UnusableImport('too-much-of-one', { code: parsed.owner === null ? 'many-of-month' : 'many-of-customer', about: { most, whom: holder.slice(0, 100) } });
      counts.set(holder, count);
    }
  }
}

type PastRow = Extract<ImportRow, { kind: 'invitations' | 'responses' }>;

const isPast = (row: ImportRow): row is PastRow => row.kind === 'invitations' || row.kind === 'responses';

/** Whom a row is about: the customer, or a month of the company. */
function holderOf(row: ImportRow): string {
  return isPast(row) ? row.customerId ?? row.email ?? '' : homeOf(row);
}

/** What a row is about: two rows about one thing are one word on it and another. */
function thingOf(row: ImportRow): string {
  if (isPast(row)) return row.invitationId === null ? `answer ${row.key}` : `ask ${row.invitationId}`;
  return isCompanyWide(row) ? slotOf(row) : `${holderOf(row)}\0${slotOf(row)}`;
}

/** Rows after which another one about the same thing comes. */
async function replacedRows(byThing: BucketFiles): Promise<RowSet> {
  const replaced = rowSet();
  let latest = new Map<string, number>();
  let current = -1;
  for await (const { bucket, lines } of byThing.read()) {
    if (bucket !== current) latest = new Map();
    current = bucket;
    for (const line of lines) {
      const [rowNumber = '', thing = ''] = line.split(' ');
      const earlier = latest.get(thing);
      if (earlier !== undefined) replaced.add(earlier);
      latest.set(thing, Number(rowNumber));
    }
  }
  return replaced;
}

interface RowSet {
  add(rowNumber: number): void;
  has(rowNumber: number): boolean;
}

/** A bit a row: a file may say everything twice. */
function rowSet(): RowSet {
  let bits = new Uint8Array(1024);
  return {
    add(rowNumber) {
      const place = Math.floor(rowNumber / 8);
      if (place >= bits.length) {
        const wider = new Uint8Array(Math.max(place + 1, bits.length * 2));
        wider.set(bits);
        bits = wider;
      }
      bits[place] = (bits[place] ?? 0) | (1 << (rowNumber % 8));
    },
    has: (rowNumber) => ((bits[Math.floor(rowNumber / 8)] ?? 0) & (1 << (rowNumber % 8))) !== 0,
  };
}

/** Instants were written as text. */
function reviveInstants(row: PastRow): void {
  if (row.kind === 'invitations') row.sentAt = new Date(row.sentAt);
  else row.answeredAt = new Date(row.answeredAt);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
