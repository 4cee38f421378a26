import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import type { Account } from '../features/accounts/accounts.service.ts';
import { businessTable, OutcomesExportQuery, outcomesTable, responsesTable, scoresTable, type ExportTable } from '../features/reports/exports.queries.ts';
import { scoresRequest } from '../features/reports/scores-query.ts';
import { csvStream, type CsvRow } from '../platform/csv.ts';
import { Invalid } from '../platform/errors.ts';
import { parse } from '../platform/http/parse.ts';
import { xlsxFile } from '../platform/xlsx.ts';
import type { App } from '../app.ts';
import { chosenAccount, jsonOption, type CommonOptions, type Desk } from './desk.ts';
import { businessQuery, outcomesQuery, withBusinessOptions, withOutcomesOptions, type BusinessOptions, type OutcomesOptions } from './outcome-reports.ts';
import { scoresQuery, withScoreOptions, type ScoresOptions } from './reports.ts';

interface Task<Options> {
  app: App;
  account: Account;
  options: Options;
}

interface ExportCommand<Options> {
  name: string;
  description: string;
  withOptions: (command: Command) => Command;
  make: (task: Task<Options>) => Promise<ExportTable>;
}

interface OutcomesExportOptions extends OutcomesOptions {
  rows?: string;
  horizon?: string;
}

export function exportCommands(program: Command, desk: Desk): void {
  const exporting = program.command('export').description('tables as CSV, to standard output or a file, or as XLSX to a file');
  exportCommand<ScoresOptions>(exporting, desk, {
    name: 'responses', description: 'answers, newest first', withOptions: withScoreOptions,
    make: ({ app, account, options }) => {
      // The same range, survey, touchpoint, metric and segment as a score report of these options, so that both tell of the same answers.
      const { from, to, survey, touchpoint, metric } = scoresRequest(scoresQuery(options), account, app.now());
      return responsesTable(account._id, { from, to, survey, touchpoint, metric, where: options.where });
    },
  });
  exportCommand<ScoresOptions>(exporting, desk, {
    name: 'scores', description: 'a score report', withOptions: withScoreOptions,
    make: ({ app, account, options }) => scoresTable(account._id, scoresQuery(options), app.now()),
  });
  exportCommand<BusinessOptions>(exporting, desk, {
    name: 'business', description: 'a business report', withOptions: withBusinessOptions,
    make: ({ app, account, options }) => businessTable(account._id, businessQuery(options), app.now()),
  });
  exportCommand<OutcomesExportOptions>(exporting, desk, {
    name: 'outcomes', description: 'an outcomes report',
    withOptions: (command) => withOutcomesOptions(command)
      .option('--rows <what>', 'touchpoints (default), or every one of their figures')
      .option('--horizon <days>', '30, 90, 180 or 365 days after the answer (default: 90)'),
    make: ({ app, account, options }) => outcomesTable(account._id, parse(OutcomesExportQuery, { ...outcomesQuery(options), rows: options.rows, horizon: options.horizon }), app.now()),
  });
}

function exportCommand<Options>(parent: Command, desk: Desk, { name, description, withOptions, make }: ExportCommand<Options>): void {
  withOptions(parent.command(name).description(description))
    .option('--out <file>', 'write to this file, a workbook where its name ends in .xlsx; needed with --json')
    .option('--account <id>', 'which account; needed only where there are several')
    .addOption(jsonOption())
    .action(async (options: Options & CommonOptions & { out?: string }) => {
      const { out, json } = options;
      if (json === true && out === undefined) throw new Invalid([{ pointer: '/--out', detail: 'names the file to write; with --json standard output holds the JSON document' }]);
      await desk.withApp(async (app) => {
        const { columns, rows } = await make({ app, account: await chosenAccount(options.account), options });
        const tally = { rows: 0 };
        const counting = counted(rows, tally);
        if (out?.toLowerCase().endsWith('.xlsx') === true) await writeFile(out, await xlsxFile(columns, counting, { name, isRightToLeft: false }));
        else await written(csvStream(columns, counting), out);
        if (out !== undefined) desk.answer({ document: { file: out, rows: tally.rows }, text: `${tally.rows} rows in ${out}` }, json === true);
      });
    });
}

async function* counted(rows: ExportTable['rows'], tally: { rows: number }): AsyncGenerator<CsvRow> {
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
