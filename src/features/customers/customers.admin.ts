import type { Request, Response, Router } from 'express';
import type { App } from '../../app.ts';
import { carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import { customerPath } from '../../domain/answer-item.ts';
import { customerValue } from '../../domain/customer-value.ts';
import { dayOf } from '../../domain/period.ts';
import type { Policy } from '../../domain/roles.ts';
import { Conflict } from '../../platform/errors.ts';
import { pageRoutes } from '../../platform/http/pages.ts';
import { sendSavedPage } from '../../platform/http/saved-page.ts';
import { askedBy, flatForm, flatQuery, visitorOf } from '../../platform/http/visitor.ts';
import { requireAccount } from '../accounts/accounts.queries.ts';
import { latestCasesOf } from '../cases/cases.queries.ts';
import { customerFacts } from '../facts/facts.queries.ts';
import { latestInteractionsOf } from '../interactions/interactions.queries.ts';
import { latestInvitationsOf } from '../invitations/invitations.queries.ts';
import { setSuppressed } from '../invitations/suppressions.service.ts';
import { heldAbout } from '../privacy/privacy.queries.ts';
import { eraseCustomer } from '../privacy/privacy.service.ts';
import { latestOfCustomer, listResponses } from '../responses/responses.queries.ts';
import { touchpointNames } from '../touchpoints/touchpoints.service.ts';
import { erasePage, eraseWord, mailChangePage, type EraseInput } from './customer-confirm.view.ts';
import { customerListPage, CUSTOMERS_PATH, LONGEST_SEARCH } from './customer-list.view.ts';
import { customerPage } from './customer.view.ts';
import { heldPage } from './held.view.ts';
import { findCustomers, findSuppression, readCustomer, searchCustomers, type Customer } from './customers.queries.ts';
import { customersById } from './customers.service.ts';

const FOUND = 50;
const LATELY = 20;
const SHOWN = 50;
type PageRequest = Request<Record<string, string>>;

/** People who are asked: found by name, address or id, each with everything that is known. Mounted behind the guard. */
export function customerPages(app: App): Router {
  const pages = pageRoutes<Policy>();
  pages.get('/customers', 'customers.read', async (request, response) => {
    const { accountId, timeZone } = visitorOf(response);
    const text = (flatQuery(request)['q'] ?? '').trim().slice(0, LONGEST_SEARCH);
    const { items: customers, hasMore } = text === '' ? { items: await lately(accountId), hasMore: false } : await searchCustomers(accountId, text, FOUND);
    const { view, data } = customerListPage(askedBy(request, response), { text, customers, hasMore, timeZone });
    response.send(app.render.page(view, data));
  });
  pages.get('/customers/:id', 'customers.read', (request, response) => show(app, request, response));
  pages.get('/customers/:id/export.json', 'customers.read', async (request, response) => {
    const { accountId } = visitorOf(response);
    const { _id } = await alone(accountId, request);
    response.attachment(`customer-${_id}.json`);
    response.type('json').send(JSON.stringify(await heldAbout(app.config.secret, accountId, _id), null, 2));
  });
  pages.get('/customers/:id/export.html', 'customers.read', async (request, response) => {
    const { accountId, timeZone } = visitorOf(response);
    const customer = await alone(accountId, request);
    const [held, { branding }] = await Promise.all([heldAbout(app.config.secret, accountId, customer._id), requireAccount(accountId)]);
    // In their own language, not in that of who hands it to them.
    const language = customer.locale ?? pageLanguage(askedBy(request, response));
    const { view, data } = heldPage({ held, company: branding.companyName, language, timeZone, now: app.now() });
    const { files, path } = app.render.assets;
    sendSavedPage(response, app.render.page(view, data), { style: String(files.get(path('held.css'))?.body), fileName: `customer-${customer._id}.html` });
  });

  for (const [part, isSuppressed, done] of [['suppress', true, 'suppressed'], ['allow', false, 'allowed']] as const) {
    pages.get(`/customers/:id/${part}`, 'customers.change', async (request, response) => {
      const customer = await requested(request, response);
      const suppression = await findSuppression(app.config.secret, customer);
      const asked = askedBy(request, response);
      // Nothing to change: somebody else was faster, or there is no address.
      if (customer.email === null || (suppression !== null) === isSuppressed) return response.redirect(303, customerPath(asked, customer._id));
      const { view, data } = mailChangePage(asked, { customer: { ...customer, email: customer.email }, reason: suppression?.reason ?? null });
      response.send(app.render.page(view, data));
    });
    pages.post(`/customers/:id/${part}`, 'customers.change', async (request, response) => {
      const customer = await requested(request, response);
      if (customer.email !== null) await setSuppressed(app, customer, isSuppressed);
      response.redirect(303, customerPath(askedBy(request, response), customer._id, '', { done }));
    });
  }

  pages.get('/customers/:id/erase', 'customers.erase', async (request, response) => showErasure(app, request, response, await requested(request, response), null));
  pages.post('/customers/:id/erase', 'customers.erase', async (request, response) => {
    const { accountId } = visitorOf(response);
    const customer = await alone(accountId, request);
    const typed = (flatForm(request)['confirm'] ?? '').trim().slice(0, 1000);
    if (typed !== eraseWord(customer)) return showErasure(app, request, response.status(422), customer, { typed, why: 'differs' });
    try {
      await eraseCustomer(app, accountId, customer._id);
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      return showErasure(app, request, response.status(409), customer, { typed, why: 'sending' });
    }
    response.redirect(303, withQuery(CUSTOMERS_PATH, { done: 'erased', ...carried(askedBy(request, response)) }));
  });
  return pages.router;
}

async function requested(request: PageRequest, response: Response): Promise<Customer> {
  return readCustomer(visitorOf(response).accountId, request.params['id'] ?? '');
}

/** The customer, where our id of them names nobody else: what is given out or erased by it must be theirs. @throws NotFound, Conflict */
async function alone(accountId: string, request: PageRequest): Promise<Customer> {
  const customer = await readCustomer(accountId, request.params['id'] ?? '');
  const meant = await findCustomers(accountId, customer._id);
  if (meant.some(({ _id }) => _id !== customer._id)) throw new Conflict('Another customer goes by this id in your own systems; use the API with their address.');
  return customer;
}

/** Who gave the latest answers. */
async function lately(accountId: string): Promise<Customer[]> {
  const { items } = await listResponses(accountId, { from: null, to: null }, { limit: LATELY, after: null });
  const ids = [...new Set(items.map(({ customerId }) => customerId))];
  const customers = await customersById(accountId, ids);
  return ids.flatMap((id) => customers.get(id) ?? []);
}

async function show(app: App, request: PageRequest, response: Response): Promise<void> {
  const { accountId, timeZone } = visitorOf(response);
  const customer = await requested(request, response);
  const { _id, externalId } = customer;
  const limit = SHOWN + 1;
  const [suppression, facts, answers, cases, invitations, interactions, touchpoints] = await Promise.all([
    findSuppression(app.config.secret, customer),
    externalId === null ? null : customerFacts(accountId, [externalId]),
    latestOfCustomer(accountId, _id, limit), latestCasesOf(accountId, _id, limit), latestInvitationsOf(accountId, _id, limit), latestInteractionsOf(accountId, _id, limit),
    touchpointNames(accountId),
  ]);
  const owned = facts?.get(externalId ?? '');
  const { view, data } = customerPage(askedBy(request, response), {
    customer, suppression, answers, cases, invitations, interactions, touchpoints, timeZone,
    value: owned ? customerValue(owned, dayOf(app.now(), timeZone)) : null,
    most: SHOWN,
    now: app.now(),
  });
  response.send(app.render.page(view, data));
}

function showErasure(app: App, request: PageRequest, response: Response, customer: Customer, refused: EraseInput['refused']): void {
  const { view, data } = erasePage(askedBy(request, response), { customer, refused });
  response.send(app.render.page(view, data));
}
