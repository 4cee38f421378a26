import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import type { Page } from '../../domain/page-frame.ts';
import type { Policy } from '../../domain/roles.ts';
import type { FieldError } from '../../platform/errors.ts';
import { isOvertaken, opening, overtaken, type Opening } from '../../platform/http/overtaken.ts';
import { pageRoutes } from '../../platform/http/pages.ts';
import { orRefused, parse } from '../../platform/http/parse.ts';
import { askedBy, flatForm, visitorOf } from '../../platform/http/visitor.ts';
import { EMPTY_PULL, formOfPull, readPull, sentPull, type PullForm } from './pull-form.ts';
import { pullPage, removePullPage } from './pull.view.ts';
import { deletePull, findPull, pullNow, PULL_STATUSES, putPull, requirePull, setPullStatus, shownFolder, statusOf, type Pull } from './pulls.service.ts';
import { shownPull } from './shown-pull.ts';
import { sourcePath } from './source-parts.ts';
import { requireSource, type Source } from './sources.service.ts';

const POLICY: Policy = 'sources.manage';
const storedForm = (pull: Pull | null): PullForm => (pull ? formOfPull(pull) : EMPTY_PULL);

/** Fetching the interactions of a source that cannot report them. */
export function pullPages(app: App): Router {
  const pages = pageRoutes<Policy>();
  const send = (response: Response, { view, data }: Page<string, object>): void => void response.send(app.render.page(view, data));
  const sourceOf = (request: Request<Record<string, string>>, response: Response): Promise<Source> => requireSource(visitorOf(response).accountId, request.params['id'] ?? '');
  const backTo = (request: Request, response: Response, { _id }: Source, done: string): void => response.redirect(303, sourcePath(askedBy(request, response), _id, '/pull', { done }));
  const show = async (request: Request, response: Response, source: Source, sent: { form: PullForm; errors: readonly FieldError[]; opening: Opening } | null): Promise<void> => {
    const { accountId, _id: id, name, status, mapping } = source;
    const pull = await findPull(accountId, id);
    send(response, pullPage(askedBy(request, response), {
      source: { id, name, isPaused: status === 'paused', hasOwnMapping: mapping !== null },
      pull: pull && shownPull(app, pull),
      form: sent?.form ?? storedForm(pull),
      opening: sent?.opening ?? opening(storedForm(pull)),
      errors: sent?.errors ?? [],
      dropFolder: shownFolder(app, accountId, ''),
      now: app.now(),
      timeZone: visitorOf(response).timeZone,
    }));
  };

  pages.get('/sources/:id/pull', POLICY, async (request, response) => show(request, response, await sourceOf(request, response), null));

  pages.post('/sources/:id/pull', POLICY, async (request, response) => {
    const source = await sourceOf(request, response);
    const form = sentPull(flatForm(request));
    const before = await findPull(source.accountId, source._id);
    const read = readPull(form, before);
    if (read.ok && isOvertaken(storedForm(before), flatForm(request))) return show(request, response.status(409), source, { form, errors: [], opening: overtaken(storedForm(before)) });
    const stored = read.ok ? await orRefused(() => putPull(app, source.accountId, source._id, read.value)) : read;
    if (!stored.ok) return show(request, response.status(422), source, { form, errors: stored.errors, opening: opening(storedForm(before), flatForm(request)) });
    backTo(request, response, source, statusOf(stored.value) === 'paused' ? 'kept' : 'saved');
  });

  pages.post('/sources/:id/pull/now', POLICY, async (request, response) => {
    const source = await sourceOf(request, response);
    await pullNow(app, source.accountId, source._id);
    backTo(request, response, source, 'now');
  });

  pages.post('/sources/:id/pull/status', POLICY, async (request, response) => {
    const source = await sourceOf(request, response);
    const { status } = parse(z.object({ status: z.enum(PULL_STATUSES) }), flatForm(request));
    await setPullStatus(app, source.accountId, source._id, status);
    backTo(request, response, source, status === 'paused' ? 'paused' : 'resumed');
  });

  pages.get('/sources/:id/pull/delete', POLICY, async (request, response) => {
    const { accountId, _id: id, name } = await sourceOf(request, response);
    await requirePull(accountId, id);
    send(response, removePullPage(askedBy(request, response), { id, name }));
  });

  pages.post('/sources/:id/pull/delete', POLICY, async (request, response) => {
    const source = await sourceOf(request, response);
    await deletePull(source.accountId, source._id);
    response.redirect(303, sourcePath(askedBy(request, response), source._id, '', { done: 'unfetched' }));
  });
  return pages.router;
}
