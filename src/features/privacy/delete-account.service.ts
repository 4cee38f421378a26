/** Deletion of an account with everything in it: at once for those who use it, by a worker for what it owns. */
import type { App } from '../../app.ts';
import { deleteAccount } from '../../jobs.ts';
import { Invalid } from '../../platform/errors.ts';
import { endSessionsOf } from '../../platform/http/session.ts';
import { deleteOwned } from '../../platform/mongo-collections.ts';
import { requireAccount } from '../accounts/accounts.queries.ts';
import { beginDeletion, deletingSince, forgetDeleted } from '../accounts/accounts.service.ts';
import { deleteFilesOf } from '../imports/import-drafts.service.ts';
import { closeDoors } from '../users/close-account.service.ts';

/** Longer than anything goes on that was begun before the account was given up, other than what a later pass finds anyway. */
const LATE_MS = 60_000;
/** So that links in mails stop working and nothing is sent. */
const FIRST = ['invitations', 'sources', 'pulls', 'surveys', 'interactions'];

/**
 * Gives an account up. From now on nobody signs in to it and no key opens it; a worker deletes what it owns.
 * @param name typed by who asks, to be sure of what they ask
 * @throws Invalid where that is not its name, NotFound
 */
export async function giveUpAccount(app: App, accountId: string, { name, by }: { name: string; by: string }): Promise<void> {
  const account = await requireAccount(accountId);
  if (name.trim() !== account.name.trim()) throw new Invalid([{ pointer: '/name', detail: 'is not the name of the account' }]);
  await beginDeletion(app, accountId);
  await closeDoors(accountId);
  await endSessionsOf(accountId);
  app.log.warn({ event: 'account.given-up', accountId, by }, 'an owner gave this account up; everything in it is being deleted');
  await app.enqueue(deleteAccount, { accountId }, { once: `delete-${accountId}` });
}

/**
 * Deletes whatever is left of an account that was given up; the account itself goes last, once a pass finds nothing that others
 * wrote meanwhile. Safe to run twice and after having been killed.
 * @returns whether it is gone
 */
export async function carryOutDeletion(app: App, accountId: string): Promise<boolean> {
  const since = await deletingSince(accountId);
  if (since === null) return true;
  const isLate = app.now().getTime() >= since.getTime() + LATE_MS;
  await endSessionsOf(accountId);
  // Files have no account of their own: they go while their records still tell whose they are.
  await deleteFilesOf(accountId);
  const documents = await deleteOwned(accountId, { first: FIRST, except: ['accounts'] });
  app.log.info({ event: 'account.deleting', accountId, documents });
  // The sweep rings again.
  if (!isLate || documents > 0) return false;
  await forgetDeleted(accountId);
  app.log.warn({ event: 'account.deleted', accountId });
  return true;
}
