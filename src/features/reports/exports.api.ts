import type { Router } from 'express';
import type { ZodType } from 'zod';
import type { App } from '../../app.ts';
import { dayOf } from '../../domain/period.ts';
import { NotFound } from '../../platform/errors.ts';
import { apiRoutes } from '../../platform/http/api-routes.ts';
import { READ_WITHIN_MS } from '../../platform/http/deadline.ts';
import { sendTable, TABLE_FORMATS, type TableFormat } from '../../platform/http/table-download.ts';
import { MOST_XLSX_ROWS } from '../../platform/xlsx.ts';
import { requireAccount } from '../accounts/accounts.queries.ts';
import { BusinessQuery } from './business-query.ts';
import { businessTable, OutcomesExportQuery, outcomesTable, ResponsesExportQuery, responsesTable, scoresTable, type ExportTable } from './exports.queries.ts';
import { ScoresQuery } from './scores-query.ts';

const FORMATS: Record<TableFormat, { description: string; contentType: string; problems: readonly number[] }> = {
  csv: { description: 'UTF-8 with a mark, streamed; text that a spreadsheet would run as a formula has an apostrophe before it', contentType: 'text/csv', problems: [] },
  xlsx: {
    description: `A workbook of one sheet with at most ${MOST_XLSX_ROWS} rows; numbers are numbers, and text is never a formula`,
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', problems: [413],
  },
};

interface Exported<Query> {
  summary: string;
  description: string;
  query: ZodType<Query>;
  table: (accountId: string, query: Query) => Promise<ExportTable>;
}

/** What the reports' pages give out as files, for programs. */
export function exportsApi(app: App): Router {
  const routes = apiRoutes('/api/v1/exports', 'Exports');
  const kinds = new Set<string>();
  const add = <Query>(kind: string, { summary, description, query: schema, table }: Exported<Query>): void => {
    kinds.add(kind);
    for (const format of TABLE_FORMATS) {
      const { problems, ...file } = FORMATS[format];
      routes.get(`/${kind}.${format}`, {
        summary: `${summary} as ${format.toUpperCase()}`, description, scope: 'read', query: schema, deadlineMs: READ_WITHIN_MS, problems, responses: { 200: file },
      }, async ({ accountId, query, response }) => {
        const { timeZone } = await requireAccount(accountId);
        await sendTable(response, format, { name: `${kind}-${dayOf(app.now(), timeZone)}`, ...(await table(accountId, query)), dir: 'ltr' });
        return undefined;
      });
    }
  };

  add('responses', {
    summary: 'Answers', description: 'Newest first, excluded ones too; the parameters are those of the list, and without days all answers are in it.',
    query: ResponsesExportQuery, table: responsesTable,
  });
  add('scores', {
    summary: 'The score report', description: 'Each group as a whole, and with `interval` in its parts.',
    query: ScoresQuery, table: (accountId, query) => scoresTable(accountId, query, app.now()),
  });
  add('business', {
    summary: 'The business report', description: 'A row for each period, group and currency. Percent as 0–100, money in major units.',
    query: BusinessQuery, table: (accountId, query) => businessTable(accountId, query, app.now()),
  });
  add('outcomes', {
    summary: 'The outcomes report', description: 'Touchpoints ranked by how well their score tells who leaves, or every figure behind that. Churn is a fraction 0–1, money in major units.',
    query: OutcomesExportQuery, table: (accountId, query) => outcomesTable(accountId, query, app.now()),
  });

  routes.router.use((request, _response, next) => {
    const [, kind = '', format = ''] = /^\/(\w+)\.(\w+)$/.exec(request.path) ?? [];
    const isOther = kinds.has(kind) && !TABLE_FORMATS.some((known) => known === format);
    if (isOther) throw new NotFound(`There is no ${format} file of ${kind} (yet); take ${TABLE_FORMATS.map((known) => `${kind}.${known}`).join(' or ')}.`);
    next();
  });
  return routes.router;
}
