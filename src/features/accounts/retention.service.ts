/** The rules by which an account keeps what tells of persons, and when they are to be applied. */
import type { App } from '../../app.ts';
import { changedRules, type Retention, type RetentionRun } from '../../domain/retention.ts';
import { noteChange } from '../../platform/noted-changes.ts';
import { accounts } from './account.model.ts';
import { forgetAccount, requireAccount } from './accounts.queries.ts';

const MOST_AT_ONCE = 100;

/**
 * Other rules from now on. Everything is looked through once more by them.
 * @returns false where these are the rules already
 * @throws NotFound
 */
export async function changeRetention(app: App, accountId: string, retention: Retention): Promise<boolean> {
  forgetAccount(accountId);
  const { name, retention: before } = await requireAccount(accountId);
  if (changedRules(before, retention).length === 0) return false;
  const run: RetentionRun = { wakeAt: app.now(), wholeAt: null, seen: {} };
  await accounts.of(accountId).updateOne({ _id: accountId }, { $set: { retention, retentionRun: run } });
  forgetAccount(accountId);
  noteChange({ action: 'account.changed', subject: name, before: { retention: before }, after: { retention } });
  return true;
}

/** Accounts whose rules are to be applied now; the others of many with the next look. */
export async function retentionDue(now: Date): Promise<string[]> {
  const found = await accounts.everyAccount.find(
    { $or: [{ 'retentionRun.wakeAt': null }, { 'retentionRun.wakeAt': { $lte: now } }], deletingSince: null },
    { projection: { _id: 1 }, limit: MOST_AT_ONCE },
  );
  return found.map(({ _id }) => _id);
}

/** Writes down that a run is done, unless the rules were changed or another one ended meanwhile. */
export async function endRetentionRun(accountId: string, { before, after }: { before: RetentionRun | null; after: RetentionRun }): Promise<void> {
  await accounts.of(accountId).updateOne({ _id: accountId, 'retentionRun.wakeAt': before?.wakeAt ?? null }, { $set: { retentionRun: after } });
  forgetAccount(accountId);
}
