/** Files of a report, opened again: what stands in each cell. */
import { readXlsx } from 'hucre/xlsx';
import Papa from 'papaparse';
import type { Agent } from './browser-agent.ts';

export interface OpenedFile {
  fileName: string;
  cells: (string | number | boolean)[][];
}

/** A person's browser, or an API key. */
type Reader = Agent | string;

async function bytesOf(url: string, reader: Reader, path: string): Promise<{ bytes: Uint8Array; fileName: string }> {
  const headers: Record<string, string> = typeof reader === 'string' ? { Authorization: `Bearer ${reader}` } : { Cookie: [...reader.cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
  const response = await fetch(`${url}${path}`, { headers });
  if (!response.ok) throw new Error(`${path} was answered with ${response.status}`);
  return { bytes: new Uint8Array(await response.arrayBuffer()), fileName: /filename="?([^";]+)"?/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? '' };
}

/** Without the mark that keeps a spreadsheet from running a text. */
export async function openCsv(url: string, reader: Reader, path: string): Promise<OpenedFile> {
  const { bytes, fileName } = await bytesOf(url, reader, path);
  const { data } = Papa.parse<string[]>(new TextDecoder().decode(bytes), { skipEmptyLines: true });
  return { fileName, cells: data.map((row) => row.map((cell) => (/^'[=+\-@]/.test(cell) ? cell.slice(1) : cell))) };
}

export async function openXlsx(url: string, reader: Reader, path: string): Promise<OpenedFile & { isRightToLeft: boolean; formulas: number }> {
  const { bytes, fileName } = await bytesOf(url, reader, path);
  const { sheets: [sheet] } = await readXlsx(bytes);
  if (!sheet) throw new Error(`${path} has no sheet`);
  const width = sheet.rows[0]?.length ?? 0;
  return {
    fileName,
    cells: sheet.rows.map((row) => Array.from({ length: width }, (_, index) => (row[index] ?? '') as string | number | boolean)),
    isRightToLeft: sheet.view?.rightToLeft === true,
    formulas: [...(sheet.cells ?? new Map()).values()].filter((cell: { formula?: string }) => cell.formula !== undefined).length,
  };
}
