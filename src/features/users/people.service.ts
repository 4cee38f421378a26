/** Who belongs to an account, with which role: inviting, changing, removing. */
import type { App } from '../../app.ts';
import { mayManage } from '../../domain/people-rules.ts';
import type { Role } from '../../domain/roles.ts';
import { AppError, Forbidden, Invalid, NotFound } from '../../platform/errors.ts';
import { inTransaction, type ClientSession } from '../../platform/mongo.ts';
import { noteChange } from '../../platform/noted-changes.ts';
import { sendAccessMail } from './access-mail.service.ts';
import { signInLinks, users, type User } from './user.model.ts';
import { turnOffSecondStep } from './second-step.service.ts';
import { closeLinks, createSignInLink, createUser, findUser, nameOf } from './users.service.ts';

const MOST_PEOPLE = 500;

/** Who acts: a person of the same account, with their present role. */
export interface Actor {
  userId: string;
  role: Role;
}

/** The last owner may be neither removed nor given another role: nobody could put that right. */
export class LastOwner extends AppError {
  constructor() {
    super(409, 'The last owner', 'The account needs an owner: make somebody else one first.');
  }
}

export interface Invitation {
  email: string;
  name: string;
  role: Role;
  language: string;
}

/**
 * Adds a person and writes to them with a link that signs in once, within 7 days.
 * @returns whether the mail server took the mail; the person is there either way and the mail can be sent again
 * @throws Invalid when the address is none or is taken, Forbidden for a role above the actor's own
 */
export async function invitePerson(app: App, accountId: string, actor: Actor, invitation: Invitation): Promise<{ user: User; isSent: boolean }> {
  if (!mayManage(actor.role, invitation.role)) throw new Forbidden('Nobody gives a role above their own.');
  if (await countPeople(accountId) >= MOST_PEOPLE) throw new Invalid([{ pointer: '/email', detail: `an account has at most ${MOST_PEOPLE} people` }]);
  const user = await createUser(app, accountId, invitation);
  noteChange({ action: 'people.invited', subject: nameOf(user), before: null, after: { role: user.role, language: user.language } });
  return { user, isSent: await writeInvitation(app, actor, user) };
}

/** Writes again; the link of the mail before stops working. @returns whether the mail server took it */
export async function resendInvitation(app: App, accountId: string, actor: Actor, userId: string): Promise<boolean> {
  const user = await requireManaged(accountId, actor, userId);
  if (user.lastSignInAt !== undefined || user.passwordHash !== null) throw new NotFound('This person has accepted already.');
  await closeLinks(user);
  return writeInvitation(app, actor, user);
}

/** @throws NotFound, Forbidden for people and roles above the actor's own, LastOwner */
export async function changeRole(accountId: string, actor: Actor, userId: string, role: Role): Promise<void> {
  const known = await requireManaged(accountId, actor, userId);
  if (!mayManage(actor.role, role)) throw new Forbidden('Nobody gives a role above their own.');
  await inTransaction(async (session) => {
    const user = await keepingAnOwner(accountId, actor, userId, role, session);
    await users.of(accountId).updateOne({ _id: user._id }, { $set: { role } }, { session });
  });
  noteChange({ action: 'people.role', subject: nameOf(known), before: { role: known.role }, after: { role } });
}

/** They are out at once, with every session and link. @throws as {@link changeRole} */
export async function removePerson(accountId: string, actor: Actor, userId: string): Promise<User> {
  const user = await requireManaged(accountId, actor, userId);
  await inTransaction(async (session) => {
    await keepingAnOwner(accountId, actor, userId, null, session);
    await users.of(accountId).deleteMany({ _id: userId }, { session });
    await signInLinks.of(accountId).deleteMany({ userId }, { session });
  });
  noteChange({ action: 'people.removed', subject: nameOf(user), before: { role: user.role }, after: null });
  return user;
}

/**
 * For somebody who lost their phone and recovery codes: their password alone signs them in again, and every session ends.
 * @throws NotFound for who is not there or has no second step, Forbidden for people above the actor's role and for oneself
 */
export async function resetSecondStep(accountId: string, actor: Actor, userId: string): Promise<void> {
  const user = await requireManaged(accountId, actor, userId);
  if (user._id === actor.userId) throw new Forbidden('Your own second step is turned off with a code of it.');
  if (!user.secondStep) throw new NotFound('This person has no second step.');
  await turnOffSecondStep(user, 'people.second-step-reset');
}

/** @throws NotFound */
export async function requirePerson(accountId: string, userId: string): Promise<User> {
  const user = await findUser(accountId, userId);
  if (!user) throw new NotFound('There is no such person in this account.');
  return user;
}

/** Until when each person can still accept, by their id. */
export async function openInvitations(app: App, accountId: string): Promise<Map<string, Date>> {
  const links = await signInLinks.of(accountId).find({ kind: 'invitation', usedAt: null, expiresAt: { $gt: app.now() } });
  return new Map(links.map(({ userId, expiresAt }) => [userId, expiresAt]));
}

async function requireManaged(accountId: string, actor: Actor, userId: string): Promise<User> {
  const user = await requirePerson(accountId, userId);
  if (!mayManage(actor.role, user.role)) throw new Forbidden('This person stands above your role.');
  return user;
}

/** Reads the person anew inside the transaction. Changes among owners wait for one another by writing to all of them. */
async function keepingAnOwner(accountId: string, actor: Actor, userId: string, next: Role | null, session: ClientSession): Promise<User> {
  const own = users.of(accountId);
  const owners = await own.updateMany({ role: 'owner' }, { $inc: { ownerChanges: 1 } }, { session });
  const user = await own.findOne({ _id: userId }, { session });
  if (!user) throw new NotFound('There is no such person in this account.');
  if (!mayManage(actor.role, user.role)) throw new Forbidden('This person stands above your role.');
  if (user.role === 'owner' && next !== 'owner' && owners < 2) throw new LastOwner();
  return user;
}

async function countPeople(accountId: string): Promise<number> {
  return (await users.of(accountId).find({}, { projection: { _id: 1 }, limit: MOST_PEOPLE })).length;
}

async function writeInvitation(app: App, actor: Actor, user: User): Promise<boolean> {
  const inviter = await findUser(user.accountId, actor.userId);
  return sendAccessMail(app, user, { kind: 'invitation', url: await createSignInLink(app, user, 'invitation'), inviter: inviter?.name || inviter?.email || null });
}
