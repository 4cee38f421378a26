import { database, isDuplicateKey } from './mongo.ts';

/** Until when somebody has it; `null` when nobody ever took it. */
export async function leasedUntil(name: string): Promise<Date | null> {
  return (await database().collection<{ _id: string; until: Date }>('leases').findOne({ _id: name }))?.until ?? null;
}

/**
 * A lease in the database: at most one holder at a time does a piece of upkeep, whatever the number of processes.
 * @returns whether `holder` has it until `now + milliseconds`
 */
export async function takeLease(name: string, holder: string, now: Date, milliseconds: number): Promise<boolean> {
  try {
    const result = await database().collection<{ _id: string; holder: string; until: Date }>('leases').updateOne(
      { _id: name, $or: [{ holder }, { until: { $lte: now } }] },
      { $set: { holder, until: new Date(now.getTime() + milliseconds) } },
      { upsert: true },
    );
    return result.matchedCount + result.upsertedCount > 0;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

/** Gives it up before its time. */
export async function releaseLease(name: string, holder: string): Promise<void> {
  await database().collection<{ _id: string; holder: string }>('leases').deleteOne({ _id: name, holder });
}
