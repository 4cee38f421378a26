import type { App } from '../../app.ts';
import { refreshOutcomes } from '../../jobs.ts';
import { hasUnseenChanges } from './outcomes.service.ts';

const LATE_MS = 2000;

/** Rings for changes whose ring was lost, and for those nobody rings for. */
export async function sweepOutcomes(app: App): Promise<void> {
  if (await hasUnseenChanges(app, LATE_MS)) await app.enqueue(refreshOutcomes, {}, { once: 'outcomes' });
}
