import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { normalizeAddress } from '../../domain/address.ts';
import { carried, withQuery } from '../../domain/admin-frame.ts';
import type { Policy } from '../../domain/roles.ts';
import { StaleForm } from '../../platform/http/csrf.ts';
import type { ErrorPage } from '../../platform/http/errors.ts';
import { pageRoutes } from '../../platform/http/pages.ts';
import { createThrottle } from '../../platform/http/rate-limit.ts';
import { endSession, signedIn, startSession } from '../../platform/http/session.ts';
import { askedBy, visitorOf } from '../../platform/http/visitor.ts';
import { credentialOf } from './credential.ts';
import { HOME, nextPath } from './next-path.ts';
import { adminErrorPage, linkPage, passwordPage, signInPage, type PasswordProblem, type SignInProblem } from './sign-in.view.ts';
import { authenticate, findUser, isSignInLinkOpen, redeemSignInLink, setPassword, SHORTEST_PASSWORD, type User } from './users.service.ts';

const LONGEST_PASSWORD = 200;

const text = (most: number) => z.string().max(most).catch('');
const SignInForm = z.object({ email: text(320), password: text(1024), next: text(2000) });
const PasswordForm = z.object({ current: text(1024), password: z.string().catch(''), again: z.string().catch('') });

/** An office shares one network, so its failures are patient; a person's address is what is guessed at. */
function throttlesOf(app: App) {
  const { secret } = app.config;
  return {
    byAddress: createThrottle(secret, { name: 'sign-in-address', free: 3, longestWaitSeconds: 30 }),
    byNetwork: createThrottle(secret, { name: 'sign-in-network', free: 30, longestWaitSeconds: 60 }),
  };
}
type Throttles = ReturnType<typeof throttlesOf>;

/** What is reachable without being signed in. GET and HEAD never sign anybody in. */
export function signInPages(app: App): Router {
  const router = Router();
  const throttles = throttlesOf(app);
  router.get('/sign-in', (request, response) => {
    if (signedIn(request, app.now())) return response.redirect(303, HOME);
    showSignIn(app, request, response, { email: '', problem: null });
  });
  router.post('/sign-in', async (request, response) => {
    const form = SignInForm.parse(request.body ?? {});
    const outcome = await tryPassword(app, throttles, request.ip ?? '', form);
    if ('user' in outcome) return enter(app, request, response, outcome.user, { byLink: false, to: nextPath(form.next) });
    showSignIn(app, request, response, { email: form.email, problem: outcome.problem });
  });
  router.get('/sign-in/:token', async (request, response) => {
    const isOpen = await isSignInLinkOpen(app, request.params.token);
    const { view, data } = linkPage(askedBy(request, response), { isOpen });
    response.status(isOpen ? 200 : 410).send(app.render.page(view, data));
  });
  router.post('/sign-in/:token', async (request, response) => {
    const user = await redeemSignInLink(app, request.params.token);
    if (user) return enter(app, request, response, user, { byLink: true, to: user.passwordHash === null ? '/admin/password' : HOME });
    const { view, data } = linkPage(askedBy(request, response), { isOpen: false });
    response.status(410).send(app.render.page(view, data));
  });
  return router;
}

/** The pages of one's own access; mounted behind the guard. */
export function accessPages(app: App): Router {
  const pages = pageRoutes<Policy>();
  const throttles = throttlesOf(app);
  pages.post('/sign-out', 'own-access', async (request, response) => {
    await endSession(request, response, app.config);
    response.redirect(303, '/admin/sign-in');
  });
  pages.get('/password', 'own-access', async (request, response) => {
    const { user, needsCurrent } = await own(app, request, response);
    showPassword(app, request, response, { user, needsCurrent, problem: null });
  });
  pages.post('/password', 'own-access', async (request, response) => {
    const { user, needsCurrent } = await own(app, request, response);
    const form = PasswordForm.parse(request.body ?? {});
    const problem = newPasswordProblem(form) ?? (needsCurrent ? await currentPasswordProblem(app, throttles, user, form.current) : null);
    if (problem !== null) return showPassword(app, request, response, { user, needsCurrent, problem });
    await setPassword(user, form.password);
    const changed = await findUser(user.accountId, user._id);
    await enter(app, request, response, changed ?? user, { byLink: false, to: HOME });
  });
  return pages.router;
}

type Outcome = { user: User } | { problem: SignInProblem };

/** Unknown people are answered like known ones: counted, hashed and refused alike. */
async function tryPassword(app: App, { byAddress, byNetwork }: Throttles, network: string, { email, password }: z.infer<typeof SignInForm>): Promise<Outcome> {
  const now = app.now();
  const address = normalizeAddress(email) ?? email.trim().toLowerCase();
  const seconds = (await byNetwork.take(network, now)) || (await byAddress.take(address, now));
  if (seconds > 0) return { problem: { kind: 'wait', seconds } };
  const user = await authenticate(email, password);
  if (!user) return { problem: { kind: 'wrong' } };
  await Promise.all([byAddress.forgive(address), byNetwork.forgive(network, { once: true })]);
  return { user };
}

async function enter(app: App, request: Request, response: Response, user: User, { byLink, to }: { byLink: boolean; to: string }): Promise<void> {
  const lang = carried(askedBy(request, response));
  await startSession(request, { accountId: user.accountId, userId: user._id, credential: credentialOf(user), byLink }, app.now());
  response.redirect(303, to.includes('lang=') ? to : withLanguage(to, lang));
}

function withLanguage(path: string, lang: Record<string, string>): string {
  const [pathname = HOME, query = ''] = path.split('?');
  return withQuery(pathname, { ...Object.fromEntries(new URLSearchParams(query)), ...lang });
}

function showSignIn(app: App, request: Request, response: Response, { email, problem }: { email: string; problem: SignInProblem | null }): void {
  const body = request.body as { next?: unknown } | undefined;
  const next = nextPath(body?.next ?? request.query['next']);
  const { view, data } = signInPage(askedBy(request, response), { email, next, problem });
  if (problem?.kind === 'wait') response.setHeader('Retry-After', String(problem.seconds));
  response.status(problem === null ? 200 : { wrong: 401, wait: 429, stale: 403 }[problem.kind]).send(app.render.page(view, data));
}

/** The person behind the page, and whether the old password is asked for before a new one is taken. */
async function own(app: App, request: Request, response: Response): Promise<{ user: User; needsCurrent: boolean }> {
  const { accountId, userId } = visitorOf(response);
  const user = await findUser(accountId, userId);
  if (!user) throw new Error('the guard let a person in who does not exist');
  return { user, needsCurrent: user.passwordHash !== null && signedIn(request, app.now())?.byLink !== true };
}

function newPasswordProblem({ password, again }: z.infer<typeof PasswordForm>): PasswordProblem | null {
  if (password.length < SHORTEST_PASSWORD) return 'too-short';
  if (password.length > LONGEST_PASSWORD) return 'too-long';
  return password === again ? null : 'differ';
}

/** A session left open must not be a way to guess the password either. */
async function currentPasswordProblem(app: App, { byAddress }: Throttles, user: User, current: string): Promise<PasswordProblem | null> {
  const seconds = await byAddress.take(user.emailKey, app.now());
  if (seconds > 0) return { seconds };
  if ((await authenticate(user.email, current))?._id !== user._id) return 'current-wrong';
  await byAddress.forgive(user.emailKey);
  return null;
}

function showPassword(app: App, request: Request, response: Response, { user, needsCurrent, problem }: { user: User; needsCurrent: boolean; problem: PasswordProblem | null }): void {
  const { view, data } = passwordPage(askedBy(request, response), {
    email: user.email, needsCurrent, limits: { min: SHORTEST_PASSWORD, max: LONGEST_PASSWORD }, problem,
  });
  response.status(problem === null ? 200 : 422).send(app.render.page(view, data));
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
