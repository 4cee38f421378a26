import type { Router } from 'express';
import type { App } from '../../app.ts';
import { carried, withQuery } from '../../domain/admin-frame.ts';
import type { Policy } from '../../domain/roles.ts';
import { pageRoutes } from '../../platform/http/pages.ts';
import { askedBy, visitorOf } from '../../platform/http/visitor.ts';
import { isInstallationShared } from '../accounts/accounts.service.ts';
import { removeFailed, requireFailed, retryFailed } from './queues.service.ts';
import { QUEUES_PATH, queuesPage, removeJobPage } from './queues.view.ts';

const POLICY: Policy = 'queues.manage';
const MOST_FAILURES = 50;

/** What waits and what was given up, for the owner of an installation's only account. Mounted behind the guard. */
export function queuePages(app: App): Router {
  const pages = pageRoutes<Policy>();
  pages.get('/queues', POLICY, async (request, response) => {
    const isShared = await isInstallationShared();
    const found = isShared ? null : await app.queues.look(MOST_FAILURES);
    const { view, data } = queuesPage(askedBy(request, response), { found, isShared, most: MOST_FAILURES, now: app.now(), timeZone: visitorOf(response).timeZone });
    response.send(app.render.page(view, data));
  });
  pages.post('/queues/failures/:id/retry', POLICY, async (request, response) => {
    await retryFailed(app, request.params['id'] ?? '');
    response.redirect(303, withQuery(QUEUES_PATH, { done: 'retried', ...carried(askedBy(request, response)) }));
  });
  pages.get('/queues/failures/:id/remove', POLICY, async (request, response) => {
    const { view, data } = removeJobPage(askedBy(request, response), await requireFailed(app, request.params['id'] ?? ''), visitorOf(response).timeZone);
    response.send(app.render.page(view, data));
  });
  pages.post('/queues/failures/:id/remove', POLICY, async (request, response) => {
    await removeFailed(app, request.params['id'] ?? '');
    response.redirect(303, withQuery(QUEUES_PATH, { done: 'removed', ...carried(askedBy(request, response)) }));
  });
  return pages.router;
}
