import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { carried, withQuery } from '../../domain/admin-frame.ts';
import type { Page } from '../../domain/page-frame.ts';
import type { Policy } from '../../domain/roles.ts';
import { isOvertaken, opening, overtaken } from '../../platform/http/overtaken.ts';
import { pageRoutes } from '../../platform/http/pages.ts';
import { orRefused, parse } from '../../platform/http/parse.ts';
import { positionOf, timePage } from '../../platform/http/time-paging.ts';
import { askedBy, flatForm, flatQuery, visitorOf } from '../../platform/http/visitor.ts';
import { listDeliveries, requireDelivery } from './deliveries.queries.ts';
import { DELIVERY_OUTCOMES } from './deliveries.service.ts';
import type { DeliveryPage } from './delivery-log.view.ts';
import { lastDeliveries } from './last-deliveries.queries.ts';
import { choosePage, EMPTY_SOURCE, newSourcePage } from './new-source.view.ts';
import { findPull } from './pulls.service.ts';
import { replayDelivery } from './receive-delivery.service.ts';
import { shownPull } from './shown-pull.ts';
import { isTicked, nameFrom, newSourceFrom, secretFrom } from './source-form.ts';
import { LIST, sourcePath } from './source-parts.ts';
import { removePage, renewPage } from './source-steps.view.ts';
import { sourcePage, type ShownSource, type SourcePageInput } from './source.view.ts';
import { changeSource, createSource, deleteSource, listSources, requireSource, rotateSecret, schemesOf, SOURCE_KINDS, SOURCE_STATUSES, type Source } from './sources.service.ts';
import { sourcesPage } from './sources.view.ts';

const POLICY: Policy = 'sources.manage';
const SHOWN_DELIVERIES = 20;

/** Sources: which there are, new ones, what each sent, its secret and its state. */
export function sourcePages(app: App): Router {
  const pages = pageRoutes<Policy>();
  const send = (response: Response, { view, data }: Page<string, object>): void => void response.send(app.render.page(view, data));
  const sourceOf = (request: Request<Record<string, string>>, response: Response): Promise<Source> => requireSource(visitorOf(response).accountId, request.params['id'] ?? '');
  const backTo = (request: Request, response: Response, { _id }: Source, done: string): void => response.redirect(303, sourcePath(askedBy(request, response), _id, '', { done }));
  const show = async (request: Request, response: Response, source: Source, shown: Partial<Pick<SourcePageInput, 'secret' | 'refused' | 'opening'>> = {}): Promise<void> => {
    const { timeZone } = visitorOf(response);
    const pull = await findPull(source.accountId, source._id);
    send(response, sourcePage(askedBy(request, response), { source: shownSource(app, source), pull: pull && shownPull(app, pull), log: await deliveriesOf(app, source, flatQuery(request)), timeZone, secret: null, refused: null, opening: opening(settingsOf(source)), ...shown }));
  };

  pages.get('/sources', POLICY, async (request, response) => {
    const { accountId, timeZone } = visitorOf(response);
    const sources = await listSources(accountId);
    const now = app.now();
    const last = await lastDeliveries(accountId, sources.map(({ _id }) => _id), now);
    const listed = sources.map(({ _id: id, name, kind, status, secrets, lastRefusal }) => ({ id, name, kind, status, waitsForSecret: secrets.length === 0, lastDelivery: last.get(id) ?? null, lastRefusal }));
    send(response, sourcesPage(askedBy(request, response), { sources: listed, now, timeZone }));
  });

  pages.get('/sources/new', POLICY, (request, response) => {
    const { kind: wanted, fetch = '' } = flatQuery(request);
    const kind = SOURCE_KINDS.find((known) => known === wanted);
    const asked = askedBy(request, response);
    send(response, kind === undefined ? choosePage(asked) : newSourcePage(asked, { kind, sent: { ...EMPTY_SOURCE, fetch }, errors: [] }));
  });

  pages.post('/sources', POLICY, async (request, response) => {
    const form = flatForm(request);
    const { kind } = parse(z.object({ kind: z.enum(SOURCE_KINDS) }), form);
    const created = await orRefused(() => createSource(app, visitorOf(response).accountId, newSourceFrom(kind, form)));
    if (!created.ok) return send(response.status(422), newSourcePage(askedBy(request, response), { kind, sent: { ...EMPTY_SOURCE, ...form }, errors: created.errors }));
    const { source, secret } = created.value;
    if (form['fetch'] === 'yes') return response.redirect(303, sourcePath(askedBy(request, response), source._id, '/pull', { done: 'created' }));
    if (secret === null || secretFrom(form) !== null) return backTo(request, response, source, 'created');
    await show(request, response.status(201), source, { secret: { isNewSource: true, text: secret } });
  });

  pages.get('/sources/:id', POLICY, async (request, response) => show(request, response, await sourceOf(request, response)));

  pages.post('/sources/:id/settings', POLICY, async (request, response) => {
    const source = await sourceOf(request, response);
    const form = flatForm(request);
    if (isOvertaken(settingsOf(source), form)) return show(request, response.status(409), source, { refused: { name: form['name'] ?? '', errors: [] }, opening: overtaken(settingsOf(source)) });
    const changed = await orRefused(() => changeSource(source.accountId, source._id, { name: nameFrom(form), legacySignatures: isTicked(form, 'legacy') }));
    if (!changed.ok) return show(request, response.status(422), source, { refused: { name: form['name'] ?? '', errors: changed.errors }, opening: opening(settingsOf(source), form) });
    backTo(request, response, source, 'saved');
  });

  pages.post('/sources/:id/status', POLICY, async (request, response) => {
    const source = await sourceOf(request, response);
    const { status } = parse(z.object({ status: z.enum(SOURCE_STATUSES) }), flatForm(request));
    await changeSource(source.accountId, source._id, { status });
    backTo(request, response, source, status === 'paused' ? 'paused' : 'resumed');
  });

  pages.get('/sources/:id/rotate', POLICY, async (request, response) => {
    const source = await sourceOf(request, response);
    send(response, renewPage(askedBy(request, response), { source: { ...source, id: source._id }, since: secretSince(source), errors: [] }));
  });

  pages.post('/sources/:id/rotate', POLICY, async (request, response) => {
    const source = await sourceOf(request, response);
    const form = flatForm(request);
    // Sent twice, it would end the secret that the sender still uses.
    if (form['since'] !== secretSince(source)) return backTo(request, response, source, 'unchanged');
    const rotated = await orRefused(() => rotateSecret(app, source.accountId, source._id, secretFrom(form)));
    if (!rotated.ok) return send(response.status(422), renewPage(askedBy(request, response), { source: { ...source, id: source._id }, since: secretSince(source), errors: rotated.errors }));
    if (secretFrom(form) !== null) return backTo(request, response, source, 'entered');
    await show(request, response, rotated.value.source, { secret: { isNewSource: false, text: rotated.value.secret } });
  });

  pages.get('/sources/:id/delete', POLICY, async (request, response) => {
    const { _id: id, name } = await sourceOf(request, response);
    send(response, removePage(askedBy(request, response), { id, name }));
  });

  pages.post('/sources/:id/delete', POLICY, async (request, response) => {
    await deleteSource(visitorOf(response).accountId, request.params['id'] ?? '');
    response.redirect(303, withQuery(LIST, { done: 'deleted', ...carried(askedBy(request, response)) }));
  });

  pages.post('/sources/:id/deliveries/:delivery/replay', POLICY, async (request, response) => {
    const source = await sourceOf(request, response);
    const { outcome } = await replayDelivery(app, source, await requireDelivery(source.accountId, source._id, request.params['delivery'] ?? ''));
    backTo(request, response, source, outcome);
  });
  return pages.router;
}

const settingsOf = ({ name, legacySignatures }: Source): object => ({ name, legacySignatures });

const secretSince = ({ secrets: [current] }: Source): string => current?.createdAt.toISOString() ?? '';

function shownSource(app: App, source: Source): ShownSource {
  const { _id: id, name, kind, status, legacySignatures, mapping, secrets: [current, before], refusals, lastRefusal } = source;
  const [scheme] = schemesOf(source);
  if (!scheme) throw new Error('a source has at least one scheme');
  const overlapUntil = before?.expiresAt ?? null;
  return {
    id, name, kind, status, legacySignatures, refusals, lastRefusal, scheme,
    url: `${app.config.baseUrl}/webhooks/${id}`,
    waitsForSecret: current === undefined,
    hasOwnMapping: mapping !== null,
    secretSince: current?.createdAt ?? null,
    overlapUntil: overlapUntil !== null && overlapUntil > app.now() ? overlapUntil : null,
  };
}

/** A page of the log as the query asks for it. @throws Invalid for a cursor that is none of ours */
async function deliveriesOf(app: App, { accountId, _id }: Source, query: Record<string, string>): Promise<DeliveryPage> {
  const outcome = DELIVERY_OUTCOMES.find((known) => known === query['outcome']) ?? null;
  const scope = { secret: app.config.secret, accountId, list: `deliveries:${_id}` };
  const page = await listDeliveries(accountId, _id, outcome, { limit: SHOWN_DELIVERIES, after: positionOf(scope, query['cursor']) });
  const { data, nextCursor } = timePage(scope, page, { at: ({ batchAt, id }) => ({ at: batchAt, id }), view: (delivery) => delivery });
  return { outcome, deliveries: data, nextCursor, isFirst: query['cursor'] === undefined };
}
