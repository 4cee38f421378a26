/** Imports a made-up company's files as its own systems would export them. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Company } from '../../demo/company.ts';
import { csvText } from '../../demo/files.ts';
import { COMPANY_FILE_KINDS } from '../../demo/import-rows.ts';
import type { Day } from '../../domain/period.ts';
import type { Client } from './client.ts';

export interface ImportedFile {
  kind: string;
  rowsRead: number;
  accepted: number;
  updated: number;
  unchanged: number;
  rejected: number;
}

interface Progress extends ImportedFile {
  status: string;
  reason: string | null;
}

const ASK_AGAIN_MS = 150;
/** Without a single row in this time, nobody is there to do the work. */
const PATIENCE_MS = 300_000;

const fileName = (kind: string, to: Day): string => `demo-${kind}-${to}.csv`;

/**
 * The day on which the company's story ended when it was imported before, else `null`: told again, it must be the same one,
 * because every row has a day.
 */
export async function endOfKnownStory(client: Client): Promise<Day | null> {
  const { data } = (await client.get('/imports?limit=200')) as { data: { fileName: string; status: string }[] };
  const known = data.findLast(({ fileName: name, status }) => name.startsWith('demo-customers-') && status === 'finished');
  return known === undefined ? null : (/\d{4}-\d{2}-\d{2}/.exec(known.fileName)?.[0] ?? null);
}

export async function importCompany(client: Client, company: Company, note: (line: string) => void): Promise<ImportedFile[]> {
  const imported: ImportedFile[] = [];
  for (const kind of COMPANY_FILE_KINDS) {
    const file = { name: fileName(kind, company.plan.to), pieces: [...csvText(kind, company.rows(kind))] };
    const { id } = (await client.upload('/imports', { kind }, file)) as { id: string };
    const { rowsRead, accepted, updated, unchanged, rejected } = await whenFinished(client, kind, id);
    imported.push({ kind, rowsRead, accepted, updated, unchanged, rejected });
    note(`… ${rowsRead} rows of ${kind} are imported`);
  }
  return imported;
}

async function whenFinished(client: Client, kind: string, id: string): Promise<Progress> {
  let seen = -1;
  for (let until = 0; ; await sleep(ASK_AGAIN_MS)) {
    const progress = (await client.get(`/imports/${id}`)) as Progress;
    if (progress.status === 'finished' && progress.rejected === 0) return progress;
    if (progress.status === 'finished') throw new Error(`${progress.rejected} rows of the file of ${kind} were refused; see /api/v1/imports/${id}/errors.csv`);
    if (progress.status === 'failed') throw new Error(`the file of ${kind} was refused: ${progress.reason}`);
    if (progress.rowsRead > seen) [seen, until] = [progress.rowsRead, Date.now() + PATIENCE_MS];
    else if (Date.now() > until) throw new Error(`the import of ${kind} does not get on: is a worker running?`);
  }
}
