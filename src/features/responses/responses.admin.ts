import type { Router } from 'express';
import type { App } from '../../app.ts';
import type { Policy } from '../../domain/roles.ts';
import { pageRoutes } from '../../platform/http/pages.ts';
import { askedBy, visitorOf } from '../../platform/http/visitor.ts';
import { requireAccount } from '../accounts/accounts.service.ts';
import { customersById } from '../customers/customers.service.ts';
import { requireVersion } from '../surveys/surveys.service.ts';
import { touchpointNames } from '../touchpoints/touchpoints.service.ts';
import { answerPage } from './answer.view.ts';
import { readResponse } from './responses.queries.ts';

/** One answer, where the alert about it leads. Mounted behind the guard. */
export function answerPages(app: App): Router {
  const pages = pageRoutes<Policy>();
  pages.get('/responses/:id', 'answers.read', async (request, response) => {
    const { accountId, timeZone } = visitorOf(response);
    const { response: answer } = await readResponse(accountId, request.params['id'] ?? '');
    const [account, version, names, customers] = await Promise.all([
      requireAccount(accountId), requireVersion(answer.surveyId, answer.version), touchpointNames(accountId), customersById(accountId, [answer.customerId]),
    ]);
    const customer = customers.get(answer.customerId);
    const { view, data } = answerPage(askedBy(request, response), {
      answer, version, timeZone,
      fallbackLanguages: account.languages,
      branding: account.branding,
      touchpoint: { key: answer.touchpoint, name: names.get(answer.touchpoint) ?? answer.touchpoint },
      customer: { name: customer?.name ?? null, email: customer?.email ?? null },
    });
    response.send(app.render.page(view, data));
  });
  return pages.router;
}
