import type { App } from '../../app.ts';
import { noteChange } from '../../platform/noted-changes.ts';
import { randomId } from '../../platform/token.ts';
import { accounts, type Account } from './account.model.ts';
import { forgetAccount, requireAccount } from './accounts.queries.ts';

export type { Account } from './account.model.ts';
export { requireAccount } from './accounts.queries.ts';

export interface NewAccount {
  name: string;
  timeZone?: string;
  languages?: string[];
  segmentKeys?: string[];
}

export async function createAccount(app: App, { name, timeZone = 'UTC', languages = ['en', 'ar', 'fa', 'pl'], segmentKeys = [] }: NewAccount): Promise<Account> {
  const id = randomId('acc');
  const account: Account = {
    _id: id,
    accountId: id,
    name,
    timeZone,
    languages,
    branding: { companyName: name, color: '#0f5ea8', logoUrl: null, postalAddress: null },
    sender: { name: null, address: null, replyTo: null, paused: null },
    segmentKeys,
    minimumSample: 30,
    createdAt: app.now(),
  };
  await accounts.everyAccount.insertMany([account]);
  return account;
}

/** All accounts, oldest first: for operator commands and first start. */
export async function listAccounts(): Promise<Account[]> {
  return accounts.everyAccount.find({}, { sort: { createdAt: 1 } });
}

export async function updateAccount(accountId: string, changes: Partial<Pick<Account, 'name' | 'languages' | 'branding' | 'sender' | 'segmentKeys' | 'minimumSample' | 'requiresSecondStep'>>): Promise<void> {
  const before = await requireAccount(accountId);
  await accounts.of(accountId).updateOne({ _id: accountId }, { $set: changes });
  forgetAccount(accountId);
  noteChange({ action: 'account.changed', subject: before.name, before: Object.fromEntries(Object.keys(changes).map((name) => [name, before[name as keyof Account]])), after: changes });
}

/** Stops all sending of the account: refusals for who we are would only harm the sender's reputation. */
export async function pauseSender(app: App, accountId: string, reason: string): Promise<void> {
  const account = await requireAccount(accountId);
  if (account.sender.paused) return;
  await updateAccount(accountId, { sender: { ...account.sender, paused: { at: app.now(), reason } } });
  app.log.error({ event: 'sender.paused', accountId, reason }, 'the mail server refuses this sender; sending is paused until it is resumed');
}

/** Accounts whose sending is paused, counted up to 1,000. */
export async function countPaused(): Promise<number> {
  return (await accounts.everyAccount.find({ 'sender.paused.at': { $gt: new Date(0) } }, { projection: { _id: 1 }, limit: 1000 })).length;
}

export async function resumeSender(accountId: string): Promise<void> {
  const account = await requireAccount(accountId);
  await updateAccount(accountId, { sender: { ...account.sender, paused: null } });
}
