import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { carried, withQuery } from '../../domain/admin-frame.ts';
import { LANGUAGES } from '../../domain/default-texts.ts';
import { givableRoles } from '../../domain/people-rules.ts';
import { policiesOf, ROLES, type Policy, type Role } from '../../domain/roles.ts';
import { Invalid } from '../../platform/errors.ts';
import { line } from '../../platform/http/fields.ts';
import { pageRoutes } from '../../platform/http/pages.ts';
import { parse } from '../../platform/http/parse.ts';
import { askedBy, visitorOf } from '../../platform/http/visitor.ts';
import { requireAccount, updateAccount } from '../accounts/accounts.service.ts';
import { changeRole, invitePerson, LastOwner, openInvitations, removePerson, requirePerson, resendInvitation, resetSecondStep, type Actor } from './people.service.ts';
import { peoplePage, personPage, removalPage, resetPage, type InvitationProblem, type PersonPageInput, type SentInvitation } from './people.view.ts';
import { listUsers, type User } from './users.service.ts';

const POLICY: Policy = 'people.manage';
const LIST = '/admin/people';

const InvitationForm = z.object({
  email: z.string().trim().max(320, 'is not an e-mail address'),
  name: line(100).or(z.literal('')),
  role: z.enum(ROLES),
  language: z.enum(LANGUAGES),
});
const SecondStepForm = z.object({ required: z.literal('yes').optional().catch(undefined) });
const RoleForm = z.object({ role: z.enum(ROLES) });

/** The people of an account, for those who may invite and remove them. */
export function peoplePages(app: App): Router {
  const pages = pageRoutes<Policy>();
  const go = (request: Request, response: Response, path: string, done: string): void => response.redirect(303, withQuery(path, { done, ...carried(askedBy(request, response)) }));
  const personOf = (request: Request<Record<string, string>>, response: Response): Promise<User> => requirePerson(visitorOf(response).accountId, request.params['id'] ?? '');

  pages.get('/people', POLICY, (request, response) => showList(app, request, response, { sent: null, problems: [] }));

  pages.post('/people', POLICY, async (request, response) => {
    const form = InvitationForm.safeParse(request.body ?? {});
    const refuse = (problems: InvitationProblem[]): Promise<void> => showList(app, request, response.status(422), { sent: sentBy(request), problems });
    if (!form.success) return refuse(form.error.issues.map(({ path: [field] }) => (field === 'name' ? 'name' : 'email')));
    try {
      const { user, isSent } = await invitePerson(app, visitorOf(response).accountId, actorOf(response), form.data);
      go(request, response, isSent ? LIST : pathOf(user), isSent ? 'invited' : 'unsent');
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      await refuse([problemOf(error)]);
    }
  });

  pages.get('/people/:id', POLICY, async (request, response) => showPerson(app, request, response, await personOf(request, response), { isLastOwner: false }));

  pages.post('/people/:id/role', POLICY, async (request, response) => {
    const person = await personOf(request, response);
    const { role } = parse(RoleForm, request.body ?? {});
    await unlessLastOwner(app, request, response, person, async () => {
      await changeRole(person.accountId, actorOf(response), person._id, role);
      // Who gave up the right to see this page is led to one they may see.
      const isOut = person._id === visitorOf(response).userId && !policiesOf(role).has(POLICY);
      go(request, response, isOut ? '/admin/password' : pathOf(person), 'role');
    });
  });

  pages.post('/people/:id/invitation', POLICY, async (request, response) => {
    const person = await personOf(request, response);
    const isSent = await resendInvitation(app, person.accountId, actorOf(response), person._id);
    go(request, response, pathOf(person), isSent ? 'invited' : 'unsent');
  });

  pages.post('/people/second-step', POLICY, async (request, response) => {
    const { required } = SecondStepForm.parse(request.body ?? {});
    await updateAccount(visitorOf(response).accountId, { requiresSecondStep: required === 'yes' });
    go(request, response, LIST, required === 'yes' ? 'second-step-for-all' : 'second-step-for-nobody');
  });

  pages.get('/people/:id/second-step', POLICY, async (request, response) => {
    const person = await personOf(request, response);
    const { view, data } = resetPage(askedBy(request, response), { id: person._id, name: person.name || person.email });
    response.send(app.render.page(view, data));
  });

  pages.post('/people/:id/second-step', POLICY, async (request, response) => {
    const person = await personOf(request, response);
    await resetSecondStep(person.accountId, actorOf(response), person._id);
    go(request, response, pathOf(person), 'second-step-reset');
  });

  pages.get('/people/:id/remove', POLICY, async (request, response) => {
    const person = await personOf(request, response);
    const { view, data } = removalPage(askedBy(request, response), { id: person._id, name: person.name || person.email, isPending: isPending(person) });
    response.send(app.render.page(view, data));
  });

  pages.post('/people/:id/remove', POLICY, async (request, response) => {
    const person = await personOf(request, response);
    await unlessLastOwner(app, request, response, person, async () => {
      await removePerson(person.accountId, actorOf(response), person._id);
      go(request, response, LIST, isPending(person) ? 'withdrawn' : 'removed');
    });
  });
  return pages.router;
}

const pathOf = ({ _id }: User): string => `${LIST}/${encodeURIComponent(_id)}`;
const isPending = ({ lastSignInAt, passwordHash }: User): boolean => lastSignInAt === undefined && passwordHash === null;

function actorOf(response: Response): Actor {
  const { userId, role } = visitorOf(response);
  return { userId, role: role as Role };
}

function sentBy(request: Request): SentInvitation {
  const body = (request.body ?? {}) as Record<string, unknown>;
  const text = (name: string): string => (typeof body[name] === 'string' ? body[name].slice(0, 500) : '');
  return { email: text('email'), name: text('name'), role: text('role'), language: text('language') };
}

function problemOf({ options }: Invalid): InvitationProblem {
  const detail = options.errors?.[0]?.detail ?? '';
  if (detail.startsWith('already')) return 'taken';
  return detail.startsWith('an account has') ? 'too-many' : 'email';
}

/** An owner too few is no fault of anybody: the page says what to do first. */
async function unlessLastOwner(app: App, request: Request, response: Response, person: User, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof LastOwner)) throw error;
    await showPerson(app, request, response.status(409), person, { isLastOwner: true });
  }
}

async function showList(app: App, request: Request, response: Response, refused: { sent: SentInvitation | null; problems: InvitationProblem[] }): Promise<void> {
  const { accountId, timeZone, userId } = visitorOf(response);
  const [people, invitations, { requiresSecondStep = false }] = await Promise.all([listUsers(accountId), openInvitations(app, accountId), requireAccount(accountId)]);
  const { view, data } = peoplePage(askedBy(request, response), {
    people: people.map((user) => ({ ...listed(user, invitations), isSelf: user._id === userId })), roles: givableRoles(actorOf(response).role), requiresSecondStep, timeZone, refused,
  });
  response.send(app.render.page(view, data));
}

async function showPerson(app: App, request: Request, response: Response, person: User, { isLastOwner }: Pick<PersonPageInput, 'isLastOwner'>): Promise<void> {
  const { accountId, timeZone, userId } = visitorOf(response);
  const { view, data } = personPage(askedBy(request, response), {
    person: { ...listed(person, await openInvitations(app, accountId)), isSelf: person._id === userId }, roles: givableRoles(actorOf(response).role), timeZone, isLastOwner,
  });
  response.send(app.render.page(view, data));
}

function listed(user: User, invitations: ReadonlyMap<string, Date>) {
  const { _id: id, name, email, role, lastSignInAt, secondStep } = user;
  return { id, name, email, role, lastSignInAt: lastSignInAt ?? null, hasSecondStep: Boolean(secondStep), isPending: isPending(user), acceptUntil: invitations.get(id) ?? null };
}
