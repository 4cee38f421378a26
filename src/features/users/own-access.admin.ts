import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { carried, withQuery } from '../../domain/admin-frame.ts';
import { LANGUAGES } from '../../domain/default-texts.ts';
import type { Policy } from '../../domain/roles.ts';
import { NotFound } from '../../platform/errors.ts';
import { line } from '../../platform/http/fields.ts';
import { pageRoutes } from '../../platform/http/pages.ts';
import { parse } from '../../platform/http/parse.ts';
import { endSession, endSessionOf, howSignedIn, ownSessionId, sessionsOf, startSession } from '../../platform/http/session.ts';
import { askedBy, visitorOf } from '../../platform/http/visitor.ts';
import { noteChange } from '../../platform/noted-changes.ts';
import { credentialOf } from './credential.ts';
import { HOME } from './next-path.ts';
import { refusalOfPassword } from './own-proof.service.ts';
import { ownAccessPage, passwordPage, type OwnAccessInput, type PasswordProblem } from './own-access.view.ts';
import { ALERTED_ROLES, endAllSessions, findUser, nameOf, passwordWeakness, setPassword, setPreferences, welcome, type User } from './users.service.ts';

const OWN = '/admin/password';

const PasswordForm = z.object({ current: z.string().max(1024).catch(''), password: z.string().catch(''), again: z.string().catch('') });
const PreferencesForm = z.object({ name: line(100).or(z.literal('')).catch('\0'), language: z.enum(LANGUAGES), alerts: z.literal('yes').optional() });

/** The pages of one's own access; mounted behind the guard. */
export function accessPages(app: App): Router {
  const pages = pageRoutes<Policy>();
  const back = (request: Request, response: Response, done: string): void => response.redirect(303, withQuery(OWN, { done, ...carried(askedBy(request, response)) }));

  pages.post('/sign-out', 'own-access', async (request, response) => {
    await endSession(request, response, app.config);
    noteChange({ action: 'access.signed-out', subject: visitorOf(response).name, before: null, after: null });
    response.redirect(303, '/admin/sign-in');
  });
  pages.get('/password', 'own-access', async (request, response) => {
    await show(app, request, response, await own(app, request, response), { password: null, preferences: null });
  });
  pages.post('/password', 'own-access', async (request, response) => {
    const { user, needsCurrent } = await own(app, request, response);
    const form = PasswordForm.parse(request.body ?? {});
    const problem = (await newPasswordProblem(user, form)) ?? (needsCurrent ? await currentPasswordProblem(app, user, form.current) : null);
    if (problem !== null) return show(app, request, response.status(422), { user, needsCurrent }, { password: problem, preferences: null });
    await setPassword(user, form.password);
    const changed = await findUser(user.accountId, user._id);
    await startSession(request, await welcome(app, changed ?? user, { ...howSignedIn(request, app.now()), byLink: false }), app.now());
    if (user.passwordHash !== null) return back(request, response, 'password');
    response.redirect(303, withQuery(HOME, carried(askedBy(request, response))));
  });
  pages.post('/password/preferences', 'own-access', async (request, response) => {
    const { user, needsCurrent } = await own(app, request, response);
    const { name, language, alerts } = parse(PreferencesForm, request.body ?? {});
    if (name === '\0') {
      const { name: sent } = request.body as { name: unknown };
      return show(app, request, response.status(422), { user, needsCurrent }, { password: null, preferences: { name: typeof sent === 'string' ? sent.slice(0, 500) : '', language, wantsAlerts: alerts === 'yes' } });
    }
    await setPreferences(user, { name, language, wantsAlerts: ALERTED_ROLES.includes(user.role) ? alerts === 'yes' : user.wantsAlerts });
    // The page comes back in the language just chosen.
    response.redirect(303, withQuery(OWN, { done: 'preferences' }));
  });
  pages.post('/password/sessions/:id/end', 'own-access', async (request, response) => {
    const { user } = await own(app, request, response);
    if (!(await endSessionOf(personOf(user), request.params['id'] ?? ''))) throw new NotFound('There is no such session.');
    noteChange({ action: 'access.session-ended', subject: nameOf(user), before: null, after: null });
    back(request, response, 'ended');
  });
  pages.post('/password/sign-out-elsewhere', 'own-access', async (request, response) => {
    const { user } = await own(app, request, response);
    await startSession(request, await welcome(app, await endAllSessions(user), howSignedIn(request, app.now())), app.now());
    noteChange({ action: 'access.sessions-ended', subject: nameOf(user), before: null, after: null });
    back(request, response, 'everywhere');
  });
  return pages.router;
}

const personOf = (user: User) => ({ accountId: user.accountId, userId: user._id, credential: credentialOf(user) });

interface Own {
  user: User;
  /** Whether the old password is asked for before a new one is taken. */
  needsCurrent: boolean;
}

async function own(app: App, request: Request, response: Response): Promise<Own> {
  const { accountId, userId } = visitorOf(response);
  const user = await findUser(accountId, userId);
  if (!user) throw new Error('the guard let a person in who does not exist');
  return { user, needsCurrent: user.passwordHash !== null && !howSignedIn(request, app.now()).byLink };
}

async function newPasswordProblem(user: User, { password, again }: z.infer<typeof PasswordForm>): Promise<PasswordProblem | null> {
  return (await passwordWeakness(user, password)) ?? (password === again ? null : 'differ');
}

async function currentPasswordProblem(app: App, user: User, current: string): Promise<PasswordProblem | null> {
  const refusal = await refusalOfPassword(app, user, current);
  return refusal === 'wrong' ? 'current-wrong' : refusal;
}

/** Who has no password yet is shown nothing else: it is their first minute here. Who comes from a provider may never need one. */
async function show(app: App, request: Request, response: Response, { user, needsCurrent }: Own, refused: OwnAccessInput['refused']): Promise<void> {
  const password = { email: user.email, needsCurrent, problem: refused.password };
  const asked = askedBy(request, response);
  const { view, data } = user.passwordHash === null && !howSignedIn(request, app.now()).bySso ? passwordPage(asked, password) : ownAccessPage(asked, {
    password,
    preferences: { name: user.name, language: user.language, wantsAlerts: user.wantsAlerts },
    canBeAlerted: ALERTED_ROLES.includes(user.role),
    sessions: await sessionsOf(personOf(user), app.now()),
    ownSession: ownSessionId(request),
    secondStep: user.secondStep ? { since: user.secondStep.since, left: user.secondStep.recovery.length } : null,
    timeZone: visitorOf(response).timeZone,
    refused,
  });
  response.send(app.render.page(view, data));
}
