/** Answers and reports as tables to be taken away: the parameters of the API's reports, the rows of the pages' files. */
import { z } from 'zod';
import { HORIZONS } from '../../domain/outcomes/outcome-figures.ts';
import { DEFAULT_HORIZON, rankTouchpoints } from '../../domain/outcomes/outcome-report.ts';
import type { CsvRow } from '../../platform/csv.ts';
import { requireAccount } from '../accounts/accounts.queries.ts';
import { findOutcomes } from '../outcomes/outcomes.queries.ts';
import { RESPONSE_COLUMNS, responseFields, responseFilter, responseRows, type ResponsesQuery } from '../responses/response-rows.queries.ts';
import { knownTouchpoints } from '../touchpoints/touchpoints.queries.ts';
import { BUSINESS_COLUMNS, businessRow } from './business-csv.ts';
import type { BusinessQuery } from './business-query.ts';
import { findBusiness } from './business.queries.ts';
import { FIGURE_COLUMNS, figureRows, RANKING_COLUMNS, rankingRows } from './outcomes-csv.ts';
import { outcomesFields, outcomesRequest } from './outcomes-query.ts';
import { findScores } from './reports.queries.ts';
import { SCORE_COLUMNS, scoreRows } from './scores-csv.ts';
import type { ScoresQuery } from './scores-query.ts';

export interface ExportTable {
  columns: readonly string[];
  rows: AsyncIterable<CsvRow> | Iterable<CsvRow>;
}

export const ResponsesExportQuery = z.strictObject(responseFields);

export const OutcomesExportQuery = z.strictObject({
  ...outcomesFields,
  rows: z.enum(['touchpoints', 'figures'], { error: 'must be one of touchpoints, figures' }).optional().describe('A row for each touchpoint and currency (default), or for each figure of each touchpoint'),
  horizon: z.enum(HORIZONS.map(String), { error: `must be one of ${HORIZONS.join(', ')}` }).transform(Number).optional().describe(`Days after the answer that rows of touchpoints are about; default ${DEFAULT_HORIZON}. Figures are of every horizon`),
});
export type OutcomesExportQuery = z.infer<typeof OutcomesExportQuery>;

/** Answers, newest first, read a page at a time. @throws Invalid for a segment that the account does not declare */
export async function responsesTable(accountId: string, query: ResponsesQuery): Promise<ExportTable> {
  return { columns: RESPONSE_COLUMNS, rows: responseRows(accountId, responseFilter(query, await requireAccount(accountId))) };
}

/** @throws Invalid as `findScores` does */
export async function scoresTable(accountId: string, query: ScoresQuery, now: Date): Promise<ExportTable> {
  const [report, names] = await Promise.all([findScores(accountId, query, now), namesOfTouchpoints(accountId)]);
  return { columns: SCORE_COLUMNS, rows: scoreRows(report, names) };
}

/** @throws Invalid as `findBusiness` does */
export async function businessTable(accountId: string, query: BusinessQuery, now: Date): Promise<ExportTable> {
  const { periods, definition } = await findBusiness(accountId, query, now);
  const part = query.interval === undefined ? 'whole' : 'part';
  return { columns: BUSINESS_COLUMNS, rows: periods.map((period) => businessRow(part, period, definition)) };
}

/** @throws Invalid as `outcomesRequest` does */
export async function outcomesTable(accountId: string, { rows = 'touchpoints', horizon, ...query }: OutcomesExportQuery, now: Date): Promise<ExportTable> {
  const days = HORIZONS.find((known) => known === horizon) ?? DEFAULT_HORIZON;
  const [answer, names] = await Promise.all([findOutcomes(accountId, outcomesRequest(query, await requireAccount(accountId), now)), namesOfTouchpoints(accountId)]);
  const ranked = rankTouchpoints(answer.touchpoints, days);
  return rows === 'figures'
    ? { columns: FIGURE_COLUMNS, rows: ranked.flatMap((touchpoint) => figureRows(touchpoint, answer)) }
    : { columns: RANKING_COLUMNS, rows: rankingRows(ranked, answer, { horizon: days, names }) };
}

async function namesOfTouchpoints(accountId: string): Promise<ReadonlyMap<string, string>> {
  return new Map((await knownTouchpoints(accountId)).map(({ key, name }) => [key, name]));
}
