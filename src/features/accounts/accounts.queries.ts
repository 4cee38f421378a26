import { createCache } from '../../platform/cache.ts';
import { NotFound } from '../../platform/errors.ts';
import { accounts, complete, type Account } from './account.model.ts';

export type { Account } from './account.model.ts';

/** Settings may be a second old: every request and every mail reads them. */
const cached = createCache(async (accountId) => {
  const stored = await accounts.of(accountId).findOne({ _id: accountId });
  return stored && complete(stored);
}, { seconds: 1 });

/** @throws NotFound */
export async function requireAccount(accountId: string): Promise<Account> {
  const account = await cached.get(accountId);
  if (!account) throw new NotFound('There is no such account.');
  return account;
}

/** Those of these ids that there are and that are not being deleted. */
export async function accountsById(ids: string[]): Promise<Account[]> {
  return (await accounts.everyAccount.find({ _id: { $in: ids }, deletingSince: null })).map(complete);
}

/** After a change: the next reader of this process sees it. */
export function forgetAccount(accountId: string): void {
  cached.forget(accountId);
}
