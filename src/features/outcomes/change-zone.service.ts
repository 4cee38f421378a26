/** After an account's zone was changed: everything counted by local days is moved to the new ones. */
import type { App } from '../../app.ts';
import { forgetAccount, requireAccount } from '../accounts/accounts.queries.ts';
import { endZoneChange, noteZoneProgress, type ZoneChange } from '../accounts/accounts.service.ts';
import { moveAnswers, moveAsks } from '../responses/move-days.service.ts';
import { rebuildOutcomes } from './outcomes.service.ts';

/** Longer than other processes go by the zone before, and than what they began with it takes to be stored. */
const LATE_MS = 15_000;
const NOTED_EVERY_MS = 1000;

/**
 * Moves what is not moved yet, and ends the change once nothing is left and nobody counts by the zone before any more. Safe to run
 * twice, at once, and after having been killed.
 * @returns whether the change is done
 */
export async function carryOutZoneChange(app: App, accountId: string): Promise<boolean> {
  // Else this process might go by the zone before for a second.
  forgetAccount(accountId);
  const { zoneChange, timeZone } = await requireAccount(accountId);
  if (zoneChange === null) return true;
  const isLate = app.now().getTime() >= zoneChange.startedAt.getTime() + LATE_MS;
  const asks = await moveAsks(accountId, timeZone, noting(accountId, 'asks'));
  const answers = await moveAnswers(accountId, timeZone, noting(accountId, 'answers'));
  app.log.info({ event: 'zone.moved', accountId, from: zoneChange.from, to: timeZone, asks, answers });
  // The sweep rings again.
  if (!isLate || asks + answers > 0) return false;
  await noteZoneProgress(accountId, { step: 'outcomes', seen: 0 });
  await rebuildOutcomes(app, accountId);
  await endZoneChange(accountId);
  return true;
}

/** Writes progress down, once a second at most. */
function noting(accountId: string, step: ZoneChange['step']): (seen: number) => Promise<void> {
  let notedAt = 0;
  return async (seen) => {
    if (performance.now() - notedAt < NOTED_EVERY_MS) return;
    notedAt = performance.now();
    await noteZoneProgress(accountId, { step, seen });
  };
}
