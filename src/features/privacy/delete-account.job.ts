import type { App } from '../../app.ts';
import { deleteAccount } from '../../jobs.ts';
import { deletionsUnderWay } from '../accounts/accounts.service.ts';
import { carryOutDeletion } from './delete-account.service.ts';

export async function deleteAccountJob(app: App, { accountId }: { accountId: string }): Promise<void> {
  await carryOutDeletion(app, accountId);
}

/** Rings for accounts of which something is left. */
export async function sweepDeletions(app: App): Promise<void> {
  for (const accountId of await deletionsUnderWay()) await app.enqueue(deleteAccount, { accountId }, { once: `delete-${accountId}` });
}
