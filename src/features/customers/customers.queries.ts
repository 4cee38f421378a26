import { normalizeAddress, suppressionKey } from '../../domain/address.ts';
import { NotFound } from '../../platform/errors.ts';
import type { ClientSession } from '../../platform/mongo.ts';
import { hashId, keyedHash } from '../../platform/token.ts';
import { customers, suppressions, type Customer, type Suppression } from './customer.model.ts';

export type { Customer, Suppression } from './customer.model.ts';

/**
 * Everybody an id or an address may mean: the one with this id in the sender's systems, else all with this address (two
 * people may share one), else the one with this id of ours. Empty when nobody is meant.
 */
export async function findCustomers(accountId: string, idOrEmail: string, session?: ClientSession): Promise<Customer[]> {
  const scope = customers.of(accountId);
  const byExternalId = await scope.find({ externalId: idOrEmail }, { session });
  if (byExternalId.length > 0) return byExternalId;
  const emailKey = normalizeAddress(idOrEmail);
  return scope.find(emailKey === null ? { _id: idOrEmail } : { emailKey }, { session });
}

/** The first of those meant, oldest first. @throws NotFound */
export async function requireCustomer(accountId: string, idOrEmail: string): Promise<Customer> {
  const [oldest] = (await findCustomers(accountId, idOrEmail)).toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  if (!oldest) throw new NotFound(`There is no customer "${idOrEmail}".`);
  return oldest;
}

/** Keyed hash under which an address is suppressed, `null` for what is no address. Whatever its spelling, the hash is the same. */
export function addressHash(secret: string, accountId: string, email: string): string | null {
  const key = suppressionKey(email);
  return key === null ? null : keyedHash(secret, `address:${accountId}`, key);
}

/** Why nothing is mailed to a customer, `null` where it may be. */
export async function findSuppression(secret: string, { accountId, email }: Pick<Customer, 'accountId' | 'email'>): Promise<Suppression | null> {
  const hash = email === null ? null : addressHash(secret, accountId, email);
  return hash === null ? null : suppressions.of(accountId).findOne({ _id: hashId('suppression', accountId, hash) });
}
