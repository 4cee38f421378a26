import { createWriteStream, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { App } from '../app.ts';
import { IMPORT_KINDS } from '../features/imports/import-kinds.ts';
import { carryOutImport } from '../features/imports/import-runner.service.ts';
import { createImport, importDocument, rejectedCsv, requireImport, undoImportRun, type ImportRun } from '../features/imports/imports.service.ts';
import { Mapping } from '../features/imports/mapping.ts';
import { Invalid } from '../platform/errors.ts';
import { parse } from '../platform/http/parse.ts';
import { accountCommand, type Answer, type CommonOptions, type Desk } from './desk.ts';

interface ImportOptions extends CommonOptions {
  mapping?: string;
  dryRun?: boolean;
  errors?: string;
}

const ASK_AGAIN_MS = 200;
const BAR_WIDTH = 30;

export function importCommands(program: Command, desk: Desk): void {
  accountCommand<ImportOptions>(program, 'import <kind> <file>', `read a CSV or XLSX file of one kind: ${IMPORT_KINDS.join(', ')}`, desk, async ({ app, account, options, args }) => {
    const [kind = '', file = ''] = args;
    const known = IMPORT_KINDS.find((name) => name === kind);
    if (!known) throw new Invalid([{ pointer: '/kind', detail: `must be one of ${IMPORT_KINDS.join(', ')}; got "${kind}"` }]);
    const run = await createImport(app, account._id, {
      kind: known, fileName: basename(file), path: file, bytes: statSync(file).size, dryRun: options.dryRun === true,
      mapping: options.mapping === undefined ? null : parse(Mapping, JSON.parse(readFileSync(options.mapping, 'utf8')), '/mapping'),
    });
    const ended = await finish(app, desk, run);
    if (options.errors !== undefined && ended.rejected > 0) await pipeline(rejectedCsv(account._id, run._id), createWriteStream(options.errors));
    return answerOf(app, ended);
  })
    .option('--mapping <file>', 'JSON that says what the columns mean; what it leaves open is guessed')
    .option('--dry-run', 'read and check everything, store nothing')
    .option('--errors <file>', 'write every wrong value to this CSV file');

  accountCommand(program, 'import-undo <id>', 'take an import back; what it replaced holds again', desk, async ({ app, account, args }) =>
    answerOf(app, await finish(app, desk, await undoImportRun(app, account._id, args[0] ?? ''))));
}

/** Does the work here unless a running worker has taken it, and shows how far it is either way. */
async function finish(app: App, desk: Desk, run: ImportRun): Promise<ImportRun> {
  let failure: unknown = null;
  const work = carryOutImport(app, run._id).catch((error: unknown) => {
    failure = error;
  });
  for (;;) {
    const current = await requireImport(run.accountId, run._id);
    if (process.stderr.isTTY) process.stderr.write(`\r${bar(current)}`);
    if (current.wakeAt === null) break;
    if (failure !== null) throw failure;
    await Promise.race([sleep(ASK_AGAIN_MS), work.then(() => sleep(ASK_AGAIN_MS / 10))]);
  }
  await work;
  if (process.stderr.isTTY) desk.note('');
  return requireImport(run.accountId, run._id);
}

function bar({ percent, rowsRead, rejected }: ImportRun): string {
  const filled = Math.round((BAR_WIDTH * percent) / 100);
  return `[${'█'.repeat(filled)}${'·'.repeat(BAR_WIDTH - filled)}] ${percent} % · ${rowsRead} rows · ${rejected} rejected`;
}

function answerOf(app: App, run: ImportRun): Answer {
  const { status, reason, rowsRead, accepted, updated, unchanged, rejected } = run;
  const counts = `${rowsRead} rows read: ${accepted} new, ${updated} updated, ${unchanged} unchanged, ${rejected} rejected`;
  const text = status === 'failed' ? `The file could not be read: ${reason}` : status === 'undone' ? 'Taken back.' : counts;
  return { document: importDocument(app, run), text: `${text} (import ${run._id})`, isBad: status === 'failed' };
}
