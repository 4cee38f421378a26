import { normalizeAddress } from '../../domain/address.ts';
import { NotFound } from '../../platform/errors.ts';
import type { ClientSession } from '../../platform/mongo.ts';
import { hashId } from '../../platform/token.ts';
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

/** Why an address is not written to, `null` where it is. */
export async function findSuppression(accountId: string, addressHash: string | null): Promise<Suppression | null> {
  return addressHash === null ? null : suppressions.of(accountId).findOne({ _id: hashId('suppression', accountId, addressHash) });
}
