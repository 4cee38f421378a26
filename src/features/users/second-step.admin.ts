import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { carried, withQuery } from '../../domain/admin-frame.ts';
import type { Policy } from '../../domain/roles.ts';
import { pageRoutes } from '../../platform/http/pages.ts';
import { howSignedIn, startSession } from '../../platform/http/session.ts';
import { askedBy, visitorOf } from '../../platform/http/visitor.ts';
import { qrCode } from '../../platform/qr-code.ts';
import { requireAccount } from '../accounts/accounts.queries.ts';
import { refusalOfCode, refusalOfPassword } from './own-proof.service.ts';
import { offerSecondStep, renewRecoveryCodes, reopenOffer, turnOffSecondStep, turnOnSecondStep, type Offer } from './second-step.service.ts';
import { recoveryCodesPage, secondStepPage, setUpPage, type ProofProblem, type SecondStepInput, type SetUpInput } from './second-step.view.ts';
import { findUser, welcome, type User } from './users.service.ts';

const OWN = '/admin/password';
const PAGE = `${OWN}/second-step`;
const text = (most: number) => z.string().max(most).catch('');
const ProofForm = z.object({ current: text(1024), code: text(100) });
const SetUpForm = ProofForm.extend({ offer: text(2000) });

/** One's own second step; mounted behind the guard. */
export function secondStepPages(app: App): Router {
  const pages = pageRoutes<Policy>();

  pages.get('/password/second-step', 'own-access', async (request, response) => {
    const own = await ownOf(app, request, response);
    if (own.user.secondStep) return showStep(app, request, response, own, null);
    showSetUp(app, request, response, own, { offer: offerSecondStep(app, own.user, own.company), problem: null });
  });

  pages.post('/password/second-step', 'own-access', async (request, response) => {
    const own = await ownOf(app, request, response);
    if (own.user.secondStep) return go(request, response, PAGE);
    const form = SetUpForm.parse(request.body ?? {});
    const offer = reopenOffer(app, own.user, own.company, form.offer);
    const refuse = (problem: SetUpInput['problem']): void => showSetUp(app, request, response.status(422), own, { offer: offer ?? offerSecondStep(app, own.user, own.company), problem });
    if (!offer) return refuse('offer-over');
    const problem = await passwordProblem(app, own, form.current);
    if (problem !== null) return refuse(problem);
    const made = await turnOnSecondStep(app, own.user, offer, form.code);
    if (!made) return refuse('code');
    await stayIn(app, request, made.user, own);
    showCodes(app, request, response, made.codes);
  });

  pages.post('/password/second-step/recovery-codes', 'own-access', async (request, response) => {
    const own = await ownOf(app, request, response);
    if (!own.user.secondStep) return go(request, response, PAGE);
    const problem = await proofProblem(app, own, ProofForm.parse(request.body ?? {}));
    if (problem !== null) return showStep(app, request, response.status(422), own, { form: 'renew', problem });
    showCodes(app, request, response, await renewRecoveryCodes(app, own.user));
  });

  pages.post('/password/second-step/off', 'own-access', async (request, response) => {
    const own = await ownOf(app, request, response);
    if (!own.user.secondStep) return go(request, response, PAGE);
    const problem = await proofProblem(app, own, ProofForm.parse(request.body ?? {}));
    if (problem !== null) return showStep(app, request, response.status(422), own, { form: 'off', problem });
    await stayIn(app, request, await turnOffSecondStep(own.user, 'access.second-step-off'), own);
    go(request, response, OWN, 'second-step-off');
  });
  return pages.router;
}

interface Own {
  user: User;
  company: string;
  isRequired: boolean;
  how: ReturnType<typeof howSignedIn>;
  /** Who came by a one-time link has not proved their password, and may have none. */
  needsCurrent: boolean;
}

async function ownOf(app: App, request: Request, response: Response): Promise<Own> {
  const { accountId, userId, company } = visitorOf(response);
  const [user, account] = await Promise.all([findUser(accountId, userId), requireAccount(accountId)]);
  if (!user) throw new Error('the guard let a person in who does not exist');
  const how = howSignedIn(request, app.now());
  return { user, company, isRequired: account.requiresSecondStep === true, how, needsCurrent: user.passwordHash !== null && !how.byLink };
}

async function passwordProblem(app: App, { user, needsCurrent }: Own, current: string): Promise<ProofProblem | null> {
  const refusal = needsCurrent ? await refusalOfPassword(app, user, current) : null;
  return refusal === 'wrong' ? 'password' : refusal;
}

/** A wrong password is told before a code is used up. */
async function proofProblem(app: App, own: Own, { current, code }: z.infer<typeof ProofForm>): Promise<ProofProblem | null> {
  const problem = await passwordProblem(app, own, current);
  if (problem !== null) return problem;
  const refusal = await refusalOfCode(app, own.user, code);
  return refusal === 'wrong' ? 'code' : refusal;
}

/** All sessions have ended; this one goes on. */
async function stayIn(app: App, request: Request, user: User, { how }: Own): Promise<void> {
  await startSession(request, await welcome(app, user, how), app.now());
}

function go(request: Request, response: Response, path: string, done = ''): void {
  response.redirect(303, withQuery(path, { done, ...carried(askedBy(request, response)) }));
}

function showSetUp(app: App, request: Request, response: Response, { needsCurrent, isRequired }: Own, { offer, problem }: { offer: Offer; problem: SetUpInput['problem'] }): void {
  const { view, data } = setUpPage(askedBy(request, response), { offer, picture: qrCode(offer.address), needsCurrent, isRequired, problem });
  response.send(app.render.page(view, data));
}

function showStep(app: App, request: Request, response: Response, { user, needsCurrent, isRequired }: Own, refused: SecondStepInput['refused']): void {
  const { secondStep } = user;
  if (!secondStep) throw new Error('there is no second step to show');
  const { view, data } = secondStepPage(askedBy(request, response), {
    since: secondStep.since, left: secondStep.recovery.length, timeZone: visitorOf(response).timeZone, needsCurrent, isRequired, refused,
  });
  response.send(app.render.page(view, data));
}

function showCodes(app: App, request: Request, response: Response, codes: readonly string[]): void {
  const { view, data } = recoveryCodesPage(askedBy(request, response), { codes });
  response.status(201).send(app.render.page(view, data));
}
