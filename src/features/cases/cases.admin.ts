import type { Request, Response, Router } from 'express';
import type { App } from '../../app.ts';
import { casePath } from '../../domain/answer-item.ts';
import { authorOf } from '../../domain/author.ts';
import { CASE_LISTS } from '../../domain/case-history.ts';
import type { Policy } from '../../domain/roles.ts';
import type { FieldError } from '../../platform/errors.ts';
import { isOvertaken, opening, overtaken, type Opening } from '../../platform/http/overtaken.ts';
import { pageRoutes } from '../../platform/http/pages.ts';
import { orRefused } from '../../platform/http/parse.ts';
import { positionOf, timePage } from '../../platform/http/time-paging.ts';
import { askedBy, flatForm, flatQuery, visitorOf } from '../../platform/http/visitor.ts';
import { customerNames } from '../customers/customer-links.queries.ts';
import { isErased } from '../customers/customers.service.ts';
import { responsesAmong } from '../responses/responses.queries.ts';
import { touchpointNames } from '../touchpoints/touchpoints.service.ts';
import { listUsers } from '../users/users.service.ts';
import { readClosing, readNote, readWork } from './case-form.ts';
import { caseListPage } from './case-list.view.ts';
import { changeCase, closeCase, noteOnCase, reopenCase } from './case-steps.service.ts';
import { casePage, type RefusedForm } from './case.view.ts';
import { casesIn, countOpenCases, positionIn, readCase, type Case } from './cases.queries.ts';

const PAGE = 25;
type PageRequest = Request<Record<string, string>>;

/** Promises to answer customers: the lists people work through, and each of them. Mounted behind the guard. */
export function casePages(app: App): Router {
  const pages = pageRoutes<Policy>();
  pages.get('/cases', 'cases.read', (request, response) => showList(app, request, response));
  pages.get('/cases/:id', 'cases.read', async (request, response) => show(app, request, response, await requested(request, response), null));

  pages.post('/cases/:id', 'cases.work', async (request, response) => {
    const { accountId, timeZone } = visitorOf(response);
    const found = await requested(request, response);
    const form = flatForm(request);
    const read = readWork(form, found, timeZone);
    if (read.ok && isOvertaken(workedOn(found), form)) return show(app, request, response.status(409), found, { ...refusal('work', form, []), opening: overtaken(workedOn(found)) });
    const changed = read.ok ? await orRefused(() => changeCase(app, accountId, found._id, read.value)) : read;
    if (!changed.ok) return show(app, request, response.status(422), found, { ...refusal('work', form, changed.errors), opening: opening(workedOn(found), form) });
    redirect(request, response, found, 'saved');
  });
  pages.post('/cases/:id/notes', 'cases.work', async (request, response) => {
    const visitor = visitorOf(response);
    const found = await requested(request, response);
    const form = flatForm(request);
    const read = readNote(form);
    if (!read.ok) return show(app, request, response.status(422), found, refusal('note', form, read.errors));
    await noteOnCase(app, visitor.accountId, found._id, read.value.text, authorOf(visitor));
    redirect(request, response, found, 'noted');
  });
  pages.post('/cases/:id/close', 'cases.work', async (request, response) => {
    const visitor = visitorOf(response);
    const found = await requested(request, response);
    const form = flatForm(request);
    const read = readClosing(form);
    if (!read.ok) return show(app, request, response.status(422), found, refusal('closing', form, read.errors));
    await closeCase(app, visitor.accountId, found._id, read.value, authorOf(visitor));
    redirect(request, response, found, 'closed');
  });
  pages.post('/cases/:id/reopen', 'cases.work', async (request, response) => {
    const visitor = visitorOf(response);
    const found = await requested(request, response);
    await reopenCase(app, visitor.accountId, found._id, authorOf(visitor));
    redirect(request, response, found, 'reopened');
  });
  return pages.router;
}

/** What the form of those who work on it holds. */
const workedOn = ({ ownerId, dueAt, rootCause }: Case): object => ({ ownerId, dueAt, rootCause });

async function requested(request: PageRequest, response: Response): Promise<Case> {
  return readCase(visitorOf(response).accountId, request.params['id'] ?? '');
}

function refusal(form: RefusedForm['form'], sent: RefusedForm['sent'], errors: readonly FieldError[]): RefusedForm {
  return { form, sent, wrong: errors.map(({ pointer }) => pointer.slice(1)) };
}

function redirect(request: PageRequest, response: Response, { _id }: Case, done: string): void {
  response.redirect(303, casePath(askedBy(request, response), _id, '', { done }));
}

async function showList(app: App, request: PageRequest, response: Response): Promise<void> {
  const { accountId, userId, timeZone } = visitorOf(response);
  const { list: wanted, cursor } = flatQuery(request);
  const list = CASE_LISTS.find((name) => name === wanted) ?? 'open';
  const scope = { secret: app.config.secret, accountId, list: `cases-${list}` };
  const now = app.now();
  const [found, counts, touchpoints, people] = await Promise.all([
    casesIn(accountId, { list, userId, now, limit: PAGE, after: positionOf(scope, cursor) }), countOpenCases(accountId, { userId, now }), touchpointNames(accountId), listUsers(accountId),
  ]);
  const [answers, customers] = await Promise.all([
    responsesAmong(accountId, found.items.map(({ responseId }) => responseId)), customerNames(accountId, found.items.map(({ customerId }) => customerId)),
  ]);
  const { data: items, nextCursor } = timePage(scope, found, { at: (one: Case) => positionIn(list, one), view: (one) => one });
  const { view, data } = caseListPage(askedBy(request, response), {
    list, counts, nextCursor, touchpoints, now, timeZone,
    isFirstPage: cursor === undefined,
    cases: items.map((one) => {
      const owner = people.find(({ _id }) => _id === one.ownerId);
      const customer = customers.get(one.customerId);
      return {
        ...one,
        answer: answers.get(one.responseId) ?? null,
        owner: owner ? owner.name || owner.email : null,
        customer: { name: customer?.name ?? customer?.email ?? customer?.externalId ?? null, isErased: isErased(one.customerId) },
      };
    }),
  });
  response.send(app.render.page(view, data));
}

async function show(app: App, request: PageRequest, response: Response, found: Case, refused: (RefusedForm & { opening?: Opening }) | null): Promise<void> {
  const { accountId, timeZone } = visitorOf(response);
  const [answers, customers, touchpoints, people] = await Promise.all([
    responsesAmong(accountId, [found.responseId]), customerNames(accountId, [found.customerId]), touchpointNames(accountId), listUsers(accountId),
  ]);
  const customer = customers.get(found.customerId);
  const asked = askedBy(request, response);
  const { view, data } = casePage({ ...asked, path: casePath({ ...asked, query: {} }, found._id) }, {
    case: found, touchpoints, people, refused, timeZone,
    now: app.now(),
    opening: refused?.opening ?? opening(workedOn(found)),
    answer: answers.get(found.responseId) ?? null,
    customer: { name: customer?.name ?? customer?.email ?? customer?.externalId ?? null, email: customer?.email ?? null, isErased: isErased(found.customerId) },
  });
  response.send(app.render.page(view, data));
}
