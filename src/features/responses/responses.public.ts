import { Router, urlencoded, type Request, type Response as HttpResponse } from 'express';
import type { App } from '../../app.ts';
import { themeStylesheet } from '../../domain/branding.ts';
import { CATEGORIES, type Category } from '../../domain/metric.ts';
import type { Page } from '../../domain/page-frame.ts';
import { judgeAnswer, type Doubt } from '../../domain/held-back.ts';
import type { Protection, SurveyVersion } from '../../domain/survey.ts';
import { NotFound, type AppError } from '../../platform/errors.ts';
import { toAppError } from '../../platform/http/errors.ts';
import { senderOf } from '../../platform/http/people.ts';
import { openToken } from '../../platform/token.ts';
import { requireAccount, type Account } from '../accounts/accounts.service.ts';
import { loadInvitation, type Invitation } from '../invitations/invitations.service.ts';
import { surveyUrlOf, SURVEY_TOKEN } from '../invitations/messages.service.ts';
import { findStoredVersion, surveysOf, type Survey } from '../surveys/surveys.service.ts';
import { touchpointNames } from '../touchpoints/touchpoints.service.ts';
import { COMMENT_LIMIT, isCredible, issueForm, parseScore, readAnswerForm, TRAP, type AnswerForm } from './answer-form.ts';
import { recordResponse, type Outcome } from './responses.service.ts';
import { createSurveyHtml } from './survey-html.ts';
import { closedPage, confirmPage, errorPage, surveyPage, thanksPage, type ClosedReason, type SurveyPageInput } from './survey.view.ts';
import { doubtsOf, keepTrapHit } from './trap.service.ts';

/** Everything one survey link leads to. */
interface Asked {
  invitation: Invitation;
  account: Account;
  content: SurveyVersion;
  survey: Survey | undefined;
  touchpoint: string;
}

const PAGE_LANGUAGES = ['en', 'ar', 'fa', 'pl'];

/** GET and HEAD never record an answer: mail scanners open every link. An answer needs the button of the page. */
export function surveyPages(app: App): Router {
  const router = Router({ strict: true });
  const surveyHtml = createSurveyHtml((view, data) => app.render.page(view, data));
  router.get('/thanks/:reference', (request, response) => showThanks(app, request, response));
  router.get('/:token', async (request, response) => {
    const asked = await findAsked(app, String(request.params['token']));
    const closed = asked && closedBecause(app, asked);
    if (!asked || closed) return showClosed(app, request, response, { reason: closed || 'unknown', asked });
    const linked = parseScore(queryText(request, 'score'), asked.content.scale);
    sendHtml(response, surveyHtml({ ...pageInput(app, asked), score: linked, comment: '', problem: null }));
  });
  router.get(`/:token/${TRAP}`, (request, response) => catchProgram(app, request, response));
  router.post('/:token', urlencoded({ extended: false, limit: '64kb', parameterLimit: 20 }), async (request, response) => {
    try {
      await answer(app, request, response);
    } catch (error) {
      showTrouble(app, request, response, toAppError(error));
    }
  });
  return router;
}

async function answer(app: App, request: Request, response: HttpResponse): Promise<void> {
  const asked = await findAsked(app, String(request.params['token']));
  const closed = asked && closedBecause(app, asked);
  if (!asked || closed) return showClosed(app, request, response, { reason: closed || 'unknown', asked });
  const { invitation, content } = asked;
  const now = app.now();
  const form = readAnswerForm(request.body, { secret: app.config.secret, invitationId: invitation._id, scale: content.scale, now });
  const { score, comment } = form;
  const input = pageInput(app, asked);
  if (score === null || form.isCommentTooLong) {
    response.status(422);
    return show(app, response, surveyPage({ ...input, score, comment: comment ?? '', problem: score === null ? 'score-missing' : 'comment-too-long' }));
  }
  const sender = { ...senderOf(request, app.config.secret), human: form.human };
  const doubts = await doubtsOf(invitation, { sender, at: now, isTrapFilled: form.isTrapFilled });
  if (isAskedAgain(form, input.protection, doubts)) {
    return show(app, response, confirmPage({ ...input, score, comment: comment ?? '', form: issueForm(app.config.secret, invitation._id, now, { isAskedAgain: true }) }));
  }
  const outcome = await recordResponse(app, {
    invitationId: invitation._id, score, comment, at: now, sender, doubts,
    formAgeSeconds: form.formAgeMs === null ? null : Math.round(form.formAgeMs / 1000),
  });
  const reason = refusal(outcome);
  if (reason) return showClosed(app, request, response, { reason, asked });
  const category = 'response' in outcome ? outcome.response.category : '';
  const language = invitation.language;
  response.redirect(303, `/s/thanks/${invitation.surveyId}-${invitation.version}?${new URLSearchParams({ c: category, l: language }).toString()}`);
}

function refusal(outcome: Outcome): ClosedReason | null {
  if (outcome.kind === 'unknown') return 'unknown';
  if (outcome.kind === 'closed') return outcome.why === 'expired' ? 'expired' : 'closed';
  // The answer stays as the person gave it, so nobody is thanked for this one. What is held back is kept, and thanked for.
  return outcome.kind === 'quarantined' && !outcome.response.heldBack ? 'closed' : null;
}

function isAskedAgain(form: AnswerForm, protection: Protection, doubts: readonly Doubt[]): boolean {
  return !isCredible(form, protection) || judgeAnswer({ doubts, human: form.human, isConfirmed: form.isConfirmed }) === 'ask';
}

/** No person sees or reaches this link. What a browser fetches ahead of its reader says nothing about who follows. */
async function catchProgram(app: App, request: Request, response: HttpResponse): Promise<void> {
  const token = String(request.params['token']);
  const asked = await findAsked(app, token);
  const isAhead = /prefetch|prerender/i.test(`${request.get('sec-purpose') ?? ''} ${request.get('purpose') ?? ''}`);
  if (asked && !isAhead) await keepTrapHit(app, asked.invitation, senderOf(request, app.config.secret));
  response.redirect(303, `/s/${encodeURIComponent(token)}`);
}

async function findAsked(app: App, token: string): Promise<Asked | null> {
  const id = openToken(app.config.secret, SURVEY_TOKEN, token);
  const invitation = id === null ? null : await loadInvitation(app, id);
  if (!invitation) return null;
  const { accountId, surveyId, version } = invitation;
  const [account, stored, surveys, names] = await Promise.all([requireAccount(accountId), findStoredVersion(surveyId, version), surveysOf(accountId), touchpointNames(accountId)]);
  if (!stored) return null;
  return { invitation, account, content: stored.content, survey: surveys.find(({ _id }) => _id === surveyId), touchpoint: names.get(invitation.touchpoint) ?? invitation.touchpoint };
}

function closedBecause(app: App, { invitation }: Asked): ClosedReason | null {
  if (invitation.status === 'responded') return null;
  if (invitation.status === 'expired' || invitation.expiresAt < app.now()) return 'expired';
  return ['cancelled', 'failed', 'scheduled', 'claimed'].includes(invitation.status) ? 'closed' : null;
}

function pageInput(app: App, { invitation, account, content, survey, touchpoint }: Asked): Omit<SurveyPageInput, 'score' | 'comment' | 'problem'> {
  return {
    version: content,
    language: invitation.language,
    fallbackLanguages: account.languages,
    branding: account.branding,
    variables: { ...invitation.variables, name: invitation.name, touchpoint },
    pageUrl: surveyUrlOf(app, invitation._id),
    form: issueForm(app.config.secret, invitation._id, app.now()),
    commentLimit: COMMENT_LIMIT,
    protection: survey?.protection ?? 'strict',
  };
}

/** Carries no token: nothing of the link leaks into history or a shared screen. */
async function showThanks(app: App, request: Request, response: HttpResponse): Promise<void> {
  const reference = /^([\w-]+)-(\d{1,9})$/.exec(String(request.params['reference']));
  const stored = reference ? await findStoredVersion(reference[1] ?? '', Number(reference[2])) : null;
  if (!stored) throw new NotFound();
  const account = await requireAccount(stored.accountId);
  const categories: readonly string[] = CATEGORIES[stored.content.metric];
  const category = queryText(request, 'c');
  show(app, response, thanksPage({
    version: stored.content,
    language: (queryText(request, 'l') || account.languages[0] || 'en').slice(0, 35),
    fallbackLanguages: account.languages,
    branding: account.branding,
    pageUrl: `${app.config.baseUrl}/s/thanks`,
    category: categories.includes(category) ? (category as Category) : null,
  }));
}

function showClosed(app: App, request: Request, response: HttpResponse, { reason, asked }: { reason: ClosedReason; asked: Asked | null }): void {
  const language = asked?.invitation.language ?? languageOf(request);
  response.status(reason === 'unknown' ? 404 : 410);
  show(app, response, closedPage({ reason, language, branding: asked?.account.branding ?? null, pageUrl: null }));
}

/** Never a thank-you: the page keeps what was answered, and so does the script in the browser. */
function showTrouble(app: App, request: Request, response: HttpResponse, error: AppError): void {
  const fields = (request.body ?? {}) as Record<string, unknown>;
  const sent = (name: string): string => textOf(fields[name]).slice(0, COMMENT_LIMIT);
  const isAway = error.status === 503;
  response.status(error.status);
  if (error.options.retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(error.options.retryAfterSeconds));
  app.log.error({ event: 'answer.failed', requestId: response.locals['requestId'] as string, status: error.status, err: error });
  const retry = isAway ? { action: request.originalUrl.split('?')[0] ?? '', form: sent('form'), score: sent('score'), comment: sent('comment') } : null;
  show(app, response, errorPage({ kind: isAway ? 'unavailable' : 'error', language: languageOf(request), branding: null, retry }));
}

/** A field given twice or as a list is no text of ours. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function queryText(request: Request, name: string): string {
  return textOf(request.query[name]);
}

function languageOf(request: Request): string {
  return request.acceptsLanguages(PAGE_LANGUAGES) || 'en';
}

function show(app: App, response: HttpResponse, { view, data }: Page<string, object>): void {
  sendHtml(response, app.render.page(view, data));
}

/** A page is opened more often than anything else: what Express would find out about it is known. */
function sendHtml(response: HttpResponse, html: string): void {
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.setHeader('Content-Length', Buffer.byteLength(html));
  response.end(html);
}

/** The brand's colours as a style sheet of their own, because pages carry no inline style. */
export function brandStyles(): Router {
  const router = Router();
  router.get('/theme-:hex.css', (request, response) => {
    const css = themeStylesheet(request.params.hex);
    if (css === null) throw new NotFound();
    // The path names the colours, not the rules made of them.
    response.setHeader('Cache-Control', 'public, max-age=3600');
    response.type('css').send(css);
  });
  return router;
}
