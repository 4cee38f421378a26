import { Unavailable } from '../../src/platform/errors.ts';

/** Does what the refusal asks for: sends again. A repeat is recognised, so nothing is counted twice. */
export async function persistently<Result>(work: () => Promise<Result>, tries = 20): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Unavailable) || tries <= 1) throw error;
    return persistently(work, tries - 1);
  }
}
