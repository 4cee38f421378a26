import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { normalizeAddress } from '../../domain/address.ts';
import { carried, withQuery } from '../../domain/admin-frame.ts';
import { StaleForm } from '../../platform/http/csrf.ts';
import type { ErrorPage } from '../../platform/http/errors.ts';
import { signedIn, startSession } from '../../platform/http/session.ts';
import { askedBy } from '../../platform/http/visitor.ts';
import { sendResets } from './access-mail.service.ts';
import { forgottenPage, resetSentPage, type ForgottenProblem } from './forgotten.view.ts';
import { HOME, nextPath } from './next-path.ts';
import { adminErrorPage, linkPage, signInPage, type SignInProblem } from './sign-in.view.ts';
import { resetThrottles, signInThrottles, takeBoth, type Throttles } from './throttles.ts';
import { authenticate, findSessionUser, isSignInLinkOpen, redeemSignInLink, welcome, type User } from './users.service.ts';

const text = (most: number) => z.string().max(most).catch('');
const SignInForm = z.object({ email: text(320), password: text(1024), next: text(2000) });

/** What is reachable without being signed in. GET and HEAD never sign anybody in. */
export function signInPages(app: App): Router {
  const router = Router();
  const throttles = signInThrottles(app.config.secret);
  const resets = resetThrottles(app.config.secret);
  router.get('/sign-in', async (request, response) => {
    if (await findSessionUser(signedIn(request, app.now()))) return response.redirect(303, HOME);
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
    const found = await redeemSignInLink(app, request.params.token);
    if (found) return enter(app, request, response, found.user, { byLink: true, to: found.isReset || found.user.passwordHash === null ? '/admin/password' : HOME });
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
  if (!user) return { problem: { kind: 'wrong' } };
  await Promise.all([throttles.byAddress.forgive(address), throttles.byNetwork.forgive(network, { once: true })]);
  return { user };
}

async function enter(app: App, request: Request, response: Response, user: User, { byLink, to }: { byLink: boolean; to: string }): Promise<void> {
  const lang = carried(askedBy(request, response));
  await startSession(request, await welcome(app, user, { byLink }), app.now());
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
