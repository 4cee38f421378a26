import { Router, type Request, type Response } from 'express';
import type { App } from '../../app.ts';
import { openToken } from '../../platform/token.ts';
import { NotFound } from '../../platform/errors.ts';
import { requireAccount } from '../accounts/accounts.service.ts';
import { loadInvitation, unsubscribe, type Invitation } from '../invitations/invitations.service.ts';
import { linksOf, UNSUBSCRIBE_TOKEN } from '../invitations/messages.service.ts';
import { unsubscribedPage, unsubscribePage } from './unsubscribe.view.ts';

/** GET shows and changes nothing, because mail scanners open it; POST acts, also without a page (RFC 8058). */
export function unsubscribePages(app: App): Router {
  const router = Router({ strict: true });
  router.get('/:token', async (request, response) => {
    const { view, data } = unsubscribePage(await inputOf(app, await requireInvited(app, request)));
    send(app, response, view, data);
  });
  // Whatever the body says: one-click senders post a form, people press the button.
  router.post('/:token', async (request, response) => {
    const invitation = await requireInvited(app, request);
    await unsubscribe(app, invitation);
    const { view, data } = unsubscribedPage(await inputOf(app, invitation));
    send(app, response, view, data);
  });
  return router;
}

async function requireInvited(app: App, request: Request): Promise<Invitation> {
  const id = openToken(app.config.secret, UNSUBSCRIBE_TOKEN, String(request.params['token']));
  const invitation = id === null ? null : await loadInvitation(app, id);
  if (!invitation) throw new NotFound();
  return invitation;
}

async function inputOf(app: App, { accountId, language, _id }: Invitation) {
  const { branding } = await requireAccount(accountId);
  return { language, branding, pageUrl: linksOf(app, _id).unsubscribeUrl };
}

function send(app: App, response: Response, view: string, data: object): void {
  response.type('html').send(app.render.page(view, data));
}
