/** Answers as rows of a table. */
import type { CsvRow } from '../../platform/csv.ts';
import type { Position } from '../../platform/newest-first.ts';
import { searchResponses, type FoundResponses, type Response, type ResponseFilter } from './responses.queries.ts';

export { responseFields, responseFilter, type ResponsesQuery } from './responses-query.ts';

export const RESPONSE_COLUMNS = [
  'responseId', 'respondedAt', 'survey', 'version', 'metric', 'scaleMin', 'scaleMax', 'touchpoint', 'channel', 'customerId', 'language', 'segments', 'score', 'category', 'comment', 'excluded', 'tags',
] as const;

const PAGE = 200;

/** Newest first, a page at a time, so that neither memory nor what is asked of the database at once grows with their number. */
export async function* responseRows(accountId: string, filter: ResponseFilter): AsyncGenerator<CsvRow> {
  let after: Position | null = null;
  do {
    const { items, next }: FoundResponses = await searchResponses(accountId, filter, { limit: PAGE, after });
    for (const response of items) yield rowOf(response);
    after = next;
  } while (after !== null);
}

function rowOf({ _id, respondedAt, surveyKey, version, metric, scale, touchpoint, channel, customerId, language, segments, score, category, comment, excluded, tags }: Response): Record<(typeof RESPONSE_COLUMNS)[number], CsvRow[string]> {
  return {
    responseId: _id, respondedAt: respondedAt.toISOString(), survey: surveyKey, version, metric, scaleMin: scale.min, scaleMax: scale.max, touchpoint, channel, customerId, language,
    segments: Object.entries(segments).map(([name, value]) => `${name}=${value}`).join('; '), score, category, comment, excluded: excluded?.reason ?? null, tags: tags?.join('; ') ?? null,
  };
}
