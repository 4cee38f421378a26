import type { App } from '../../app.ts';
import { applyRetention } from '../../jobs.ts';
import { retentionDue } from '../accounts/retention.service.ts';
import { keepTo } from './retention.service.ts';

/** Others wait for the same workers. */
const LONGEST_MS = 30_000;

export async function applyRetentionJob(app: App, { accountId }: { accountId: string }): Promise<void> {
  await keepTo(app, accountId, { withinMs: LONGEST_MS });
}

/** Rings for accounts whose rules were not applied for a day, and for those of which something is left. */
export async function sweepRetention(app: App): Promise<void> {
  for (const accountId of await retentionDue(app.now())) await app.enqueue(applyRetention, { accountId }, { once: `retention-${accountId}` });
}
