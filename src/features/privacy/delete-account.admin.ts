import type { Request, Response, Router } from 'express';
import type { App } from '../../app.ts';
import type { Policy } from '../../domain/roles.ts';
import { pageRoutes } from '../../platform/http/pages.ts';
import { orRefused } from '../../platform/http/parse.ts';
import { endSession } from '../../platform/http/session.ts';
import { askedBy, flatForm, visitorOf } from '../../platform/http/visitor.ts';
import { requireAccount } from '../accounts/accounts.queries.ts';
import { giveUpAccount } from './delete-account.service.ts';
import { deletedPage, deletePage } from './delete-account.view.ts';

const POLICY: Policy = 'account.delete';

/** Deleting the account, for its owners. */
export function accountDeletionPages(app: App): Router {
  const pages = pageRoutes<Policy>();
  pages.get('/account/delete', POLICY, (request, response) => show(app, request, response, null));
  pages.post('/account/delete', POLICY, async (request, response) => {
    const { accountId, userId } = visitorOf(response);
    const { name } = await requireAccount(accountId);
    const typed = flatForm(request)['name'] ?? '';
    const outcome = await orRefused(() => giveUpAccount(app, accountId, { name: typed, by: userId }));
    if (!outcome.ok) return show(app, request, response.status(422), typed.slice(0, 500));
    const { view, data } = deletedPage(askedBy(request, response), { name });
    await endSession(request, response, app.config);
    response.send(app.render.page(view, data));
  });
  return pages.router;
}

async function show(app: App, request: Request, response: Response, typed: string | null): Promise<void> {
  const { accountId, others } = visitorOf(response);
  const { name } = await requireAccount(accountId);
  const { view, data } = deletePage(askedBy(request, response), { name, typed, hasOthers: others.length > 0 });
  response.send(app.render.page(view, data));
}
