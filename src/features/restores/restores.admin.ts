import type { Request, Response, Router } from 'express';
import type { App } from '../../app.ts';
import { carried, withQuery } from '../../domain/admin-frame.ts';
import type { Policy } from '../../domain/roles.ts';
import { findHold } from '../../platform/mail-hold.ts';
import { pageRoutes } from '../../platform/http/pages.ts';
import { askedBy, visitorOf } from '../../platform/http/visitor.ts';
import { isInstallationShared } from '../accounts/accounts.service.ts';
import { confirmRestore } from './restores.service.ts';
import { RESTORE, restorePage } from './restores.view.ts';

/** Where an owner lets a restored copy mail again. One company may not decide for the others of an installation. */
export function restorePages(app: App): Router {
  const pages = pageRoutes<Policy>();
  const show = async (request: Request<Record<string, string>>, response: Response): Promise<void> => {
    const [hold, isShared] = await Promise.all([findHold(), isInstallationShared()]);
    const { view, data } = restorePage(askedBy(request, response), { takenAt: hold?.takenAt ?? null, isShared, timeZone: visitorOf(response).timeZone });
    response.send(app.render.page(view, data));
  };

  pages.get('/restore', 'restore.confirm', show);
  pages.post('/restore', 'restore.confirm', async (request, response) => {
    if (await isInstallationShared()) return show(request, response.status(409));
    await confirmRestore(app);
    response.redirect(303, withQuery(RESTORE, { ...carried(askedBy(request, response)), done: 'confirmed' }));
  });
  return pages.router;
}
