import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { carried, withQuery } from '../../domain/admin-frame.ts';
import type { Policy } from '../../domain/roles.ts';
import { isTimeZone } from '../../domain/wall-time.ts';
import { line } from '../../platform/http/fields.ts';
import { pageRoutes } from '../../platform/http/pages.ts';
import { startHalf, startSession } from '../../platform/http/session.ts';
import { askedBy, flatForm, visitorOf } from '../../platform/http/visitor.ts';
import { noteChange } from '../../platform/noted-changes.ts';
import { keepSignIn } from '../audit/audit.service.ts';
import { credentialOf } from './credential.ts';
import { createAccountFor, membershipsOf, requireMembership } from './memberships.service.ts';
import { HOME } from './next-path.ts';
import { ACCOUNTS_PATH, ownAccountsPage, type OwnAccountsInput } from './own-accounts.view.ts';
import { findUser, nameOf, welcome, type User } from './users.service.ts';

const AccountForm = z.object({ name: line(200), timeZone: z.string().max(64).refine(isTimeZone) });
const ZONES = Intl.supportedValuesOf('timeZone');

/** A person's accounts: going from one to another, and, for owners, making one more. */
export function ownAccountPages(app: App): Router {
  const pages = pageRoutes<Policy>();

  pages.get('/accounts', 'own-access', (request, response) => show(app, request, response, { name: '', timeZone: visitorOf(response).timeZone, wrong: [] }));

  pages.post('/accounts', 'account.create', async (request, response) => {
    const form = flatForm(request);
    const read = AccountForm.safeParse(form);
    if (!read.success) return show(app, request, response.status(422), { name: form['name'] ?? '', timeZone: form['timeZone'] ?? '', wrong: read.error.issues.map(({ path: [field] }) => String(field)) });
    const user = await own(response);
    const languages = [...new Set([user.language, 'en', 'ar', 'fa', 'pl'])];
    await enter(app, request, await createAccountFor(app, user, { ...read.data, languages }));
    response.redirect(303, withQuery(ACCOUNTS_PATH, { done: 'created', ...carried(askedBy(request, response)) }));
  });

  pages.post('/accounts/:id/switch', 'own-access', async (request, response) => {
    const user = await own(response);
    const target = await requireMembership(user, request.params['id'] ?? '');
    noteChange({ action: 'access.signed-out', subject: nameOf(user), before: null, after: null });
    const lang = carried(askedBy(request, response));
    // Each account has a second step of its own: what was proved to one is not proved to another.
    if (target.secondStep) {
      await startHalf(request, { accountId: target.accountId, userId: target._id, credential: credentialOf(target), byLink: false, to: HOME }, app.now());
      return response.redirect(303, withQuery('/admin/sign-in/code', lang));
    }
    await enter(app, request, target);
    response.redirect(303, withQuery(HOME, lang));
  });
  return pages.router;
}

async function own(response: Response): Promise<User> {
  const { accountId, userId } = visitorOf(response);
  const user = await findUser(accountId, userId);
  if (!user) throw new Error('the guard let a person in who does not exist');
  return user;
}

/** Each account's log says who came in and who left. */
async function enter(app: App, request: Request, user: User): Promise<void> {
  await keepSignIn(app, { accountId: user.accountId, person: { id: user._id, name: nameOf(user) }, from: request.ip ?? '' }, { by: 'another account' });
  await startSession(request, await welcome(app, user, { byLink: false, bySso: false }), app.now());
}

async function show(app: App, request: Request, response: Response, form: OwnAccountsInput['form']): Promise<void> {
  const { accountId, policies } = visitorOf(response);
  const { view, data } = ownAccountsPage({ ...askedBy(request, response), path: ACCOUNTS_PATH }, {
    accounts: await membershipsOf(await own(response)), here: accountId, zones: policies.has('account.create') ? ZONES : null, form,
  });
  response.send(app.render.page(view, data));
}
