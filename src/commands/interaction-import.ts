import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { Mapping } from '../domain/mapping/mapping.ts';
import type { Account } from '../features/accounts/accounts.service.ts';
import type { DeliveryCounts } from '../features/sources/deliveries.service.ts';
import { mappingFrom } from '../features/sources/source-input.ts';
import { requireSource } from '../features/sources/sources.service.ts';
import { apiFileTarget, fileTarget, takeFile, type FileTarget } from '../features/sources/take-file.service.ts';
import { csvFile } from '../platform/csv.ts';
import { Conflict, Invalid } from '../platform/errors.ts';
import { accountCommand, whenRedisAnswers, type CommonOptions, type Desk } from './desk.ts';

interface ImportOptions extends CommonOptions {
  source?: string;
  mapping?: string;
  dryRun?: boolean;
  errors?: string;
}

/** `interaction import <file>`: for systems that can write a file and nothing else. */
export function addInteractionImport(interaction: Command, desk: Desk): void {
  accountCommand<ImportOptions>(interaction, 'import <file>', 'report every row of a CSV or XLSX file, or every line of JSON (NDJSON); a row that is known by its id is left as it is', desk, async ({ app, account, options, args }) => {
    const [file = ''] = args;
    const isDryRun = options.dryRun === true;
    const target = await targetOf(account, options);
    if (!isDryRun) await whenRedisAnswers(app);
    const errorsPath = options.errors ?? `${file}.errors.csv`;
    const errors = csvFile(errorsPath, ['row', 'field', 'problem']);
    let hasErrors = false;
    let counts: DeliveryCounts;
    try {
      ({ counts } = await takeFile(app, file, target, {
        isDryRun,
        onProblems: (problems) => errors.write(problems.map((problem) => ({ ...problem }))),
        onProgress: async ({ rows }, percent) => void (process.stderr.isTTY && process.stderr.write(`\r${percent} % · ${rows} rows`)),
      }));
    } finally {
      hasErrors = await errors.close();
      if (process.stderr.isTTY) desk.note('');
    }
    return { document: { source: target.sourceId, dryRun: isDryRun, ...counts, errorsFile: hasErrors ? errorsPath : null }, text: summary(counts, { isDryRun, errorsPath }) };
  })
    .option('--source <id>', 'as what this source reported, by its mapping (default: as the API keys of the account)')
    .option('--mapping <file>', 'JSON that says what the columns mean, in place of the source\'s own; without any they go by their names: id, type, touchpoint, occurredAt, customer.email, …')
    .option('--dry-run', 'read and check everything, store nothing')
    .option('--errors <file>', 'where to write what is wrong with which row (default: beside the file, as <file>.errors.csv)');
}

async function targetOf(account: Account, { source: sourceId, mapping: path }: ImportOptions): Promise<FileTarget> {
  const mapping = path === undefined ? null : readMapping(path);
  if (sourceId === undefined) return apiFileTarget(account._id, mapping, account.timeZone);
  const source = await requireSource(account._id, sourceId);
  if (source.status === 'paused') throw new Conflict(`The source "${source.name}" is paused; resume it first.`);
  return fileTarget({ ...source, mapping: mapping ?? source.mapping }, account.timeZone);
}

function readMapping(path: string): Mapping | null {
  const text = readFileSync(path, 'utf8');
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw new Invalid([{ pointer: '/mapping', detail: `${path} is not valid JSON: ${(error as Error).message}` }]);
  }
  return mappingFrom(given);
}

function summary({ rows, accepted, duplicates, ignored, rejected }: DeliveryCounts, { isDryRun, errorsPath }: { isDryRun: boolean; errorsPath: string }): string {
  const counts = `${rows} rows read: ${accepted} ${isDryRun ? 'would be stored' : 'stored'}, ${duplicates} known already, ${ignored} left out by the mapping, ${rejected} rejected`;
  return rejected === 0 ? counts : `${counts} (see ${errorsPath})`;
}
