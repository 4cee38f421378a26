import type { App } from '../../app.ts';
import { changeZone } from '../../jobs.ts';
import { zoneChangesUnderWay } from '../accounts/accounts.service.ts';
import { carryOutZoneChange } from './change-zone.service.ts';

export async function changeZoneJob(app: App, { accountId }: { accountId: string }): Promise<void> {
  await carryOutZoneChange(app, accountId);
}

/** Rings for changes that are not done. */
export async function sweepZoneChanges(app: App): Promise<void> {
  for (const accountId of await zoneChangesUnderWay()) await app.enqueue(changeZone, { accountId }, { once: accountId });
}
