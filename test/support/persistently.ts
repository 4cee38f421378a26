import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable } from '../../src/platform/errors.ts';

/** Does what the refusal asks for: sends again when its time has passed. A repeat is recognised, so nothing is counted twice. */
export async function persistently<Result>(work: () => Promise<Result>, tries = 20): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Unavailable) || tries <= 1) throw error;
    await sleep(1000 * (error.options.retryAfterSeconds ?? 1));
    return persistently(work, tries - 1);
  }
}
