/** Answers as rows of a table. */
import type { CsvRow } from '../../platform/csv.ts';
import { listResponses, type Response, type ResponseFilter } from './responses.queries.ts';

export const RESPONSE_COLUMNS = [
  'responseId', 'respondedAt', 'survey', 'version', 'metric', 'scaleMin', 'scaleMax', 'touchpoint', 'channel', 'customerId', 'language', 'segments', 'score', 'category', 'comment', 'excluded',
] as const;

const PAGE = 1000;

/** Newest first, a page at a time, so that memory does not grow with their number. */
export async function* responseRows(accountId: string, filter: ResponseFilter): AsyncGenerator<CsvRow> {
  for (let after: { at: Date; id: string } | null = null; ;) {
    const { items, hasMore }: { items: Response[]; hasMore: boolean } = await listResponses(accountId, filter, { limit: PAGE, after });
    for (const response of items) yield rowOf(response);
    const last = items.at(-1);
    if (!hasMore || !last) return;
    after = { at: last.respondedAt, id: last._id };
  }
}

function rowOf({ _id, respondedAt, surveyKey, version, metric, scale, touchpoint, channel, customerId, language, segments, score, category, comment, excluded }: Response): Record<(typeof RESPONSE_COLUMNS)[number], CsvRow[string]> {
  return {
    responseId: _id, respondedAt: respondedAt.toISOString(), survey: surveyKey, version, metric, scaleMin: scale.min, scaleMax: scale.max, touchpoint, channel, customerId, language,
    segments: Object.entries(segments).map(([name, value]) => `${name}=${value}`).join('; '), score, category, comment, excluded: excluded?.reason ?? null,
  };
}
