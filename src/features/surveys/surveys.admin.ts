import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { addDays, dayOf } from '../../domain/period.ts';
import { METRICS, scaleName } from '../../domain/metric.ts';
import type { Policy } from '../../domain/roles.ts';
import type { FieldError } from '../../platform/errors.ts';
import { key, languageTag, line } from '../../platform/http/fields.ts';
import { isOvertaken, opening, overtaken } from '../../platform/http/overtaken.ts';
import { pageRoutes } from '../../platform/http/pages.ts';
import { orRefused, parse, tryParse } from '../../platform/http/parse.ts';
import { askedBy, flatForm, visitorOf } from '../../platform/http/visitor.ts';
import { requireAccount } from '../accounts/accounts.service.ts';
import { countMatching } from '../interactions/matching.queries.ts';
import { findScores } from '../reports/reports.queries.ts';
import { countsBySurvey } from '../rollups/survey-counts.queries.ts';
import { listTouchpoints, putTouchpoint, touchpointNames } from '../touchpoints/touchpoints.service.ts';
import { newSurveyPage, TAKEN } from './new-survey.view.ts';
import { editorPage } from './survey-editor.view.ts';
import { formOf, inputFrom, MOST_CONDITIONS, withoutGaps, type Form } from './survey-form.ts';
import { historyPage } from './survey-history.view.ts';
import { SurveyInput, surveyView, toDefinition } from './survey-input.ts';
import { surveyPath } from './survey-parts.ts';
import { findSurvey, listSurveys, listVersions, putSurvey, requireSurvey, setStatus, type Survey } from './surveys.service.ts';
import { surveysPage } from './surveys.view.ts';

const LATELY_DAYS = 30;
/** Answers are looked for this far back. */
const EARLIEST_YEARS = 19;

/** Surveys: which there are, new ones, the editor of each and its versions. */
export function surveyEditorPages(app: App): Router {
  const pages = pageRoutes<Policy>();
  const surveyOf = (request: Request<Record<string, string>>, response: Response): Promise<Survey> => requireSurvey(visitorOf(response).accountId, request.params['key'] ?? '');
  const send = (response: Response, { view, data }: { view: string; data: object }): void => void response.send(app.render.page(view, data));

  pages.get('/surveys', 'surveys.read', async (request, response) => {
    const { accountId, timeZone } = visitorOf(response);
    const to = addDays(dayOf(app.now(), timeZone), 1);
    const [surveys, names, counts] = await Promise.all([listSurveys(accountId), touchpointNames(accountId), countsBySurvey(accountId, { from: addDays(to, -LATELY_DAYS), to })]);
    send(response, surveysPage(askedBy(request, response), {
      surveys: surveys.map(({ key: surveyKey, version, touchpoint, policy, content }) => ({
        key: surveyKey, version, metric: content.metric, scale: content.scale, touchpoint: names.get(touchpoint) ?? touchpoint, status: policy.status, ...(counts.get(surveyKey) ?? { asked: 0, answered: 0 }),
      })),
    }));
  });

  pages.get('/new-survey', 'surveys.change', async (request, response) => {
    send(response, newSurveyPage(askedBy(request, response), { touchpoints: await listTouchpoints(visitorOf(response).accountId), sent: {}, errors: [] }));
  });

  pages.post('/new-survey', 'surveys.change', async (request, response) => {
    const { accountId } = visitorOf(response);
    const sent = flatForm(request);
    const refuse = async (errors: FieldError[]): Promise<void> => send(response.status(422), newSurveyPage(askedBy(request, response), { touchpoints: await listTouchpoints(accountId), sent, errors }));
    const form = tryParse(NewForm, { ...sent, touchpoint: sent['touchpoint'] || undefined, newTouchpoint: sent['newTouchpoint'] || undefined, newName: sent['newName'] || undefined });
    if (!form.ok) return refuse(form.errors);
    const { metric, key: surveyKey, touchpoint, newTouchpoint, newName } = form.value;
    if (await findSurvey(accountId, surveyKey)) return refuse([{ pointer: '/key', detail: TAKEN }]);
    const chosen = touchpoint ?? newTouchpoint;
    if (chosen === undefined) return refuse([{ pointer: '/newTouchpoint', detail: 'choose a touchpoint, or name a new one' }]);
    if (touchpoint === undefined) await putTouchpoint(app, accountId, chosen, { name: newName ?? chosen });
    const made = await orRefused(() => putSurvey(app, accountId, surveyKey, toDefinition(SurveyInput.parse({ metric, touchpoint: chosen, status: 'paused' }))));
    if (!made.ok) return refuse(made.errors);
    response.redirect(303, surveyPath(askedBy(request, response), surveyKey, '', { done: 'created' }));
  });

  pages.get('/surveys/:key', 'surveys.read', async (request, response) => {
    const survey = await surveyOf(request, response);
    await show(app, request, response, { survey, answers: await answersOf(app, survey), form: formOf(surveyView(survey)), errors: [] });
  });

  pages.post('/surveys/:key', 'surveys.change', async (request, response) => {
    const survey = await surveyOf(request, response);
    const answers = await answersOf(app, survey);
    const sent = withoutGaps(flatForm(request));
    const form = answers > 0 ? { ...sent, metric: survey.content.metric, scale: scaleName(survey.content.scale) } : withFittingScale(sent, survey);
    if (sent['do'] !== undefined) return show(app, request, response, { survey, answers, ...withMore(form), errors: [] });
    const input = tryParse(SurveyInput, { ...inputFrom(form), status: survey.policy.status });
    if (!input.ok) return show(app, request, response.status(422), { survey, answers, form, errors: input.errors });
    if (isOvertaken(openedWith(survey), sent)) return show(app, request, response.status(409), { survey, answers, form, errors: [], isLate: true });
    const saved = await orRefused(() => putSurvey(app, survey.accountId, survey.key, toDefinition(input.value)));
    if (!saved.ok) return show(app, request, response.status(422), { survey, answers, form, errors: saved.errors });
    response.redirect(303, surveyPath(askedBy(request, response), survey.key, '', { done: saved.value.version > survey.version ? 'saved-version' : 'saved' }));
  });

  pages.post('/surveys/:key/status', 'surveys.change', async (request, response) => {
    const survey = await surveyOf(request, response);
    const { status } = parse(z.object({ status: z.enum(['active', 'paused']) }), flatForm(request));
    await setStatus(app, survey, status);
    response.redirect(303, surveyPath(askedBy(request, response), survey.key, '', { done: status === 'paused' ? 'paused' : 'resumed' }));
  });

  pages.get('/surveys/:key/history', 'surveys.read', async (request, response) => {
    const { accountId, timeZone } = visitorOf(response);
    const { key: surveyKey } = await surveyOf(request, response);
    send(response, historyPage(askedBy(request, response), { key: surveyKey, versions: await listVersions(accountId, surveyKey), timeZone }));
  });
  return pages.router;
}

const NewForm = z.object({ metric: z.enum(METRICS), key, touchpoint: key.optional(), newTouchpoint: key.optional(), newName: line(200).optional() });

interface Shown {
  survey: Survey;
  answers: number;
  form: Form;
  errors: FieldError[];
  /** Somebody else saved it since the form was opened. */
  isLate?: boolean;
  /** At least this many rows of conditions. */
  rows?: number;
}

/** What an editor of a survey starts from; pausing it changes nothing of that. */
const openedWith = (survey: Survey): Form => formOf(surveyView(survey));

async function show(app: App, request: Request, response: Response, { survey, answers, form, errors, isLate = false, rows = 0 }: Shown): Promise<void> {
  const { accountId, touchpoint, policy, version } = survey;
  const [account, touchpoints] = await Promise.all([requireAccount(accountId), listTouchpoints(accountId)]);
  const wish = tryParse(SurveyInput.shape.trigger, inputFrom(form)['trigger']);
  const trigger = wish.ok && wish.value ? toDefinition({ metric: 'nps', touchpoint, trigger: wish.value }).policy.trigger : null;
  const since = new Date(app.now().getTime() - LATELY_DAYS * 86_400_000);
  const matches = trigger && (await countMatching(accountId, { touchpoint: form['touchpoint'] ?? touchpoint, trigger }, since));
  const filled = Object.keys(form).filter((name) => /^trigger\.where\.\d+\.path$/.test(name)).length;
  const { view, data } = editorPage(askedBy(request, response), {
    survey: { key: survey.key, version, status: policy.status, touchpoint }, fixed: answers > 0 ? { answers } : null, form, errors, touchpoints, matches,
    ...(isLate ? overtaken(openedWith(survey)) : opening(openedWith(survey), form)),
    languages: languagesOf(form, account.languages),
    rows: Math.min(MOST_CONDITIONS, Math.max(filled + 1, rows)),
  });
  response.send(app.render.page(view, data));
}

/** The account's languages first, then those that are worded or were added. */
function languagesOf(form: Form, ofAccount: readonly string[]): string[] {
  const worded = Object.keys(form).flatMap((name) => /^(?:question|labels\.\w+|followUpQuestion\.\w+|thankYou\.\w+)\.([\w-]+)$/.exec(name)?.[1] ?? []);
  const added = (form['languages'] ?? '').split(',');
  return [...new Set([...ofAccount, ...added, ...worded])].filter((tag) => languageTag.safeParse(tag).success);
}

/** The form with what a button other than "save" asks for: another language, or more rows. */
function withMore(form: Form): { form: Form; rows: number } {
  const rows = Number(form['rows']) || 0;
  const added = (form['addLanguage'] ?? '').trim();
  if (form['do'] === 'language' && added !== '') return { form: { ...form, languages: `${form['languages'] ?? ''},${added}`, addLanguage: '' }, rows };
  return { form, rows: form['do'] === 'rows' ? rows + 3 : rows };
}

/** Another metric begins with its own usual scale and limits, unless a scale was chosen with it. */
function withFittingScale(form: Form, { content }: Survey): Form {
  const isMetric = METRICS.some((metric) => metric === form['metric']);
  if (!isMetric) return { ...form, metric: content.metric };
  const hasNewMetric = form['metric'] !== content.metric;
  const hasNewScale = form['scale'] !== scaleName(content.scale);
  const limits = form['thresholds.low'] === String(content.thresholds.low) && form['thresholds.high'] === String(content.thresholds.high);
  return { ...form, ...(hasNewMetric && !hasNewScale ? { scale: '' } : {}), ...((hasNewMetric || hasNewScale) && limits ? { 'thresholds.low': '', 'thresholds.high': '' } : {}) };
}

/** How many answers were given to a survey, whatever its version. */
async function answersOf(app: App, { accountId, key: surveyKey }: Survey): Promise<number> {
  const { timeZone } = await requireAccount(accountId);
  const to = addDays(dayOf(app.now(), timeZone), 1);
  const { groups } = await findScores(accountId, { survey: surveyKey, from: addDays(to, -EARLIEST_YEARS * 365), to }, app.now());
  return groups.reduce((sum, { total }) => sum + total.n, 0);
}
