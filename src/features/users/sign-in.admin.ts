import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { normalizeAddress } from '../../domain/address.ts';
import { carried, withQuery } from '../../domain/admin-frame.ts';
import { inBackground } from '../../platform/background.ts';
import { StaleForm } from '../../platform/http/csrf.ts';
import type { ErrorPage } from '../../platform/http/errors.ts';
import { comeBack, halfSignedIn, sendAway, signedIn, startHalf, startSession } from '../../platform/http/session.ts';
import { askedBy } from '../../platform/http/visitor.ts';
import { openIdentityProvider, type IdentityAttempt } from '../../platform/identity-provider.ts';
import { keepRefusal, keepSignIn, type Visit } from '../audit/audit.service.ts';
import { sendResets } from './access-mail.service.ts';
import { credentialOf } from './credential.ts';
import { forgottenPage, resetSentPage, type ForgottenProblem } from './forgotten.view.ts';
import { HOME, nextPath } from './next-path.ts';
import { passSecondStep } from './second-step.service.ts';
import { codePage } from './second-step.view.ts';
import { adminErrorPage, linkPage, signInPage, type SignInProblem } from './sign-in.view.ts';
import { codeThrottles, forgiveBoth, resetThrottles, signInThrottles, takeBoth, type Throttles } from './throttles.ts';
import { authenticate, findInvited, findSessionUser, isSignInLinkOpen, nameOf, redeemSignInLink, usersByAddress, welcome, type User } from './users.service.ts';

const text = (most: number) => z.string().max(most).catch('');
const SignInForm = z.object({ email: text(320), password: text(1024), next: text(2000) });
const CodeForm = z.object({ code: text(100) });

/** What is reachable without being signed in. GET and HEAD never sign anybody in. */
export function signInPages(app: App): Router {
  const router = Router();
  const throttles = signInThrottles(app.config.secret);
  const codes = codeThrottles(app.config.secret);
  const provider = app.config.oidc && openIdentityProvider(app.config.oidc);
  const resets = resetThrottles(app.config.secret);
  router.get('/sign-in', async (request, response) => {
    if (await findSessionUser(signedIn(request, app.now()))) return response.redirect(303, HOME);
    showSignIn(app, request, response, { email: '', problem: null });
  });
  router.post('/sign-in', async (request, response) => {
    const form = SignInForm.parse(request.body ?? {});
    const outcome = await tryPassword(app, throttles, request.ip ?? '', form);
    if ('user' in outcome) return letIn(app, request, response, outcome.user, { byLink: false, to: nextPath(form.next) });
    showSignIn(app, request, response, { email: form.email, problem: outcome.problem });
  });
  router.get('/sign-in/code', async (request, response) => {
    if (!(await halfWay(app, request))) return response.redirect(303, withQuery('/admin/sign-in', carried(askedBy(request, response))));
    showCode(app, request, response, null);
  });
  router.post('/sign-in/code', async (request, response) => {
    const half = await halfWay(app, request);
    if (!half) return response.redirect(303, withQuery('/admin/sign-in', carried(askedBy(request, response))));
    const { code } = CodeForm.parse(request.body ?? {});
    const attempt = { network: request.ip ?? '', address: half.user._id };
    const seconds = await takeBoth(codes, attempt, app.now());
    if (seconds > 0) return showCode(app, request, response, { seconds });
    const passed = await passSecondStep(app, half.user, code);
    if (!passed) {
      keepRefusal(app, visitOf(request, half.user), 'code');
      return showCode(app, request, response, 'code');
    }
    await forgiveBoth(codes, attempt);
    await enter(app, request, response, half.user, { by: half.byLink ? 'link' : 'password', second: passed.kind, to: passed.kind === 'recovery' && passed.left === 0 ? '/admin/password/second-step' : half.to });
  });
  if (provider !== null) {
    router.get('/sign-in/sso', async (request, response) => {
      const begun = await provider.begin(ssoCallback(app)).catch((error: unknown) => lostAtProvider(app, error));
      if (!begun) return showSignIn(app, request, response, { email: '', problem: { kind: 'sso-failed' } });
      await sendAway(request, { attempt: begun.attempt, to: nextPath(request.query['next']) }, app.now());
      response.redirect(303, begun.url);
    });
    router.get('/sign-in/sso/callback', async (request, response) => {
      const away = comeBack<IdentityAttempt>(request, app.now());
      const identity = away && await provider.finish(new URL(request.originalUrl, app.config.baseUrl), away.attempt).catch((error: unknown) => lostAtProvider(app, error));
      if (!identity) return showSignIn(app, request, response, { email: '', problem: { kind: 'sso-failed' } });
      const user = identity.verifiedEmail === null ? null : await findInvited(identity.verifiedEmail);
      if (!user) return showSignIn(app, request, response, { email: '', problem: { kind: 'sso-unknown' } });
      await enter(app, request, response, user, { by: 'sso', second: null, to: away.to });
    });
  }
  router.get('/sign-in/:token', async (request, response) => {
    const isOpen = await isSignInLinkOpen(app, request.params.token);
    const { view, data } = linkPage(askedBy(request, response), { isOpen });
    response.status(isOpen ? 200 : 410).send(app.render.page(view, data));
  });
  router.post('/sign-in/:token', async (request, response) => {
    const found = await redeemSignInLink(app, request.params.token);
    if (found) return letIn(app, request, response, found.user, { byLink: true, to: found.isReset || found.user.passwordHash === null ? '/admin/password' : HOME });
    const { view, data } = linkPage(askedBy(request, response), { isOpen: false });
    response.status(410).send(app.render.page(view, data));
  });
  router.get('/forgotten', (request, response) => showForgotten(app, request, response, { email: '', problem: null }));
  router.post('/forgotten', async (request, response) => {
    const { email } = SignInForm.parse(request.body ?? {});
    const address = normalizeAddress(email);
    if (address === null) return showForgotten(app, request, response.status(422), { email, problem: 'address' });
    const seconds = await takeBoth(resets, { network: request.ip ?? '', address }, app.now());
    if (seconds > 0) {
      response.setHeader('Retry-After', String(seconds));
      return showForgotten(app, request, response.status(429), { email, problem: { seconds } });
    }
    sendResets(app, address);
    const { view, data } = resetSentPage(askedBy(request, response));
    response.send(app.render.page(view, data));
  });
  return router;
}

function showForgotten(app: App, request: Request, response: Response, shown: { email: string; problem: ForgottenProblem | null }): void {
  const { view, data } = forgottenPage(askedBy(request, response), shown);
  response.send(app.render.page(view, data));
}

type Outcome = { user: User } | { problem: SignInProblem };

/** Unknown people are answered like known ones: counted, hashed and refused alike. */
async function tryPassword(app: App, throttles: Throttles, network: string, { email, password }: z.infer<typeof SignInForm>): Promise<Outcome> {
  const now = app.now();
  const address = normalizeAddress(email) ?? email.trim().toLowerCase();
  const seconds = await takeBoth(throttles, { network, address }, now);
  if (seconds > 0) return { problem: { kind: 'wait', seconds } };
  const user = await authenticate(email, password);
  if (!user) {
    noteRefusals(app, network, address);
    return { problem: { kind: 'wrong' } };
  }
  await forgiveBoth(throttles, { network, address });
  return { user };
}

/** Signs in, or leads to the second step of who has one: neither a password nor a link is enough then. */
async function letIn(app: App, request: Request, response: Response, user: User, { byLink, to }: { byLink: boolean; to: string }): Promise<void> {
  if (!user.secondStep) return enter(app, request, response, user, { by: byLink ? 'link' : 'password', second: null, to });
  const lang = carried(askedBy(request, response));
  await startHalf(request, { accountId: user.accountId, userId: user._id, credential: credentialOf(user), byLink, to }, app.now());
  response.redirect(303, withQuery('/admin/sign-in/code', lang));
}

/** Who is between the two steps; `null` also where a new password, a reset or time has ended that. */
async function halfWay(app: App, request: Request): Promise<{ user: User; byLink: boolean; to: string } | null> {
  const half = halfSignedIn(request, app.now());
  const user = await findSessionUser(half);
  return half && user?.secondStep ? { user, byLink: half.byLink, to: half.to } : null;
}

function showCode(app: App, request: Request, response: Response, problem: 'code' | { seconds: number } | null): void {
  const { view, data } = codePage(askedBy(request, response), { problem });
  if (problem !== null && problem !== 'code') response.setHeader('Retry-After', String(problem.seconds));
  response.status(problem === null ? 200 : problem === 'code' ? 401 : 429).send(app.render.page(view, data));
}

const ssoCallback = ({ config }: App): string => `${config.baseUrl}/admin/sign-in/sso/callback`;

/** A refusal there, an answer that fits nothing, a provider that is away: the person tries again, the operator reads why. */
function lostAtProvider(app: App, error: unknown): null {
  app.log.warn({ event: 'sso.failed', reason: (error as Error).message, cause: ((error as Error).cause as Error | undefined)?.message });
  return null;
}

interface Entrance {
  by: 'password' | 'link' | 'sso';
  /** How the second step was done, where there was one. */
  second: 'app' | 'recovery' | null;
  to: string;
}

async function enter(app: App, request: Request, response: Response, user: User, { by, second, to }: Entrance): Promise<void> {
  const lang = carried(askedBy(request, response));
  await keepSignIn(app, visitOf(request, user), { by, ...(second === null ? {} : { secondStep: second }) });
  await startSession(request, await welcome(app, user, { byLink: by === 'link', bySso: by === 'sso' }), app.now());
  response.redirect(303, to.includes('lang=') ? to : withLanguage(to, lang));
}

const visitOf = ({ ip = '' }: Request, user: User): Visit => ({ accountId: user.accountId, person: { id: user._id, name: nameOf(user) }, from: ip });

/** In every account where somebody has this address, after the answer: nobody can tell by its time whether anybody has. */
function noteRefusals(app: App, from: string, address: string): void {
  const work = usersByAddress(address).then((people) => {
    for (const user of people) keepRefusal(app, { accountId: user.accountId, person: { id: user._id, name: nameOf(user) }, from }, 'password');
  });
  inBackground(app.draining, work.catch((error: unknown) => app.log.error({ event: 'audit.lost', actions: ['access.refused'], err: error })));
}

function withLanguage(path: string, lang: Record<string, string>): string {
  const [pathname = HOME, query = ''] = path.split('?');
  return withQuery(pathname, { ...Object.fromEntries(new URLSearchParams(query)), ...lang });
}

function showSignIn(app: App, request: Request, response: Response, { email, problem }: { email: string; problem: SignInProblem | null }): void {
  const body = request.body as { next?: unknown } | undefined;
  const next = nextPath(body?.next ?? request.query['next']);
  const { view, data } = signInPage(askedBy(request, response), { email, next, problem, hasSso: app.config.oidc !== null });
  if (problem?.kind === 'wait') response.setHeader('Retry-After', String(problem.seconds));
  response.status(problem === null ? 200 : { wrong: 401, wait: 429, stale: 403, 'sso-failed': 401, 'sso-unknown': 403 }[problem.kind]).send(app.render.page(view, data));
}

/** Errors of the admin pages, for `errorHandler`. A sign-in form that outlived its session is shown again, ready to send. */
export function adminErrors(app: App): ErrorPage {
  return (error, request, response) => {
    if (error instanceof StaleForm && request.path === '/sign-in') {
      return showSignIn(app, request, response, { email: SignInForm.parse(request.body ?? {}).email, problem: { kind: 'stale' } });
    }
    const { view, data } = adminErrorPage(askedBy(request, response), {
      status: error.status, isStale: error instanceof StaleForm, requestId: String(response.locals['requestId'] ?? ''),
    });
    if (error.options.retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(error.options.retryAfterSeconds));
    response.status(error.status).send(app.render.page(view, data));
  };
}
