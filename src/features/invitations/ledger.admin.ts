import type { Request, Response, Router } from 'express';
import type { App } from '../../app.ts';
import { carried, withQuery } from '../../domain/admin-frame.ts';
import { SKIP_REASONS } from '../../domain/eligibility.ts';
import type { Policy } from '../../domain/roles.ts';
import { Conflict } from '../../platform/errors.ts';
import { pageRoutes } from '../../platform/http/pages.ts';
import { positionOf, timePage } from '../../platform/http/time-paging.ts';
import { askedBy, flatQuery, visitorOf } from '../../platform/http/visitor.ts';
import { listLedger, type LedgerFilter } from '../interactions/ledger-interactions.queries.ts';
import type { Interaction } from '../interactions/interactions.service.ts';
import { listSurveys } from '../surveys/surveys.service.ts';
import { knownTouchpoints } from '../touchpoints/touchpoints.queries.ts';
import { findPeriodLedger, statusesOf } from './ledger-period.queries.ts';
import { ledgerStepPage, type StepInput } from './ledger-step.view.ts';
import { LEDGER, ledgerPage, PERIODS, type LedgerPeriod } from './ledger.view.ts';
import { readInvitation } from './invitations.queries.ts';
import { cancelInvitation, retryInvitation } from './invitations.service.ts';

const SHOWN = 50;
const DAY_MS = 86_400_000;
const DEFAULT_PERIOD: LedgerPeriod = 'last-7-days';

/** Every interaction's fate, and what a person may still change about it. */
export function ledgerPages(app: App): Router {
  const pages = pageRoutes<Policy>();

  pages.get('/ledger', 'ledger.read', async (request, response) => {
    const { accountId, timeZone } = visitorOf(response);
    const query = flatQuery(request);
    const [surveys, touchpoints] = await Promise.all([listSurveys(accountId), knownTouchpoints(accountId)]);
    const period = (Object.keys(PERIODS) as LedgerPeriod[]).find((name) => name === query['period']) ?? DEFAULT_PERIOD;
    const survey = surveys.find(({ key }) => key === query['survey'])?.key ?? null;
    const touchpoint = touchpoints.find(({ key }) => key === query['touchpoint'])?.key ?? null;
    const fate = (['undecided', 'invited', ...SKIP_REASONS] as const).find((name) => name === query['fate']) ?? null;
    const to = new Date(app.now().getTime() + 1);
    const filter: LedgerFilter = { from: new Date(to.getTime() - Number(period.split('-')[1]) * DAY_MS), to, survey, touchpoint, fate };
    const scope = { secret: app.config.secret, accountId, list: 'ledger' };
    const after = positionOf(scope, query['cursor']);
    const [counts, found] = await Promise.all([findPeriodLedger(accountId, filter), listLedger(accountId, filter, { limit: SHOWN, after })]);
    const { data: items, nextCursor } = timePage(scope, found, { at: ({ receivedAt, _id }: Interaction) => ({ at: receivedAt, id: _id }), view: (interaction) => interaction });
    const statuses = await statusesOf(accountId, items.flatMap(({ decisions }) => (decisions ?? []).flatMap(({ invitationId }) => invitationId ?? [])));
    const { view, data } = ledgerPage(askedBy(request, response), {
      filter: { period, survey: survey ?? '', touchpoint: touchpoint ?? '', fate: fate ?? '' }, counts, items: items.map((item) => ({ ...item, decisions: item.decisions ?? null })), statuses,
      surveys: surveys.map(({ key }) => key).toSorted(), touchpoints, nextCursor, isFirst: query['cursor'] === undefined, timeZone,
    });
    response.send(app.render.page(view, data));
  });

  const step = (name: StepInput['step'], done: string, take: typeof cancelInvitation | typeof retryInvitation): void => {
    const ask = async (request: Request<Record<string, string>>, response: Response, refusal: string | null): Promise<void> => {
      const { _id: id, surveyKey, address, name: who, status } = await readInvitation(visitorOf(response).accountId, request.params['id'] ?? '');
      const { view, data } = ledgerStepPage(askedBy(request, response), { step: name, invitation: { id, surveyKey, address, name: who, status }, refusal });
      response.send(app.render.page(view, data));
    };
    pages.get(`/ledger/invitations/:id/${name}`, 'ledger.change', async (request, response) => ask(request, response, null));
    pages.post(`/ledger/invitations/:id/${name}`, 'ledger.change', async (request, response) => {
      try {
        await take(app, visitorOf(response).accountId, request.params['id'] ?? '');
      } catch (error) {
        if (!(error instanceof Conflict)) throw error;
        return ask(request, response.status(409), error.message);
      }
      response.redirect(303, withQuery(LEDGER, { ...carried(askedBy(request, response)), done }));
    });
  };
  step('cancel', 'cancelled', cancelInvitation);
  step('retry', 'retried', retryInvitation);
  return pages.router;
}
