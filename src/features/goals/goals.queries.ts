import type { ShownGoal } from '../../domain/goal-item.ts';
import { goalProgress, goalRanges } from '../../domain/goal.ts';
import { addDays, type Day } from '../../domain/period.ts';
import { NotFound } from '../../platform/errors.ts';
import type { ClientSession } from '../../platform/mongo.ts';
import { findMonths } from '../rollups/rollups.queries.ts';
import { goals, type StoredGoal } from './goal.model.ts';

export type { StoredGoal } from './goal.model.ts';

const SHOWN_DAYS_AFTER = 31;

/** Those that end first, first. */
export async function listGoals(accountId: string, session?: ClientSession): Promise<StoredGoal[]> {
  return goals.of(accountId).find({}, { sort: { dueOn: 1 }, session });
}

/** @throws NotFound */
export async function requireGoal(accountId: string, id: string): Promise<StoredGoal> {
  const goal = await goals.of(accountId).findOne({ _id: id });
  if (!goal) throw new NotFound(`There is no goal "${id}".`);
  return goal;
}

/** Goals for the overview, with their progress: those that are not over for longer than a month. */
export async function currentGoals(accountId: string, seen: { today: Day; minimumSample: number }): Promise<ShownGoal[]> {
  const since = addDays(seen.today, -SHOWN_DAYS_AFTER);
  return progressOf(accountId, (await listGoals(accountId)).filter(({ dueOn }) => dueOn >= since), seen);
}

/** Each goal as it stands on `today`, from one read of month documents whatever their number. */
export async function progressOf<Known extends StoredGoal>(accountId: string, known: readonly Known[], { today, minimumSample }: { today: Day; minimumSample: number }): Promise<(ShownGoal & { goal: Known })[]> {
  if (known.length === 0) return [];
  const ranges = known.flatMap((goal) => Object.values(goalRanges(goal, today)));
  const from = ranges.reduce((least, range) => (range.from < least ? range.from : least), today);
  const to = ranges.reduce((most, range) => (range.to > most ? range.to : most), from);
  const months = await findMonths(accountId, { from, to, segment: '' });
  return known.map((goal) => ({ goal, progress: goalProgress(goal, months, { today, minimumSample }) }));
}
