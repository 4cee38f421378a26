import { monthsToRead, scoreReport, type ScoreReport } from '../../domain/score-report.ts';
import { requireAccount } from '../accounts/accounts.queries.ts';
import { findMonths } from '../rollups/rollups.queries.ts';
import { scoresRequest, type ScoresQuery } from './scores-query.ts';

/**
 * A score report from month documents: one read of them, and one of the account where it is not cached, whatever the number
 * of answers.
 * @throws Invalid for parameters that make no report of this account
 */
export async function findScores(accountId: string, query: ScoresQuery, now: Date): Promise<ScoreReport> {
  const account = await requireAccount(accountId);
  const { survey, touchpoint, metric, ...request } = scoresRequest(query, account, now);
  const { groupBy, where } = request;
  const segment = where?.segment ?? (groupBy === 'locale' || groupBy?.startsWith('property:') === true ? groupBy : '');
  const [first] = monthsToRead(request);
  const months = await findMonths(accountId, {
    from: first === undefined ? request.from : `${first}-01`, to: request.to, segment, segmentValue: where?.value, survey, touchpoint, metric,
  });
  return scoreReport({ ...request, months, minimumSample: account.minimumSample });
}
