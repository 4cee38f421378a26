/** Stored month documents against a recomputation from the answers: what `rollups verify` reports and `rollups rebuild` repairs. */
import { accumulate } from './distribution.ts';
import { incrementsOf, rollupId } from './rollup.ts';
import type { DayCounts, RollupMonth, RollupUpdate } from './rollup.ts';

/** One count that is stored wrongly; `path` as in an update, such as `days.05.scores.9`. */
export interface RollupDrift {
  id: string;
  path: string;
  stored: number;
  expected: number;
}

/**
 * Every count where the stored months (stripes of one month are added up) differ from the expected ones, which are
 * `mergeChanges` of all events; sorted by id and path, empty when there is no drift.
 */
export function rollupDrift(stored: Iterable<RollupMonth>, expected: Iterable<RollupUpdate>): RollupDrift[] {
  const storedCounts = new Map<string, Record<string, number>>();
  for (const month of stored) accumulateAt(storedCounts, rollupId(month), incrementsOf(month));
  const expectedCounts = new Map<string, Record<string, number>>();
  for (const update of expected) accumulateAt(expectedCounts, update.id, update.increments);

  const drift: RollupDrift[] = [];
  for (const id of [...new Set([...storedCounts.keys(), ...expectedCounts.keys()])].toSorted()) {
    const [have, want] = [storedCounts.get(id) ?? {}, expectedCounts.get(id) ?? {}];
    for (const path of [...new Set([...Object.keys(have), ...Object.keys(want)])].toSorted()) {
      const [storedCount, expectedCount] = [have[path] ?? 0, want[path] ?? 0];
      if (storedCount !== expectedCount) drift.push({ id, path, stored: storedCount, expected: expectedCount });
    }
  }
  return drift;
}

/** The month document that holds exactly the counts of an update, as a first write or a rebuild stores it. */
export function monthOfUpdate(update: RollupUpdate): RollupMonth {
  const days: RollupMonth['days'] = {};
  for (const [path, count] of Object.entries(update.increments)) {
    const [, day, name, score] = path.split('.');
    if (day === undefined || name === undefined) throw new Error(`Malformed rollup path "${path}"`);
    const counts: Partial<DayCounts> = (days[day] ??= {});
    if ((name === 'scores' || name === 'held') && score !== undefined) (counts[name] ??= {})[score] = count;
    else if (name === 'sent' || name === 'bounced' || name === 'responded') counts[name] = count;
    else throw new Error(`Malformed rollup path "${path}"`);
  }
  return { ...update.key, days };
}

function accumulateAt(counts: Map<string, Record<string, number>>, id: string, change: Record<string, number>): void {
  const sum = counts.get(id) ?? {};
  accumulate(sum, change);
  counts.set(id, sum);
}
