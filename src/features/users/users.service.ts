import { hash, verify } from '@node-rs/argon2';
import type { App } from '../../app.ts';
import { normalizeAddress } from '../../domain/address.ts';
import type { Role } from '../../domain/roles.ts';
import { Invalid } from '../../platform/errors.ts';
import { hashId, randomToken, sha256 } from '../../platform/token.ts';
import { signInLinks, users, type User } from './user.model.ts';

export type { User } from './user.model.ts';

/** OWASP's least costs for argon2id. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const LINK_LIFE_MS = 3_600_000;
export const SHORTEST_PASSWORD = 12;

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
  const user: User = { _id, accountId, email, emailKey, name, role, passwordHash: null, language, wantsAlerts: true, createdAt: app.now() };
  await users.everyAccount.insertMany([user]);
  return user;
}

/** A link token that signs this person in once, within an hour. */
export async function createSignInLink(app: App, user: User): Promise<string> {
  const token = randomToken();
  await signInLinks.of(user.accountId).insertMany([{ _id: sha256(token), userId: user._id, expiresAt: new Date(app.now().getTime() + LINK_LIFE_MS), usedAt: null }]);
  return `${app.config.baseUrl}/admin/sign-in/${token}`;
}

/** The person a link token signs in, `null` when it is unknown, used or too old. Uses it up: of two at once, one gets in. */
export async function redeemSignInLink(app: App, token: string): Promise<User | null> {
  const link = await signInLinks.everyAccount.findOne({ _id: sha256(token) });
  if (!link) return null;
  const used = await signInLinks.of(link.accountId).updateOne({ _id: link._id, usedAt: null, expiresAt: { $gt: app.now() } }, { $set: { usedAt: app.now() } });
  return used === 0 ? null : findUser(link.accountId, link.userId);
}

/** True while the link may still be used; looking does not use it up, because mail and chat programs open links too. */
export async function isSignInLinkOpen(app: App, token: string): Promise<boolean> {
  const link = await signInLinks.everyAccount.findOne({ _id: sha256(token) });
  return link !== null && link.usedAt === null && link.expiresAt > app.now();
}

/** @throws Invalid when it is too short */
export async function setPassword(user: Pick<User, '_id' | 'accountId'>, password: string): Promise<void> {
  if (password.length < SHORTEST_PASSWORD) throw new Invalid([{ pointer: '/password', detail: `must have at least ${SHORTEST_PASSWORD} characters` }]);
  await users.of(user.accountId).updateOne({ _id: user._id }, { $set: { passwordHash: await hash(password, ARGON2) } });
}

/** Compared against when there is no such person, so that both answers take the same time. */
const nobody = hash(randomToken(), ARGON2);

/** The person with this address and password, `null` otherwise, in the same time for unknown people. */
export async function authenticate(email: string, password: string): Promise<User | null> {
  const emailKey = normalizeAddress(email);
  const candidates = emailKey === null ? [] : await users.everyAccount.find({ emailKey });
  const [user] = candidates.filter(({ passwordHash }) => passwordHash !== null);
  const matches = await verify(user?.passwordHash ?? await nobody, password.slice(0, 1024));
  return user && matches ? user : null;
}

export async function findUser(accountId: string, userId: string): Promise<User | null> {
  return users.of(accountId).findOne({ _id: userId });
}

export async function listUsers(accountId: string): Promise<User[]> {
  return users.of(accountId).find({}, { sort: { createdAt: 1 } });
}

/** Who hears of a low score. */
export async function alertReaders(accountId: string): Promise<User[]> {
  return users.of(accountId).find({ wantsAlerts: true, role: { $in: ['owner', 'admin', 'agent'] } });
}
