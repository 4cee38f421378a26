import type { App } from '../../app.ts';
import { MOST_GOALS, type Goal } from '../../domain/goal.ts';
import { Invalid } from '../../platform/errors.ts';
import { inTransaction, type ClientSession } from '../../platform/mongo.ts';
import { noteChange } from '../../platform/noted-changes.ts';
import { randomId } from '../../platform/token.ts';
import { findTouchpoint } from '../touchpoints/touchpoints.service.ts';
import { goals, type StoredGoal } from './goal.model.ts';
import { listGoals, requireGoal } from './goals.queries.ts';

/** @throws Invalid for an unknown touchpoint, and when an account has too many */
export async function createGoal(app: App, accountId: string, goal: Goal): Promise<StoredGoal> {
  await requirePlace(accountId, goal);
  const id = randomId('goal');
  const now = app.now();
  await inTransaction(async (session: ClientSession) => {
    if ((await listGoals(accountId, session)).length >= MOST_GOALS) throw new Invalid([{ pointer: '', detail: `an account has at most ${MOST_GOALS} goals; delete one first` }]);
    await goals.of(accountId).insertMany([{ ...goal, _id: id, createdAt: now, updatedAt: now }], { session });
  });
  noteChange({ action: 'goals.created', subject: subjectOf(goal), before: null, after: { ...goal } });
  return requireGoal(accountId, id);
}

/** @throws NotFound, Invalid for an unknown touchpoint */
export async function changeGoal(app: App, accountId: string, id: string, goal: Goal): Promise<StoredGoal> {
  const { metric, scale, touchpoint, target, from, dueOn } = await requireGoal(accountId, id);
  if (touchpoint !== goal.touchpoint) await requirePlace(accountId, goal);
  await goals.of(accountId).updateOne({ _id: id }, { $set: { ...goal, updatedAt: app.now() } });
  noteChange({ action: 'goals.changed', subject: subjectOf(goal), before: { metric, scale, touchpoint, target, from, dueOn }, after: { ...goal } });
  return requireGoal(accountId, id);
}

/** @throws NotFound */
export async function deleteGoal(accountId: string, id: string): Promise<void> {
  const goal = await requireGoal(accountId, id);
  await goals.of(accountId).deleteMany({ _id: id });
  noteChange({ action: 'goals.deleted', subject: subjectOf(goal), before: { target: goal.target, from: goal.from, dueOn: goal.dueOn }, after: null });
}

async function requirePlace(accountId: string, { touchpoint }: Goal): Promise<void> {
  if (touchpoint !== null && !(await findTouchpoint(accountId, touchpoint))) throw new Invalid([{ pointer: '/touchpoint', detail: `there is no touchpoint "${touchpoint}"` }]);
}

function subjectOf({ metric, touchpoint }: Goal): string {
  return touchpoint === null ? metric : `${metric} / ${touchpoint}`;
}
