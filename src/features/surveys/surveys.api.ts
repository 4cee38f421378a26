import type { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { apiRoutes } from '../../platform/http/api-routes.ts';
import { key, languageTag } from '../../platform/http/fields.ts';
import { pageOf, PageQuery, pageSchema } from '../../platform/http/paging.ts';
import { previewSurvey } from '../responses/previews.service.ts';
import { SurveyInput, surveyView, toDefinition } from './survey-input.ts';
import { SurveyDocument, VersionDocument } from './survey-document.ts';
import { findSurvey, listSurveys, listVersions, putSurvey, requireSurvey } from './surveys.service.ts';

const Path = z.strictObject({ key });
const PreviewInput = z.strictObject({
  language: languageTag.optional(),
  kind: z.enum(['invitation', 'reminder'], { error: 'must be one of invitation, reminder' }).optional(),
});
const Preview = z.object({ language: z.string(), subject: z.string(), html: z.string(), text: z.string(), page: z.string() }).meta({ id: 'SurveyPreview' });

export function surveysApi(app: App): Router {
  const routes = apiRoutes('/api/v1/surveys', 'Surveys');

  routes.get('', {
    summary: 'List surveys', scope: 'read', query: PageQuery,
    responses: { 200: { description: 'Surveys by key', schema: pageSchema(SurveyDocument) } },
  }, async ({ accountId, query }) => {
    const { data, nextCursor } = pageOf(await listSurveys(accountId), query, (survey) => survey.key);
    return { status: 200, body: { data: data.map(surveyView), nextCursor } };
  });

  routes.get('/{key}', {
    summary: 'Read a survey', scope: 'read', params: Path,
    responses: { 200: { description: 'The survey, defaults written out', schema: SurveyDocument } },
  }, async ({ accountId, params }) => ({ status: 200, body: surveyView(await requireSurvey(accountId, params.key)) }));

  routes.put('/{key}', {
    summary: 'Create or replace a survey',
    description: '`metric` and `touchpoint` are enough; everything absent gets its default, also in a later PUT. A change of metric, wording, scale or thresholds makes the next version; answers keep theirs.',
    scope: 'write', params: Path, body: SurveyInput, example: { metric: 'nps', touchpoint: 'delivery', delay: '2h', coolDown: [{ since: 'invitation', across: 'account', days: 30 }] },
    responses: { 200: { description: 'It was there', schema: SurveyDocument }, 201: { description: 'It was created', schema: SurveyDocument } },
  }, async ({ accountId, params, body }) => {
    const known = await findSurvey(accountId, params.key);
    const survey = await putSurvey(app, accountId, params.key, toDefinition(body));
    return { status: known ? 200 : 201, body: surveyView(survey) };
  });

  routes.get('/{key}/versions', {
    summary: 'List the versions of a survey', scope: 'read', params: Path, query: PageQuery,
    responses: { 200: { description: 'Versions, oldest first', schema: pageSchema(VersionDocument) } },
  }, async ({ accountId, params, query }) => {
    const { data, nextCursor } = pageOf(await listVersions(accountId, params.key), query, ({ version }) => String(version).padStart(9, '0'));
    return { status: 200, body: { data: data.map(({ version, content, createdAt }) => ({ version, ...content, createdAt })), nextCursor } };
  });

  routes.post('/{key}/preview', {
    summary: 'See the mail and the page of a survey', description: 'Nothing is sent or stored; the links lead nowhere.',
    scope: 'read', params: Path, body: PreviewInput, example: { language: 'ar', kind: 'invitation' },
    responses: { 200: { description: 'Mail (subject, HTML, text) and page (HTML)', schema: Preview } },
  }, async ({ accountId, params, body }) => ({ status: 200, body: await previewSurvey(app, await requireSurvey(accountId, params.key), body) }));

  return routes.router;
}
