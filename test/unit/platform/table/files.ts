/** Files that the tests of reading tables make for themselves. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openTable } from '../../../../src/platform/table/open-table.ts';
import type { Table, TableOptions, TableRow } from '../../../../src/platform/table/table.ts';

let folder: Promise<string> | undefined;
let count = 0;

afterAll(async () => {
  if (folder) await rm(await folder, { recursive: true, force: true });
  folder = undefined;
});

export async function aPath(name = 'file.csv'): Promise<string> {
  folder ??= mkdtemp(join(tmpdir(), 'afterword-table-'));
  count += 1;
  return join(await folder, `${count}-${name}`);
}

export async function aFile(content: string | Uint8Array, name?: string): Promise<string> {
  const path = await aPath(name);
  await writeFile(path, content);
  return path;
}

/** Text as bytes of an encoding the platform can only decode. */
export function encoded(text: string, encoding: string): Uint8Array {
  if (encoding === 'utf-8') return Buffer.from(text);
  if (encoding === 'utf-16le') return Buffer.from(text, 'utf16le');
  if (encoding === 'utf-16be') return Buffer.from(text, 'utf16le').swap16();
  const bytes = new Map<string, number>();
  for (let byte = 0; byte < 256; byte += 1) bytes.set(new TextDecoder(encoding).decode(Uint8Array.of(byte), { stream: true }), byte);
  return Uint8Array.from([...text].map((character) => {
    const byte = bytes.get(character);
    if (byte === undefined) throw new Error(`${encoding} has no ${character}`);
    return byte;
  }));
}

export const BYTE_ORDER_MARK = '\ufeff';

/** Everything in a file: its description and all rows. */
export async function readAll(path: string, options?: TableOptions): Promise<Table & { rows: TableRow[]; bytesRead: number[] }> {
  const table = await openTable(path, options);
  const rows: TableRow[] = [];
  const bytesRead: number[] = [];
  try {
    for await (const batch of table.batches) {
      rows.push(...batch.rows);
      bytesRead.push(batch.bytesRead);
    }
  } finally {
    await table.close();
  }
  return { ...table, rows, bytesRead };
}

export async function cellsOf(content: string | Uint8Array, options?: TableOptions): Promise<string[][]> {
  const { header, rows } = await readAll(await aFile(content), options);
  return [header, ...rows.map(({ cells }) => cells)];
}
