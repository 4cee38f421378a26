import type { App } from '../../app.ts';
import { DEFAULT_RETENTION } from '../../domain/retention.ts';
import { changeZone } from '../../jobs.ts';
import { Conflict } from '../../platform/errors.ts';
import { noteChange } from '../../platform/noted-changes.ts';
import { randomId } from '../../platform/token.ts';
import { accounts, complete, type Account } from './account.model.ts';
import { forgetAccount, requireAccount } from './accounts.queries.ts';

export type { Account, ZoneChange } from './account.model.ts';
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
    calendar: 'gregorian',
    weekStart: 1,
    zoneChange: null,
    languages,
    branding: { companyName: name, color: '#0f5ea8', logoUrl: null, postalAddress: null },
    sender: { name: null, address: null, replyTo: null, paused: null },
    senderCheck: null,
    segmentKeys,
    minimumSample: 30,
    retention: DEFAULT_RETENTION,
    createdAt: app.now(),
  };
  await accounts.everyAccount.insertMany([account]);
  return account;
}

/** All accounts, oldest first: for operator commands and first start. */
export async function listAccounts(): Promise<Account[]> {
  return (await accounts.everyAccount.find({ deletingSince: null }, { sort: { createdAt: 1 } })).map(complete);
}

/** One company may not look at, or decide about, what it shares with others. */
export async function isInstallationShared(): Promise<boolean> {
  return (await listAccounts()).length > 1;
}

/** Settings that need no more than being written down. */
export type Settings = Pick<Account, 'name' | 'calendar' | 'weekStart' | 'languages' | 'branding' | 'sender' | 'segmentKeys' | 'minimumSample' | 'requiresSecondStep'>;

export async function updateAccount(accountId: string, changes: Partial<Settings>): Promise<void> {
  const before = await requireAccount(accountId);
  await accounts.of(accountId).updateOne({ _id: accountId }, { $set: changes });
  forgetAccount(accountId);
  noteChange({ action: 'account.changed', subject: before.name, before: Object.fromEntries(Object.keys(changes).map((name) => [name, before[name as keyof Account]])), after: changes });
}

/**
 * From now on days begin in another zone; what was counted before is moved to its new local days by a worker, and the account
 * says so until that is done.
 * @returns false where this is the zone already
 * @throws Conflict while an earlier change is still under way
 */
export async function changeTimeZone(app: App, accountId: string, timeZone: string): Promise<boolean> {
  const { timeZone: from, name } = await requireAccount(accountId);
  if (from === timeZone) return false;
  const startedAt = app.now();
  const started = await accounts.of(accountId).updateOne(
    { _id: accountId, timeZone: from, zoneChange: null },
    { $set: { timeZone, zoneChange: { from, startedAt, step: 'asks', seen: 0 } } },
  );
  forgetAccount(accountId);
  if (started === 0) throw new Conflict('The time zone is being changed already: wait until everything was moved.');
  noteChange({ action: 'account.changed', subject: name, before: { timeZone: from }, after: { timeZone } });
  await app.enqueue(changeZone, { accountId }, { once: accountId });
  return true;
}

/** How far a change of zone is. */
export async function noteZoneProgress(accountId: string, progress: Pick<NonNullable<Account['zoneChange']>, 'step' | 'seen'>): Promise<void> {
  await accounts.of(accountId).updateOne({ _id: accountId, zoneChange: { $ne: null } }, { $set: { 'zoneChange.step': progress.step, 'zoneChange.seen': progress.seen } });
}

/** Everything was moved. */
export async function endZoneChange(accountId: string): Promise<void> {
  await accounts.of(accountId).updateOne({ _id: accountId }, { $set: { zoneChange: null } });
  forgetAccount(accountId);
}

/** Accounts whose zone is being changed. */
export async function zoneChangesUnderWay(): Promise<string[]> {
  return (await accounts.everyAccount.find({ zoneChange: { $ne: null }, deletingSince: null }, { projection: { _id: 1 } })).map(({ _id }) => _id);
}

/** From now on everything of the account is deleted, and until then nothing is sent. */
export async function beginDeletion(app: App, accountId: string): Promise<void> {
  const now = app.now();
  await accounts.of(accountId).updateOne({ _id: accountId }, { $set: { deletingSince: now, 'sender.paused': pausedByHand(now) } });
  forgetAccount(accountId);
}

/** Since when an account is being deleted; `null` where it is not, or is gone. */
export async function deletingSince(accountId: string): Promise<Date | null> {
  return (await accounts.of(accountId).findOne({ _id: accountId }))?.deletingSince ?? null;
}

export async function deletionsUnderWay(): Promise<string[]> {
  return (await accounts.everyAccount.find({ deletingSince: { $ne: null } }, { projection: { _id: 1 } })).map(({ _id }) => _id);
}

/** The last of an account: after everything it owned. */
export async function forgetDeleted(accountId: string): Promise<void> {
  await accounts.of(accountId).deleteMany({ _id: accountId, deletingSince: { $ne: null } });
  forgetAccount(accountId);
}

/** Stops all sending of the account: refusals for who we are would only harm the sender's reputation. */
export async function pauseSender(app: App, accountId: string, reason: string): Promise<void> {
  const account = await requireAccount(accountId);
  if (account.sender.paused) return;
  await updateAccount(accountId, { sender: { ...account.sender, paused: { at: app.now(), reason } } });
  app.log.error({ event: 'sender.paused', accountId, reason }, 'the mail server refuses this sender; sending is paused until it is resumed');
}

/** Accounts whose sending is paused because a mail server refuses them, counted up to 1,000. */
export async function countPaused(): Promise<number> {
  return (await accounts.everyAccount.find({ 'sender.paused.at': { $gt: new Date(0) }, deletingSince: null, 'sender.paused.byHand': { $ne: true } }, { projection: { _id: 1 }, limit: 1000 })).length;
}

/** What is kept where somebody stops all sending. */
export function pausedByHand(at: Date): NonNullable<Account['sender']['paused']> {
  return { at, reason: 'paused by hand', byHand: true };
}

export async function pauseByHand(app: App, accountId: string): Promise<void> {
  const { sender } = await requireAccount(accountId);
  if (sender.paused === null) await updateAccount(accountId, { sender: { ...sender, paused: pausedByHand(app.now()) } });
}

export async function resumeSender(accountId: string): Promise<void> {
  const account = await requireAccount(accountId);
  await updateAccount(accountId, { sender: { ...account.sender, paused: null } });
}
