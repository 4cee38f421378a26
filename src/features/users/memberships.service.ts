/** The accounts of one person: who signs in with the same address is the same person, with a role, and a password, in each. */
import type { App } from '../../app.ts';
import type { Role } from '../../domain/roles.ts';
import { createCache } from '../../platform/cache.ts';
import { NotFound } from '../../platform/errors.ts';
import { noteChange } from '../../platform/noted-changes.ts';
import { accountsById } from '../accounts/accounts.queries.ts';
import { createAccount, type NewAccount } from '../accounts/accounts.service.ts';
import { users, type User } from './user.model.ts';
import { createUser, usersByAddress } from './users.service.ts';

export interface Membership {
  accountId: string;
  /** Of the account. */
  name: string;
  role: Role;
}

/** May be a second old: every page shows them. */
const cached = createCache(loadMemberships, { seconds: 1 });

/** By name. */
export async function membershipsOf({ emailKey }: Pick<User, 'emailKey'>): Promise<Membership[]> {
  return cached.get(emailKey);
}

async function loadMemberships(emailKey: string): Promise<Membership[]> {
  const people = await usersByAddress(emailKey);
  const names = new Map((await accountsById(people.map(({ accountId }) => accountId))).map(({ _id, name }) => [_id, name]));
  return people.flatMap(({ accountId, role }) => {
    const name = names.get(accountId);
    return name === undefined ? [] : [{ accountId, name, role }];
  }).toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** The person as they are in another account of theirs. @throws NotFound where they are in none of this id */
export async function requireMembership({ emailKey }: Pick<User, 'emailKey'>, accountId: string): Promise<User> {
  const found = (await usersByAddress(emailKey)).find((user) => user.accountId === accountId);
  if (!found || (await accountsById([accountId])).length === 0) throw new NotFound('You are in no such account.');
  return found;
}

/** Makes an account whose owner is this person, with the password they have. @returns the person in it */
export async function createAccountFor(app: App, { email, name, language, passwordHash, emailKey }: User, wanted: Pick<NewAccount, 'name' | 'timeZone' | 'languages'>): Promise<User> {
  const account = await createAccount(app, wanted);
  const owner = await createUser(app, account._id, { email, name, role: 'owner', language });
  await users.of(account._id).updateOne({ _id: owner._id }, { $set: { passwordHash } });
  cached.forget(emailKey);
  noteChange({ action: 'account.created', subject: account.name, before: null, after: { account: account._id } });
  return { ...owner, passwordHash };
}
