import type { Request, Response, Router } from 'express';
import type { App } from '../../app.ts';
import { pageLanguage } from '../../domain/admin-frame.ts';
import { direction } from '../../domain/default-texts.ts';
import { dayOf, startOfDay } from '../../domain/period.ts';
import type { Policy } from '../../domain/roles.ts';
import { segmentsDeclared } from '../../domain/segment.ts';
import { pageRoutes } from '../../platform/http/pages.ts';
import { sendTable, TABLE_FORMATS, type TableFormat } from '../../platform/http/table-download.ts';
import { askedBy, flatQuery, visitorOf } from '../../platform/http/visitor.ts';
import { requireAccount } from '../accounts/accounts.queries.ts';
import { currentGoals } from '../goals/goals.queries.ts';
import { notesAt } from '../notes/notes.queries.ts';
import { latestComments } from '../responses/comments.queries.ts';
import { surveysAt } from '../surveys/touchpoint-surveys.queries.ts';
import { knownTouchpoints, requireKnownTouchpoint } from '../touchpoints/touchpoints.queries.ts';
import { outcomesRequest } from './outcomes-query.ts';
import { findGlance } from './overview-glance.queries.ts';
import { OUTCOME_PERIODS, reportPeriod } from './report-period.ts';
import { overviewPage } from './report.view.ts';
import { findScorePage } from './score-pages.queries.ts';
import { SCORE_COLUMNS, scoreRows } from './scores-csv.ts';
import { compareGroups } from './touchpoint-compare.queries.ts';
import { comparisonAsked } from './touchpoint-compare.ts';
import { findTouchpointDetails } from './touchpoint-details.queries.ts';
import { touchpointPage } from './touchpoint.view.ts';

type PageRequest = Request<Record<string, string>>;

const SHOWN_COMMENTS = 20;

/** The score report: all touchpoints, and one of them. Mounted behind the guard. */
export function reportPages(app: App): Router {
  const pages = pageRoutes<Policy>();
  pages.get('/', 'own-access', (_request, response) => response.redirect(303, '/admin/reports'));
  pages.get('/reports', 'reports.read', async (request, response) => {
    const { accountId, timeZone, minimumSample } = visitorOf(response);
    const today = dayOf(app.now(), timeZone);
    const period = reportPeriod(flatQuery(request), today);
    const { from, to } = reportPeriod({}, today, OUTCOME_PERIODS);
    const outcomes = outcomesRequest({ from, to }, await requireAccount(accountId), app.now());
    const [reports, touchpoints, glance, goals] = await Promise.all([
      findScorePage(accountId, { ...period, minimumSample }),
      knownTouchpoints(accountId),
      findGlance(accountId, { outcomes, business: { from: period.from, to: period.to, interval: period.interval, until: today, currency: null } }),
      currentGoals(accountId, { today, minimumSample }),
    ]);
    const { view, data } = overviewPage(askedBy(request, response), { ...reports, period, touchpoints, minimumSample, glance, goals, timeZone, hasMailbox: app.config.smtp === null });
    response.send(app.render.page(view, data));
  });
  pages.get('/reports/touchpoints/:key', 'reports.read', async (request, response) => {
    const { accountId, timeZone, minimumSample } = visitorOf(response);
    const touchpoint = await requireKnownTouchpoint(visitorOf(response).accountId, request.params['key'] ?? '');
    const { key } = touchpoint;
    const query = flatQuery(request);
    const period = reportPeriod(query, dayOf(app.now(), timeZone));
    const { segmentKeys } = await requireAccount(accountId);
    const instants = { from: startOfDay(period.from, timeZone), to: startOfDay(period.to, timeZone) };
    const asked = comparisonAsked(query, period, segmentKeys);
    const [{ byTouchpoint }, comments, { versions }, notes, details, compared] = await Promise.all([
      findScorePage(accountId, { ...period, touchpoint: key, minimumSample }),
      latestComments(accountId, { touchpoint: key, ...instants, limit: SHOWN_COMMENTS }),
      surveysAt(accountId, key, instants),
      notesAt(accountId, key, period),
      findTouchpointDetails({ accountId, touchpoint: key, timeZone, from: period.from, to: period.to, interval: period.interval, segments: segmentsDeclared(segmentKeys), minimumSample }),
      asked?.second ? compareGroups(accountId, { touchpoint: key, first: asked.first, second: asked.second, minimumSample }) : [],
    ]);
    const { view, data } = touchpointPage(askedBy(request, response), {
      ...touchpoint, period, report: byTouchpoint, comments, timeZone, minimumSample, happenings: { versions, notes }, details, comparison: { asked, compared },
    });
    response.send(app.render.page(view, data));
  });
  for (const format of TABLE_FORMATS) {
    pages.get(`/reports/scores.${format}`, 'reports.read', async (request, response) => sendScores(app, request, response, { format, touchpoint: undefined }));
    pages.get(`/reports/touchpoints/:key/scores.${format}`, 'reports.read', async (request, response) => {
      const { key } = await requireKnownTouchpoint(visitorOf(response).accountId, request.params['key'] ?? '');
      await sendScores(app, request, response, { format, touchpoint: key });
    });
  }
  return pages.router;
}

/** The figures of a page of scores as a file. */
async function sendScores(app: App, request: PageRequest, response: Response, { format, touchpoint }: { format: TableFormat; touchpoint: string | undefined }): Promise<void> {
  const { accountId, timeZone, minimumSample } = visitorOf(response);
  const period = reportPeriod(flatQuery(request), dayOf(app.now(), timeZone));
  const [{ byTouchpoint, pooled }, known] = await Promise.all([findScorePage(accountId, { ...period, touchpoint, minimumSample }), knownTouchpoints(accountId)]);
  const names = new Map(known.map(({ key, name }) => [key, name]));
  const rows = [byTouchpoint, ...(touchpoint === undefined ? [pooled] : [])].flatMap((report) => scoreRows(report, names));
  const name = ['scores', ...(touchpoint === undefined ? [] : [touchpoint]), period.from, period.through].join('-');
  await sendTable(response, format, { name, columns: SCORE_COLUMNS, rows, dir: direction(pageLanguage(askedBy(request, response))) });
}
