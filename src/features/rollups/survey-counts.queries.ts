import type { DayRange } from '../../domain/period.ts';
import { findMonths } from './rollups.queries.ts';

/** Invitations sent and answers given in a range of local days, by the key of the survey. */
export async function countsBySurvey(accountId: string, { from, to }: DayRange): Promise<Map<string, { asked: number; answered: number }>> {
  const counts = new Map<string, { asked: number; answered: number }>();
  for (const { surveyKey, month, days } of await findMonths(accountId, { from, to, segment: '' })) {
    const known = counts.get(surveyKey) ?? { asked: 0, answered: 0 };
    for (const [day, { sent = 0, scores = {} }] of Object.entries(days)) {
      if (`${month}-${day}` < from || `${month}-${day}` >= to) continue;
      known.asked += sent;
      known.answered += Object.values(scores).reduce((sum, n) => sum + n, 0);
    }
    counts.set(surveyKey, known);
  }
  return counts;
}
