import { hash, verify } from '@node-rs/argon2';
import type { App } from '../../app.ts';
import { normalizeAddress } from '../../domain/address.ts';
import type { Role } from '../../domain/roles.ts';
import { Invalid } from '../../platform/errors.ts';
import { noteChange } from '../../platform/noted-changes.ts';
import { hashId, randomToken, sha256 } from '../../platform/token.ts';
import { requireAccount } from '../accounts/accounts.queries.ts';
import { credentialOf } from './credential.ts';
import { weaknessOf, type PasswordWeakness } from './password-rules.ts';
import { signInLinks, users, type LinkKind, type User } from './user.model.ts';

export type { User } from './user.model.ts';

/** OWASP's least costs for argon2id. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const LINK_LIFE_MS: Readonly<Record<LinkKind, number>> = { 'sign-in': 3_600_000, invitation: 7 * 86_400_000, reset: 30 * 60_000 };

export interface NewUser {
  email: string;
  name?: string;
  role: Role;
  language?: string;
}

/** @throws Invalid when the address is none or is taken in this account */
export async function createUser(app: App, accountId: string, { email, name = '', role, language = 'en' }: NewUser): Promise<User> {
  const emailKey = normalizeAddress(email);
  if (emailKey === null) throw new Invalid([{ pointer: '/email', detail: 'is not an e-mail address' }]);
  const _id = hashId('user', accountId, emailKey);
  if (await users.of(accountId).findOne({ _id })) throw new Invalid([{ pointer: '/email', detail: 'already belongs to a person of this account' }]);
  const user: User = { _id, accountId, email, emailKey, name, role, passwordHash: null, language, wantsAlerts: true, createdAt: app.now(), stamp: randomToken() };
  await users.everyAccount.insertMany([user]);
  return user;
}

/** A link that signs this person in once: printed ones within an hour, invitations within 7 days, resets within 30 minutes. */
export async function createSignInLink(app: App, user: User, kind: LinkKind = 'sign-in'): Promise<string> {
  const token = randomToken();
  const expiresAt = new Date(app.now().getTime() + LINK_LIFE_MS[kind]);
  await signInLinks.of(user.accountId).insertMany([{ _id: sha256(token), userId: user._id, kind, expiresAt, usedAt: null }]);
  return `${app.config.baseUrl}/admin/sign-in/${token}`;
}

/** The person a link token signs in, `null` when it is unknown, used or too old. Uses it up: of two at once, one gets in. */
export async function redeemSignInLink(app: App, token: string): Promise<{ user: User; isReset: boolean } | null> {
  const link = await signInLinks.everyAccount.findOne({ _id: sha256(token) });
  if (!link) return null;
  const used = await signInLinks.of(link.accountId).updateOne({ _id: link._id, usedAt: null, expiresAt: { $gt: app.now() } }, { $set: { usedAt: app.now() } });
  const user = used === 0 ? null : await findUser(link.accountId, link.userId);
  return user && { user, isReset: link.kind === 'reset' };
}

/** True while the link may still be used; looking does not use it up, because mail and chat programs open links too. */
export async function isSignInLinkOpen(app: App, token: string): Promise<boolean> {
  const link = await signInLinks.everyAccount.findOne({ _id: sha256(token) });
  return link !== null && link.usedAt === null && link.expiresAt > app.now();
}

/** What is wrong with a new password of this person, `null` when nothing is. */
export async function passwordWeakness({ accountId, email, name }: Pick<User, 'accountId' | 'email' | 'name'>, password: string): Promise<PasswordWeakness | null> {
  const { name: company, branding } = await requireAccount(accountId);
  return weaknessOf(password, { email, name, companies: [company, branding.companyName] });
}

/** @throws Invalid for one that `passwordWeakness` finds fault with */
export async function setPassword(user: Pick<User, '_id' | 'accountId' | 'name' | 'email'>, password: string): Promise<void> {
  const weakness = await passwordWeakness(user, password);
  if (weakness !== null) throw new Invalid([{ pointer: '/password', detail: `is refused: ${weakness}` }]);
  await users.of(user.accountId).updateOne({ _id: user._id }, { $set: { passwordHash: await hash(password, ARGON2) } });
  await closeLinks(user);
  noteChange({ action: 'access.password', subject: nameOf(user), before: null, after: null });
}

/** Links of this person that were not used yet stop working. */
export async function closeLinks({ _id, accountId }: Pick<User, '_id' | 'accountId'>): Promise<void> {
  await signInLinks.of(accountId).deleteMany({ userId: _id, usedAt: null });
}

/** What a session says about the person; writes down when they came. */
export async function welcome(app: App, user: User, how: { byLink: boolean; bySso: boolean }): Promise<{ accountId: string; userId: string; credential: string; byLink: boolean; bySso: boolean }> {
  await users.of(user.accountId).updateOne({ _id: user._id }, { $set: { lastSignInAt: app.now() } });
  return { accountId: user.accountId, userId: user._id, credential: credentialOf(user), ...how };
}

/** Ends every session of the person, in whichever browser. @returns the person as they are now */
export async function endAllSessions(user: User): Promise<User> {
  const stamp = randomToken();
  await users.of(user.accountId).updateOne({ _id: user._id }, { $set: { stamp } });
  return { ...user, stamp };
}

/** What a person chooses for themselves. */
export async function setPreferences({ _id, accountId }: Pick<User, '_id' | 'accountId'>, chosen: Pick<User, 'name' | 'language' | 'wantsAlerts'>): Promise<void> {
  await users.of(accountId).updateOne({ _id }, { $set: chosen });
}

/** Everybody with this address, one for each account. */
export async function usersByAddress(emailKey: string): Promise<User[]> {
  return users.everyAccount.find({ emailKey }, { limit: 20 });
}

/** The person a verified address belongs to, `null` where nobody is invited; of several accounts the one they used last. */
export async function findInvited(verifiedEmail: string): Promise<User | null> {
  const emailKey = normalizeAddress(verifiedEmail);
  const people = emailKey === null ? [] : await usersByAddress(emailKey);
  return lastSeen(people);
}

function lastSeen(people: readonly User[]): User | null {
  const [latest = null] = people.toSorted((a, b) => (b.lastSignInAt?.getTime() ?? 0) - (a.lastSignInAt?.getTime() ?? 0));
  return latest;
}

/** Compared against when there is no such person, so that both answers take the same time. */
const nobody = hash(randomToken(), ARGON2);

/**
 * The person with this address and password, `null` otherwise, in the same time for unknown people and those of one account. Who is
 * in several has a password in each: where several fit, it is the account last signed in to.
 */
export async function authenticate(email: string, password: string): Promise<User | null> {
  const emailKey = normalizeAddress(email);
  const candidates = (emailKey === null ? [] : await usersByAddress(emailKey)).filter(({ passwordHash }) => passwordHash !== null);
  if (candidates.length === 0) await hasPassword({ passwordHash: await nobody }, password);
  const fits = await Promise.all(candidates.map((user) => hasPassword(user, password)));
  return lastSeen(candidates.filter((_, index) => fits[index]));
}

/** Whether this is the person's password in their account. */
export async function hasPassword({ passwordHash }: Pick<User, 'passwordHash'>, password: string): Promise<boolean> {
  return passwordHash !== null && verify(passwordHash, password.slice(0, 1024));
}

export async function findUser(accountId: string, userId: string): Promise<User | null> {
  return users.of(accountId).findOne({ _id: userId });
}

/** The person behind a session, `null` when they are gone or a new password or stamp ended it. */
export async function findSessionUser(session: { accountId: string; userId: string; credential: string } | null): Promise<User | null> {
  const user = session && (await findUser(session.accountId, session.userId));
  return user && credentialOf(user) === session?.credential ? user : null;
}

/** As the audit log names people: never by their address. */
export const nameOf = ({ name, _id }: Pick<User, 'name' | '_id'>): string => name || _id;

export async function listUsers(accountId: string): Promise<User[]> {
  return users.of(accountId).find({}, { sort: { createdAt: 1 } });
}

/** Roles that are told of low scores. */
export const ALERTED_ROLES: readonly Role[] = ['owner', 'admin', 'agent'];

/** Who hears of a low score. */
export async function alertReaders(accountId: string): Promise<User[]> {
  return users.of(accountId).find({ wantsAlerts: true, role: { $in: ALERTED_ROLES } });
}
