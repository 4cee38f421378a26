/** Work that is done for many at once without one of them stopping the others. */
import { isDatabaseAway } from './mongo.ts';

/**
 * Does the work for all at once; where that fails, for each half, down to the poison item. A database that is away says
 * nothing about the items: then all of them have failed.
 * @param work safe to run again for items of which a part was done
 * @param onFailed gets those it failed for: one, or all that were left when the database went away. What it throws ends everything.
 */
export async function inHalves<Item>(items: readonly Item[], work: (items: readonly Item[]) => Promise<void>, onFailed: (items: readonly Item[], error: unknown) => void): Promise<void> {
  try {
    await work(items);
  } catch (error) {
    if (items.length < 2 || isDatabaseAway(error)) return onFailed(items, error);
    const middle = Math.ceil(items.length / 2);
    await inHalves(items.slice(0, middle), work, onFailed);
    await inHalves(items.slice(middle), work, onFailed);
  }
}
