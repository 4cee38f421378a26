import type { App } from '../../app.ts';
import { runPull } from '../../jobs.ts';
import { overduePulls } from './pulls.service.ts';

/** Rings for pulls that are due. */
export async function sweepPulls(app: App): Promise<void> {
  for (const sourceId of await overduePulls(app)) await app.enqueue(runPull, { sourceId }, { once: sourceId });
}
