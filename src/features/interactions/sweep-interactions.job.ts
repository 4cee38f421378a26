import type { App } from '../../app.ts';
import { invite } from '../../jobs.ts';
import { overdueBatches } from './interactions.service.ts';

/** A batch is decided within a second; one this old lost its ring. */
const OVERDUE_MS = 5000;

/** Rings again for batches that were stored but never decided. */
export async function sweepInteractions(app: App): Promise<void> {
  await ringForBatches(app, OVERDUE_MS);
}

/** Rings for every undecided batch: after an outage of Redis any ring may be lost, and one too many does no harm. */
export async function ringForBatches(app: App, olderThanMs = 0): Promise<void> {
  const before = new Date(app.now().getTime() - olderThanMs);
  for (const batchId of await overdueBatches(before)) await app.enqueue(invite, { batchId }, { once: batchId });
}
