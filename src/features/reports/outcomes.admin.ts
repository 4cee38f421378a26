import type { Request, Response, Router } from 'express';
import type { App } from '../../app.ts';
import { pageLanguage } from '../../domain/admin-frame.ts';
import { direction } from '../../domain/default-texts.ts';
import { dayOf } from '../../domain/period.ts';
import { rankTouchpoints } from '../../domain/outcomes/outcome-report.ts';
import type { CustomerAtRisk } from '../../domain/outcomes/outcome-scan.ts';
import type { Policy } from '../../domain/roles.ts';
import { chunks } from '../../platform/chunks.ts';
import type { CsvRow } from '../../platform/csv.ts';
import { sendTable, TABLE_FORMATS } from '../../platform/http/table-download.ts';
import { pageRoutes } from '../../platform/http/pages.ts';
import { askedBy, flatQuery, visitorOf } from '../../platform/http/visitor.ts';
import { requireAccount } from '../accounts/accounts.queries.ts';
import { customerNames } from '../customers/customer-links.queries.ts';
import { findCustomersAtRisk, findOutcomes, type OutcomesRequest } from '../outcomes/outcomes.queries.ts';
import { knownTouchpoints, requireKnownTouchpoint } from '../touchpoints/touchpoints.queries.ts';
import { horizonOf, questionOf } from './outcome-controls.ts';
import { outcomeCustomersPage, riskPage } from './outcome-customers.view.ts';
import { outcomeTouchpointPage } from './outcome-touchpoint.view.ts';
import { FIGURE_COLUMNS, figureRows, RANKING_COLUMNS, rankingRows, RISK_COLUMNS, riskRow } from './outcomes-csv.ts';
import { outcomesRequest } from './outcomes-query.ts';
import { rankingPage } from './outcomes.view.ts';
import { OUTCOME_PERIODS, reportPeriod } from './report-period.ts';
import { findPlainScores } from './score-pages.queries.ts';

type PageRequest = Request<Record<string, string>>;

const NAMED_AT_ONCE = 500;

/** What scores are worth: all touchpoints ranked, one of them, and the customers behind its money at risk. Mounted behind the guard. */
export function outcomePages(app: App): Router {
  const pages = pageRoutes<Policy>();
  const chosen = async (request: PageRequest, response: Response) => {
    const { accountId, timeZone } = visitorOf(response);
    const query = flatQuery(request);
    const period = reportPeriod(query, dayOf(app.now(), timeZone), OUTCOME_PERIODS);
    const wanted: OutcomesRequest = outcomesRequest({ from: period.from, to: period.to }, await requireAccount(accountId), app.now());
    return { accountId, query, period, horizon: horizonOf(query), wanted };
  };
  /** Who is at risk at one question, as its page counts them. */
  const atRisk = async (request: PageRequest, response: Response) => {
    const { accountId, wanted, ...choices } = await chosen(request, response);
    const touchpoint = await requireKnownTouchpoint(accountId, request.params['key'] ?? '');
    const question = questionOf((await findOutcomes(accountId, wanted)).touchpoints, touchpoint.key, choices.query['metric']);
    const all = question === undefined ? [] : await findCustomersAtRisk(accountId, { ...wanted, touchpoint: touchpoint.key, metric: question.metric });
    return { accountId, wanted, ...choices, touchpoint, all };
  };

  pages.get('/reports/outcomes', 'reports.read', async (request, response) => {
    const { accountId, wanted, ...choices } = await chosen(request, response);
    const [answer, touchpoints] = await Promise.all([findOutcomes(accountId, wanted), knownTouchpoints(accountId)]);
    const { view, data } = rankingPage(askedBy(request, response), { ...choices, answer, touchpoints });
    response.send(app.render.page(view, data));
  });

  for (const format of TABLE_FORMATS) {
    pages.get(`/reports/outcomes.${format}`, 'reports.read', async (request, response) => {
      const { accountId, wanted, horizon, period } = await chosen(request, response);
      const [answer, touchpoints] = await Promise.all([findOutcomes(accountId, wanted), knownTouchpoints(accountId)]);
      const names = new Map(touchpoints.map(({ key, name }) => [key, name]));
      const rows = rankingRows(rankTouchpoints(answer.touchpoints, horizon), answer, { horizon, names });
      await sendTable(response, format, { name: `outcomes-${period.from}-${period.through}`, columns: RANKING_COLUMNS, rows, dir: dirOf(request, response) });
    });
  }

  pages.get('/reports/outcomes/:key', 'reports.read', async (request, response) => {
    const { accountId, wanted, ...choices } = await chosen(request, response);
    const { key, name } = await requireKnownTouchpoint(accountId, request.params['key'] ?? '');
    const [answer, plainOf] = await Promise.all([findOutcomes(accountId, wanted), findPlainScores(accountId, { ...choices.period, touchpoint: key, minimumSample: wanted.minimum })]);
    const { view, data } = outcomeTouchpointPage(askedBy(request, response), { ...choices, key, name, answer, plainOf });
    response.send(app.render.page(view, data));
  });

  for (const format of TABLE_FORMATS) {
    pages.get(`/reports/outcomes/:key/figures.${format}`, 'reports.read', async (request, response) => {
      const { accountId, wanted, horizon, query, period } = await chosen(request, response);
      const { key } = await requireKnownTouchpoint(accountId, request.params['key'] ?? '');
      const answer = await findOutcomes(accountId, wanted);
      const question = questionOf(rankTouchpoints(answer.touchpoints, horizon), key, query['metric']);
      await sendTable(response, format, { name: `outcomes-${key}-${period.from}-${period.through}`, columns: FIGURE_COLUMNS, rows: question ? figureRows(question, answer) : [], dir: dirOf(request, response) });
    });
  }

  pages.get('/reports/outcomes/:key/customers', 'customers.read', async (request, response) => {
    const { accountId, wanted, touchpoint, all, ...choices } = await atRisk(request, response);
    const shown = riskPage(all, choices.query['page']);
    const names = await customerNames(accountId, shown.customers.map(({ customerId }) => customerId));
    const { view, data } = outcomeCustomersPage(askedBy(request, response), { ...choices, ...touchpoint, all, shown, names, until: wanted.until });
    response.send(app.render.page(view, data));
  });

  for (const format of TABLE_FORMATS) {
    pages.get(`/reports/outcomes/:key/customers.${format}`, 'customers.read', async (request, response) => {
      const { accountId, touchpoint, all, period } = await atRisk(request, response);
      await sendTable(response, format, { name: `at-risk-${touchpoint.key}-${period.from}-${period.through}`, columns: RISK_COLUMNS, rows: riskRows(accountId, all), dir: dirOf(request, response) });
    });
  }
  return pages.router;
}

async function* riskRows(accountId: string, all: readonly CustomerAtRisk[]): AsyncGenerator<CsvRow> {
  for (const some of chunks(all, NAMED_AT_ONCE)) {
    const names = await customerNames(accountId, some.map(({ customerId }) => customerId));
    for (const customer of some) yield riskRow(customer, names.get(customer.customerId));
  }
}

function dirOf(request: Request, response: Response): 'ltr' | 'rtl' {
  return direction(pageLanguage(askedBy(request, response)));
}
