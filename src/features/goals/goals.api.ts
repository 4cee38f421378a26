import type { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import type { ShownGoal } from '../../domain/goal-item.ts';
import { GOAL_STATUSES } from '../../domain/goal.ts';
import { METRICS } from '../../domain/metric.ts';
import { dayOf } from '../../domain/period.ts';
import type { ScoreFigures } from '../../domain/score-figures.ts';
import { apiRoutes } from '../../platform/http/api-routes.ts';
import { PageQuery, pageOf, pageSchema } from '../../platform/http/paging.ts';
import { requireAccount } from '../accounts/accounts.queries.ts';
import { GoalInput } from './goal-input.ts';
import { listGoals, progressOf, requireGoal, type StoredGoal } from './goals.queries.ts';
import { changeGoal, createGoal, deleteGoal } from './goals.service.ts';

const Path = z.strictObject({ id: z.string().min(1).max(100) });

const number = z.number().nullable();
const Value = z.object({
  from: z.iso.date(), to: z.iso.date().describe('Exclusive'), n: z.int(), value: number, low: number.describe('95 % interval'), high: number,
}).meta({ id: 'GoalValue' });

const GoalView = z.object({
  id: z.string(),
  metric: z.enum(METRICS),
  scale: z.object({ min: z.int(), max: z.int() }),
  touchpoint: z.string().nullable(),
  target: z.number(),
  from: z.iso.date(),
  dueOn: z.iso.date(),
  progress: z.object({
    status: z.enum(GOAL_STATUSES).describe('reached: the lower end of the interval is at or above the target; on-course: at or above `course`; behind: the upper end is below `course`; missed: it is over and the upper end is below the target; unclear: chance alone could explain the difference'),
    current: Value.describe('Of the last 90 days, or as many as a shorter goal has'),
    start: Value.describe('Of as many days before the first one'),
    course: z.number().describe('Where the value should be by now: on the straight line from `start` to the target'),
  }),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
}).meta({ id: 'Goal' });

const EXAMPLE = { metric: 'nps', touchpoint: 'delivery', target: 45, from: '2026-01-01', dueOn: '2026-12-31' };

export function goalsApi(app: App): Router {
  const routes = apiRoutes('/api/v1/goals', 'Goals');
  const show = async (accountId: string, known: readonly StoredGoal[]) => {
    const { timeZone, minimumSample } = await requireAccount(accountId);
    return (await progressOf(accountId, known, { today: dayOf(app.now(), timeZone), minimumSample })).map(shown);
  };
  const showOne = async (accountId: string, goal: StoredGoal) => (await show(accountId, [goal]))[0];

  routes.get('', {
    summary: 'List goals with their progress', scope: 'read', query: PageQuery,
    responses: { 200: { description: 'Goals by id', schema: pageSchema(GoalView) } },
  }, async ({ accountId, query }) => {
    const { data, nextCursor } = pageOf(await listGoals(accountId), query, ({ _id }) => _id);
    return { status: 200, body: { data: await show(accountId, data), nextCursor } };
  });

  routes.post('', {
    summary: 'Set a goal', description: 'How high a score should be, and by when: of one touchpoint, or of all together.', scope: 'write', body: GoalInput, example: EXAMPLE,
    responses: { 201: { description: 'The goal', schema: GoalView } },
  }, async ({ accountId, body }) => ({ status: 201, body: await showOne(accountId, await createGoal(app, accountId, body)) }));

  routes.get('/{id}', {
    summary: 'Read a goal with its progress', scope: 'read', params: Path,
    responses: { 200: { description: 'The goal', schema: GoalView } },
  }, async ({ accountId, params }) => ({ status: 200, body: await showOne(accountId, await requireGoal(accountId, params.id)) }));

  routes.put('/{id}', {
    summary: 'Change a goal', scope: 'write', params: Path, body: GoalInput, example: EXAMPLE,
    responses: { 200: { description: 'The goal as it is now', schema: GoalView } },
  }, async ({ accountId, params, body }) => ({ status: 200, body: await showOne(accountId, await changeGoal(app, accountId, params.id, body)) }));

  routes.delete('/{id}', {
    summary: 'Delete a goal', description: 'No answer and no score changes.', scope: 'write', params: Path,
    responses: { 204: { description: 'It is gone' } },
  }, async ({ accountId, params }) => {
    await deleteGoal(accountId, params.id);
    return { status: 204 };
  });

  return routes.router;
}

function shown({ goal: { _id: id, metric, scale, touchpoint, target, from, dueOn, createdAt, updatedAt }, progress: { status, current, start, course } }: ShownGoal & { goal: StoredGoal }) {
  return { id, metric, scale, touchpoint, target, from, dueOn, progress: { status, current: valueOf(current), start: valueOf(start), course }, createdAt, updatedAt };
}

function valueOf({ from, to, n, value, low, high }: ScoreFigures) {
  return { from, to, n, value, low, high };
}
