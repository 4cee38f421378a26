import { touchpoints } from './touchpoint.model.ts';

export interface KnownTouchpoint {
  key: string;
  name: string;
  /** Deleted ones keep their name for past numbers. */
  isLive: boolean;
}

/** Every touchpoint an account ever had, by key. */
export async function knownTouchpoints(accountId: string): Promise<KnownTouchpoint[]> {
  const found = await touchpoints.of(accountId).find({}, { sort: { key: 1 }, projection: { key: 1, name: 1, deletedAt: 1 } });
  return found.map(({ key, name, deletedAt }) => ({ key, name, isLive: deletedAt === null }));
}
