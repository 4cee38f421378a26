import type { Request, Response, Router } from 'express';
import type { App } from '../../app.ts';
import { pageLanguage } from '../../domain/admin-frame.ts';
import { direction } from '../../domain/default-texts.ts';
import { dayOf } from '../../domain/period.ts';
import type { Policy } from '../../domain/roles.ts';
import { sendTable, TABLE_FORMATS } from '../../platform/http/table-download.ts';
import { pageRoutes } from '../../platform/http/pages.ts';
import { askedBy, flatQuery, visitorOf } from '../../platform/http/visitor.ts';
import { BUSINESS_COLUMNS, businessPageRows } from './business-csv.ts';
import { findBusinessPage } from './business-page.queries.ts';
import { businessPage, churnBaseOf } from './business.view.ts';
import { BUSINESS_PERIODS, reportPeriod } from './report-period.ts';

/** Churn, revenue, lifetime value and cost. Mounted behind the guard. */
export function businessPages(app: App): Router {
  const pages = pageRoutes<Policy>();
  const shown = async (request: Request<Record<string, string>>, response: Response) => {
    const { accountId, timeZone, minimumSample } = visitorOf(response);
    const query = flatQuery(request);
    const today = dayOf(app.now(), timeZone);
    const period = reportPeriod(query, today, BUSINESS_PERIODS);
    const { from, to, interval } = period;
    return { query, period, minimumSample, report: await findBusinessPage(accountId, { from, to, interval, until: today, currency: query['currency'] ?? null }) };
  };

  pages.get('/reports/business', 'reports.read', async (request, response) => {
    const { query, ...input } = await shown(request, response);
    const { view, data } = businessPage(askedBy(request, response), { ...input, churnBase: churnBaseOf(query) });
    response.send(app.render.page(view, data));
  });

  for (const format of TABLE_FORMATS) {
    pages.get(`/reports/business.${format}`, 'reports.read', async (request, response) => {
      const { period, report } = await shown(request, response);
      await sendTable(response, format, { name: `business-${period.from}-${period.through}`, columns: BUSINESS_COLUMNS, rows: businessPageRows(report), dir: direction(pageLanguage(askedBy(request, response))) });
    });
  }
  return pages.router;
}
