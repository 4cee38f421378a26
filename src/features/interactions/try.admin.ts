import type { Request, Response, Router } from 'express';
import type { App } from '../../app.ts';
import type { Policy } from '../../domain/roles.ts';
import { Invalid, Malformed } from '../../platform/errors.ts';
import { parseJson } from '../../platform/http/json.ts';
import { pageRoutes } from '../../platform/http/pages.ts';
import { orRefused, parse } from '../../platform/http/parse.ts';
import { askedBy, flatForm, flatQuery, visitorOf } from '../../platform/http/visitor.ts';
import { readableJson } from '../../platform/readable-json.ts';
import { previewDecisions } from '../invitations/invitations.service.ts';
import { currentSurveysOf } from '../surveys/surveys.service.ts';
import { touchpointNames } from '../touchpoints/touchpoints.service.ts';
import { InteractionInput, toNewInteraction } from './interaction-input.ts';
import { findInteraction, latestInteractions, type Interaction } from './interactions.queries.ts';
import { API_SOURCE, toInteraction } from './interactions.service.ts';
import { tryPage, type TryInput } from './try.view.ts';

const LATEST = 20;

/** What every survey would decide about an interaction that is pasted or picked. */
export function tryPages(app: App): Router {
  const pages = pageRoutes<Policy>();
  const show = async (request: Request, response: Response, shown: Pick<TryInput, 'json' | 'errors' | 'tried'>): Promise<void> => {
    const { accountId, timeZone } = visitorOf(response);
    const latest = (await latestInteractions(accountId, LATEST)).map(({ _id: id, externalId, type, touchpoint, receivedAt }) => ({ id, externalId, type, touchpoint, receivedAt }));
    const { view, data } = tryPage(askedBy(request, response), { ...shown, latest, timeZone });
    response.send(app.render.page(view, data));
  };
  const decisionsOn = async (accountId: string, json: string): Promise<NonNullable<TryInput['tried']>> => {
    const { dryRun: _dryRun, ...input } = parse(InteractionInput, pasted(json));
    const [decisions, surveys, names] = await Promise.all([
      previewDecisions(app, toInteraction(accountId, API_SOURCE, toNewInteraction(input), app.now())), currentSurveysOf(accountId), touchpointNames(accountId),
    ]);
    return { decisions, surveys: surveys.map(({ key, touchpoint, policy }) => ({ key, type: policy.trigger.type, touchpoint: names.get(touchpoint) ?? touchpoint })) };
  };

  pages.get('/try', 'surveys.read', async (request, response) => {
    const { accountId } = visitorOf(response);
    const { interaction: id } = flatQuery(request);
    const picked = id === undefined ? null : await findInteraction(accountId, id);
    const json = picked ? likeIt(picked, app.now()) : example(app.now());
    await show(request, response, { json, errors: [], tried: picked ? await decisionsOn(accountId, json) : null });
  });

  pages.post('/try', 'surveys.read', async (request, response) => {
    const json = flatForm(request)['json'] ?? '';
    const tried = await orRefused(() => decisionsOn(visitorOf(response).accountId, json));
    if (tried.ok) return show(request, response, { json, errors: [], tried: tried.value });
    await show(request, response.status(422), { json, errors: tried.errors, tried: null });
  });
  return pages.router;
}

/** @throws Invalid for what is no JSON */
function pasted(json: string): unknown {
  try {
    return parseJson(Buffer.from(json));
  } catch (error) {
    if (error instanceof Malformed) throw new Invalid([{ pointer: '', detail: error.message.replace(/^The body/, 'It') }]);
    throw error;
  }
}

/** An interaction like this one, just now: the same one is asked about once only. */
function likeIt({ externalId, type, touchpoint, customer, properties }: Interaction, now: Date): string {
  return readableJson({ id: `${externalId.slice(0, 190)}-again`, ...(type === null ? {} : { type }), ...(touchpoint === null ? {} : { touchpoint }), occurredAt: now.toISOString(), customer, properties });
}

function example(now: Date): string {
  return readableJson({
    id: 'order-1001', type: 'order.delivered', touchpoint: 'delivery', occurredAt: now.toISOString(),
    customer: { externalId: 'c-1', email: 'ada@example.com', name: 'Ada', locale: 'en' }, properties: { plan: 'pro' },
  });
}
