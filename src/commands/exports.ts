import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { startOfDay } from '../domain/period.ts';
import type { Account } from '../features/accounts/accounts.service.ts';
import { findScores } from '../features/reports/reports.queries.ts';
import { SCORE_COLUMNS, scoreRows } from '../features/reports/scores-csv.ts';
import { scoresRequest } from '../features/reports/scores-query.ts';
import { RESPONSE_COLUMNS, responseRows } from '../features/responses/response-csv.ts';
import { csvStream, type CsvRow } from '../platform/csv.ts';
import { Invalid } from '../platform/errors.ts';
import type { App } from '../app.ts';
import { chosenAccount, jsonOption, type CommonOptions, type Desk } from './desk.ts';
import { scoresQuery, withScoreOptions, type ScoresOptions } from './reports.ts';

interface ExportOptions extends ScoresOptions {
  out?: string;
}

interface Export {
  columns: readonly string[];
  rows: AsyncIterable<CsvRow> | Iterable<CsvRow>;
}

export function exportCommands(program: Command, desk: Desk): void {
  const exporting = program.command('export').description('tables as CSV, to standard output or a file');
  exportCommand(exporting, 'responses', 'answers, newest first', desk, ({ app, account, options }) => {
    // The same range, survey, touchpoint and metric as a score report of these options, so that both tell of the same answers.
    const { from, to, survey, touchpoint, metric } = scoresRequest(scoresQuery(options), account, app.now());
    return { columns: RESPONSE_COLUMNS, rows: responseRows(account._id, { from: startOfDay(from, account.timeZone), to: startOfDay(to, account.timeZone), survey, touchpoint, metric }) };
  });
  exportCommand(exporting, 'scores', 'a score report', desk, async ({ app, account, options }) => ({
    columns: SCORE_COLUMNS, rows: scoreRows(await findScores(account._id, scoresQuery(options), app.now())),
  }));
}

function exportCommand(parent: Command, name: string, description: string, desk: Desk, make: (task: { app: App; account: Account; options: ExportOptions }) => Promise<Export> | Export): void {
  withScoreOptions(parent.command(name).description(description))
    .option('--out <file>', 'write to this file; needed with --json')
    .option('--account <id>', 'which account; needed only where there are several')
    .addOption(jsonOption())
    .action(async (options: ExportOptions & CommonOptions) => {
      const { out, json } = options;
      if (json === true && out === undefined) throw new Invalid([{ pointer: '/--out', detail: 'names the file to write; with --json standard output holds the JSON document' }]);
      await desk.withApp(async (app) => {
        const { columns, rows } = await make({ app, account: await chosenAccount(options.account), options });
        const tally = { rows: 0 };
        await written(csvStream(columns, counted(rows, tally)), out);
        if (out !== undefined) desk.answer({ document: { file: out, rows: tally.rows }, text: `${tally.rows} rows in ${out}` }, json === true);
      });
    });
}

async function* counted(rows: Export['rows'], tally: { rows: number }): AsyncGenerator<CsvRow> {
  for await (const row of rows) {
    tally.rows += 1;
    yield row;
  }
}

/** To standard output it may be cut short by its reader (`| head`), which is no failure. */
async function written(csv: Readable, file: string | undefined): Promise<void> {
  if (file !== undefined) return pipeline(csv, createWriteStream(file));
  await pipeline(csv, process.stdout, { end: false }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  });
}
