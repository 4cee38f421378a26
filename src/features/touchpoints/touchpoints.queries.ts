import { NotFound } from '../../platform/errors.ts';
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

/** Also one that was deleted. @throws NotFound */
export async function requireKnownTouchpoint(accountId: string, key: string): Promise<KnownTouchpoint> {
  const found = (await knownTouchpoints(accountId)).find((known) => known.key === key);
  if (!found) throw new NotFound(`There is no touchpoint "${key}".`);
  return found;
}
