import type { ShownGoal } from '../../domain/goal-item.ts';
import { goalProgress, goalRanges, type Goal } from '../../domain/goal.ts';
import { addDays, monthsBetween, type Day } from '../../domain/period.ts';
import { createCache } from '../../platform/cache.ts';
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

/** The overview is opened more often than answers change what is said of a goal. */
const cached = createCache((key) => currentProgress(JSON.parse(key) as Parameters<typeof currentProgress>[0]), { seconds: 10 });

/** Goals for the overview, with their progress at most ten seconds old: those that are not over for longer than a month. */
export async function currentGoals(accountId: string, seen: { today: Day; minimumSample: number }): Promise<ShownGoal[]> {
  const since = addDays(seen.today, -SHOWN_DAYS_AFTER);
  const goalsNow = (await listGoals(accountId)).filter(({ dueOn }) => dueOn >= since).map(({ metric, scale, touchpoint, target, from, dueOn }): Goal => ({ metric, scale, touchpoint, target, from, dueOn }));
  return goalsNow.length === 0 ? [] : cached.get(JSON.stringify({ accountId, goals: goalsNow, ...seen }));
}

function currentProgress({ accountId, goals: known, ...seen }: { accountId: string; goals: Goal[]; today: Day; minimumSample: number }): Promise<ShownGoal[]> {
  return progressOf(accountId, known, seen);
}

/** Each goal as it stands on `today`, from one read of month documents whatever their number. */
export async function progressOf<Known extends Goal>(accountId: string, known: readonly Known[], { today, minimumSample }: { today: Day; minimumSample: number }): Promise<(ShownGoal & { goal: Known })[]> {
  if (known.length === 0) return [];
  const ranges = known.flatMap((goal) => Object.values(goalRanges(goal, today)));
  const from = ranges.reduce((least, range) => (range.from < least ? range.from : least), today);
  const to = ranges.reduce((most, range) => (range.to > most ? range.to : most), from);
  const needed = new Set(ranges.flatMap((range) => monthsBetween(range.from, range.to)));
  const months = await findMonths(accountId, { from, to, months: [...needed], segment: '' });
  return known.map((goal) => ({ goal, progress: goalProgress(goal, months, { today, minimumSample }) }));
}
