/** Every mount point in one list; the error handler last. */
import { join } from 'node:path';
import compression from 'compression';
import express, { Router, urlencoded, type Express } from 'express';
import type { App } from './app.ts';
import { createStatus } from './status.ts';
import { customerPages } from './features/customers/customers.admin.ts';
import { customersApi } from './features/customers/customers.api.ts';
import { accountDeletionPages } from './features/privacy/delete-account.admin.ts';
import { retentionPages } from './features/privacy/retention.admin.ts';
import { retentionApi } from './features/privacy/retention.api.ts';
import { accountPages } from './features/accounts/accounts.admin.ts';
import { accountsApi } from './features/accounts/accounts.api.ts';
import { auditOfApi, auditOfPages, auditPages } from './features/audit/audit.admin.ts';
import { auditApi } from './features/audit/audit.api.ts';
import { casePages } from './features/cases/cases.admin.ts';
import { casesApi } from './features/cases/cases.api.ts';
import { unsubscribePages } from './features/customers/customers.public.ts';
import { importPages } from './features/imports/imports.admin.ts';
import { importsApi } from './features/imports/imports.api.ts';
import { interactionsApi } from './features/interactions/interactions.api.ts';
import { tryPages } from './features/interactions/try.admin.ts';
import { pullPages } from './features/sources/pulls.admin.ts';
import { senderDocs } from './features/sources/senders.public.ts';
import { mappingPages } from './features/sources/source-mapping.admin.ts';
import { sourcePages } from './features/sources/sources.admin.ts';
import { sourceWebhooks } from './features/sources/sources.webhook.ts';
import { deliveriesApi } from './features/sources/deliveries.api.ts';
import { pullsApi } from './features/sources/pulls.api.ts';
import { sourcesApi } from './features/sources/sources.api.ts';
import { invitationsApi } from './features/invitations/invitations.api.ts';
import { ledgerPages } from './features/invitations/ledger.admin.ts';
import { linksApi } from './features/invitations/links.api.ts';
import { goalPages } from './features/goals/goals.admin.ts';
import { goalsApi } from './features/goals/goals.api.ts';
import { notePages } from './features/notes/notes.admin.ts';
import { notesApi } from './features/notes/notes.api.ts';
import { queuePages } from './features/queues/queues.admin.ts';
import { reportPages } from './features/reports/reports.admin.ts';
import { restorePages } from './features/restores/restores.admin.ts';
import { answerFeed } from './features/responses/answers.admin.ts';
import { answerPages } from './features/responses/responses.admin.ts';
import { businessPages } from './features/reports/business.admin.ts';
import { businessApi } from './features/reports/business.api.ts';
import { outcomePages } from './features/reports/outcomes.admin.ts';
import { exportsApi } from './features/reports/exports.api.ts';
import { outcomesApi } from './features/reports/outcomes.api.ts';
import { ledgerApi, reportsApi } from './features/reports/reports.api.ts';
import { responsesApi } from './features/responses/responses.api.ts';
import { brandStyles, surveyPages } from './features/responses/responses.public.ts';
import { tagRulePages } from './features/tags/tag-rules.admin.ts';
import { tagRulesApi } from './features/tags/tag-rules.api.ts';
import { surveyPreviewPages } from './features/surveys/survey-previews.admin.ts';
import { surveyEditorPages } from './features/surveys/surveys.admin.ts';
import { surveysApi } from './features/surveys/surveys.api.ts';
import { touchpointsApi } from './features/touchpoints/touchpoints.api.ts';
import { apiKeyPages } from './features/users/api-keys.admin.ts';
import { apiKeysApi } from './features/users/api-keys.api.ts';
import { ownAccountPages } from './features/users/own-accounts.admin.ts';
import { accessPages } from './features/users/own-access.admin.ts';
import { peoplePages } from './features/users/people.admin.ts';
import { peopleApi } from './features/users/people.api.ts';
import { secondStepPages } from './features/users/second-step.admin.ts';
import { adminErrors, signInPages } from './features/users/sign-in.admin.ts';
import { requireUser } from './features/users/users.admin.ts';
import { apiGuard } from './features/users/users.api.ts';
import { countRequests } from './metrics.ts';
import { closedPage, errorPage } from './features/responses/survey.view.ts';
import { apiDocs } from './platform/http/api-docs.ts';
import { unknownRoute } from './platform/http/api-routes.ts';
import { csrfProtection } from './platform/http/csrf.ts';
import { errorHandler, notFound, requestIds, type ErrorPage } from './platform/http/errors.ts';
import { health } from './platform/http/health.ts';
import { mailbox } from './platform/http/mailbox.ts';
import { hashedAssets, securityHeaders } from './platform/http/security.ts';
import { timeRequests } from './platform/http/timing.ts';
import { sessions } from './platform/http/session.ts';

export function createWeb(app: App): Express {
  const web = express();
  web.set('trust proxy', app.config.trustProxy);
  web.set('x-powered-by', false);
  web.set('etag', false);
  web.set('query parser', 'simple');
  web.use(requestIds());
  web.use(timeRequests((path, status, seconds) => countRequests({ face: faceOf(path), status: `${String(status)[0]}xx` }, seconds)));

  // For machines: no cookies, no pages.
  web.use(health({ ...createStatus(app), metricsToken: app.config.metricsToken }));

  // For programs.
  web.use('/webhooks', sourceWebhooks(app));
  web.use('/api/v1', api(app));
  web.use('/api/docs/senders', compression(), senderDocs(app));
  web.use('/api', compression(), apiDocs(app.config, 'How each sending system is set up: [/api/docs/senders](/api/docs/senders).'));

  // For people.
  web.use(pages(app));
  web.use(notFound());
  web.use(errorHandler(app.log, pageFor(app)));
  return web;
}

const FACES = new Map([['s', 'survey'], ['u', 'unsubscribe'], ['webhooks', 'source'], ['api', 'api'], ['admin', 'admin']]);

const faceOf = (path: string): string => FACES.get(path.split('/', 2)[1] ?? '') ?? 'other';

function api(app: App): Router {
  const router = Router();
  router.use(apiGuard(app));
  router.use('/interactions', interactionsApi(app));
  router.use(compression());
  // What programs report is no change of theirs: it stands in the ledger.
  router.use(auditOfApi(app));
  router.use('/audit', auditApi(app));
  router.use('/account', accountsApi(app), retentionApi(app));
  router.use('/people', peopleApi());
  router.use('/keys', apiKeysApi(app));
  router.use('/touchpoints', touchpointsApi(app));
  router.use('/surveys', surveysApi(app));
  router.use('/sources', sourcesApi(app), deliveriesApi(app), pullsApi(app));
  router.use('/invitations', invitationsApi(app));
  router.use('/links', linksApi(app));
  router.use('/responses', responsesApi(app));
  router.use('/tag-rules', tagRulesApi(app));
  router.use('/cases', casesApi(app));
  router.use('/customers', customersApi(app));
  router.use('/imports', importsApi(app));
  router.use('/reports', reportsApi(app), businessApi(app), outcomesApi(app));
  router.use('/exports', exportsApi(app));
  router.use('/goals', goalsApi(app));
  router.use('/notes', notesApi(app));
  router.use('/ledger', ledgerApi(app));
  router.use(unknownRoute());
  // Programs get problems, whatever they accept.
  router.use(errorHandler(app.log));
  return router;
}

function pages(app: App): Router {
  const router = Router();
  router.use(securityHeaders({ https: app.config.baseUrl.startsWith('https:') }));
  router.use(compression());
  router.use('/s', surveyPages(app));
  router.use('/u', unsubscribePages(app));
  router.use('/assets', brandStyles(), hashedAssets(app.render.assets));
  router.use('/admin', admin(app));
  if (app.config.smtp === null && !app.config.production) {
    router.use('/dev', mailbox({ directory: join(app.config.dataDir, 'mailbox'), render: app.render }));
  }
  router.get('/', (_request, response) => response.redirect(303, '/admin'));
  return router;
}

/** For the account's own people: everything after the guard needs a signed-in one, and every form a token. */
function admin(app: App): Router {
  const router = Router();
  // A payload to try a mapping on may be long; what was read here is not read again.
  router.use('/sources', urlencoded({ extended: false, limit: '1mb', parameterLimit: 20 }));
  // A survey has nine texts in each of its languages; an interaction may hold as much as the API takes.
  router.use(['/surveys', '/try', '/imports'], urlencoded({ extended: false, limit: '512kb', parameterLimit: 1000 }));
  // A note has 5,000 characters, which a form may write with six bytes each.
  router.use(['/cases', '/answers'], urlencoded({ extended: false, limit: '96kb', parameterLimit: 50 }));
  router.use(urlencoded({ extended: false, limit: '16kb', parameterLimit: 50 }));
  router.use(sessions(app.config));
  router.use(csrfProtection(app.config));
  router.use(signInPages(app));
  router.use(requireUser(app));
  router.use(auditOfPages(app));
  router.use(secondStepPages(app));
  router.use(accountPages(app), accountDeletionPages(app), retentionPages(app), ownAccountPages(app), peoplePages(app), auditPages(app));
  router.use(accessPages(app), apiKeyPages(app), reportPages(app), outcomePages(app), businessPages(app), goalPages(app), notePages(app), answerFeed(app), tagRulePages(app), answerPages(app), casePages(app), customerPages(app), sourcePages(app), mappingPages(app), pullPages(app));
  router.use(surveyEditorPages(app), surveyPreviewPages(app), tryPages(app), ledgerPages(app), importPages(app), restorePages(app), queuePages(app));
  router.use(notFound());
  router.use(errorHandler(app.log, adminErrors(app)));
  return router;
}

/** Customers see nothing technical: a link that leads nowhere, or trouble on our side. */
function pageFor(app: App): ErrorPage {
  return (error, request, response) => {
    const language = request.acceptsLanguages(['en', 'ar', 'fa', 'pl']) || 'en';
    if (error.options.retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(error.options.retryAfterSeconds));
    const { view, data } = error.status === 404
      ? closedPage({ reason: 'unknown', language, branding: null, pageUrl: null })
      : errorPage({ kind: error.status === 503 ? 'unavailable' : 'error', language, branding: null, retry: null });
    response.status(error.status).type('html').send(app.render.page(view, data));
  };
}
