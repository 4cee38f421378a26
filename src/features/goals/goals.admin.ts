import type { Request, Response, Router } from 'express';
import type { App } from '../../app.ts';
import { carried, withQuery } from '../../domain/admin-frame.ts';
import { addMonths } from '../../domain/local-day.ts';
import { dayOf } from '../../domain/period.ts';
import type { Policy } from '../../domain/roles.ts';
import type { FieldError } from '../../platform/errors.ts';
import { isOvertaken, opening, overtaken, type Opening } from '../../platform/http/overtaken.ts';
import { pageRoutes } from '../../platform/http/pages.ts';
import { orRefused } from '../../platform/http/parse.ts';
import { askedBy, flatForm, visitorOf } from '../../platform/http/visitor.ts';
import { knownTouchpoints } from '../touchpoints/touchpoints.queries.ts';
import { touchpointNames } from '../touchpoints/touchpoints.service.ts';
import { formOfGoal, QUESTIONS, questionName, readGoal, sentGoal, type GoalForm } from './goal-form.ts';
import { listGoals, progressOf, requireGoal, type StoredGoal } from './goals.queries.ts';
import { changeGoal, createGoal, deleteGoal } from './goals.service.ts';
import { goalFormPage, GOALS_PATH, goalsPage, removeGoalPage } from './goals.view.ts';

type PageRequest = Request<Record<string, string>>;

const USUAL_MONTHS = 6;

/** What scores should be, and by when. Mounted behind the guard. */
export function goalPages(app: App): Router {
  const pages = pageRoutes<Policy>();
  pages.get('/goals', 'reports.read', async (request, response) => {
    const { accountId, minimumSample } = visitorOf(response);
    const [goals, names] = await Promise.all([listGoals(accountId), touchpointNames(accountId)]);
    const { view, data } = goalsPage(askedBy(request, response), { goals: await progressNow(app, response, goals), names, minimumSample });
    response.send(app.render.page(view, data));
  });
  pages.get('/goals/new', 'goals.change', (request, response) => {
    const today = dayOf(app.now(), visitorOf(response).timeZone);
    return showForm(app, request, response, { id: null, form: { question: questionName(QUESTIONS[0] as (typeof QUESTIONS)[number]), touchpoint: '', target: '', from: today, dueOn: addMonths(today, USUAL_MONTHS) }, errors: [] });
  });
  pages.post('/goals', 'goals.change', async (request, response) => {
    const form = sentGoal(flatForm(request));
    const read = readGoal(form);
    const stored = read.ok ? await orRefused(() => createGoal(app, visitorOf(response).accountId, read.value)) : read;
    if (!stored.ok) return showForm(app, request, response.status(422), { id: null, form, errors: stored.errors });
    redirect(request, response, 'created');
  });
  pages.get('/goals/:id', 'goals.change', async (request, response) => {
    const goal = await requested(request, response);
    await showForm(app, request, response, { id: goal._id, form: formOfGoal(goal), errors: [], opening: opening(formOfGoal(goal)) });
  });
  pages.post('/goals/:id', 'goals.change', async (request, response) => {
    const goal = await requested(request, response);
    const form = sentGoal(flatForm(request));
    const read = readGoal(form);
    if (read.ok && isOvertaken(formOfGoal(goal), flatForm(request))) return showForm(app, request, response.status(409), { id: goal._id, form, errors: [], opening: overtaken(formOfGoal(goal)) });
    const stored = read.ok ? await orRefused(() => changeGoal(app, visitorOf(response).accountId, goal._id, read.value)) : read;
    if (!stored.ok) return showForm(app, request, response.status(422), { id: goal._id, form, errors: stored.errors, opening: opening(formOfGoal(goal), flatForm(request)) });
    redirect(request, response, 'changed');
  });
  pages.get('/goals/:id/delete', 'goals.change', async (request, response) => {
    const { accountId, minimumSample } = visitorOf(response);
    const [shown] = await progressNow(app, response, [await requested(request, response)]);
    if (!shown) return;
    const { view, data } = removeGoalPage(askedBy(request, response), shown, { names: await touchpointNames(accountId), minimumSample });
    response.send(app.render.page(view, data));
  });
  pages.post('/goals/:id/delete', 'goals.change', async (request, response) => {
    await deleteGoal(visitorOf(response).accountId, request.params['id'] ?? '');
    redirect(request, response, 'deleted');
  });
  return pages.router;
}

async function requested(request: PageRequest, response: Response): Promise<StoredGoal> {
  return requireGoal(visitorOf(response).accountId, request.params['id'] ?? '');
}

function progressNow(app: App, response: Response, goals: readonly StoredGoal[]) {
  const { accountId, timeZone, minimumSample } = visitorOf(response);
  return progressOf(accountId, goals, { today: dayOf(app.now(), timeZone), minimumSample });
}

async function showForm(app: App, request: Request, response: Response, shown: { id: string | null; form: GoalForm; errors: readonly FieldError[]; opening?: Opening }): Promise<void> {
  const known = await knownTouchpoints(visitorOf(response).accountId);
  const touchpoints = known.filter(({ key, isLive }) => isLive || key === shown.form.touchpoint);
  const asked = askedBy(request, response);
  const { view, data } = goalFormPage({ ...asked, path: shown.id === null ? `${GOALS_PATH}/new` : asked.path }, { opening: null, ...shown, touchpoints });
  response.send(app.render.page(view, data));
}

function redirect(request: Request, response: Response, done: string): void {
  response.redirect(303, withQuery(GOALS_PATH, { done, ...carried(askedBy(request, response)) }));
}
