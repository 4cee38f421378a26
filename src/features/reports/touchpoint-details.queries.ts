import { startOfDay, type DayRange, type Interval } from '../../domain/period.ts';
import { invitationCounts } from '../../domain/response-rate.ts';
import { scoreReport } from '../../domain/score-report.ts';
import { createPatientCache } from '../../platform/patient-cache.ts';
import { countDecisionsAt } from '../interactions/touchpoint-decisions.queries.ts';
import { countCommented } from '../responses/comment-counts.queries.ts';
import { findMonths } from '../rollups/rollups.queries.ts';
import { surveysAt } from '../surveys/touchpoint-surveys.queries.ts';
import type { Funnel, SegmentScores, TouchpointDetails } from './touchpoint-details.ts';

interface Wanted extends DayRange {
  accountId: string;
  touchpoint: string;
  timeZone: string;
  interval: Interval;
  /** Declared ones, see `segmentsDeclared`. */
  segments: readonly string[];
  minimumSample: number;
}

/** Counting interactions takes one pass over them, and each segment its own months: nobody should wait long for either. */
const cached = createPatientCache((key) => detailsOf(JSON.parse(key) as Wanted), { seconds: 60, patienceMs: 1500 });

/** At most a minute old; `null` while it is still being counted. */
export async function findTouchpointDetails(wanted: Wanted): Promise<TouchpointDetails | null> {
  return cached.get(JSON.stringify(wanted));
}

async function detailsOf(wanted: Wanted): Promise<TouchpointDetails> {
  const [funnel, ...segments] = await Promise.all([funnelOf(wanted), ...wanted.segments.map((segment) => scoresBy(segment, wanted))]);
  return { funnel, segments: segments.filter(({ groups }) => groups.length > 0) };
}

async function funnelOf({ accountId, touchpoint, timeZone, from, to }: Wanted): Promise<Funnel> {
  const instants = { from: startOfDay(from, timeZone), to: startOfDay(to, timeZone) };
  const { keys } = await surveysAt(accountId, touchpoint, instants);
  const [months, decisions, commented] = await Promise.all([
    findMonths(accountId, { from, to, segment: '', touchpoint }),
    countDecisionsAt(accountId, { touchpoint, surveys: keys, ...instants }),
    countCommented(accountId, { touchpoint, from, to, since: instants.from }),
  ]);
  return {
    ...invitationCounts(months, { from, to }),
    invited: decisions.find(({ outcome }) => outcome === 'invited')?.n ?? 0,
    skipped: Object.fromEntries(decisions.flatMap(({ reason, n }) => (reason === null ? [] : [[reason, n]]))),
    commented,
  };
}

async function scoresBy(segment: string, { accountId, touchpoint, from, to, interval, minimumSample }: Wanted): Promise<SegmentScores> {
  const months = await findMonths(accountId, { from, to, segment, touchpoint });
  const { groups } = scoreReport({ from, to, interval, compare: false, months, groupBy: segment as 'locale' | `property:${string}`, where: null, minimumSample });
  return { segment, groups: groups.filter(({ total }) => total.n > 0) };
}
