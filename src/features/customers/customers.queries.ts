import { normalizeAddress, suppressionKey } from '../../domain/address.ts';
import { plainName } from '../../domain/customer-name.ts';
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

const BEYOND = '\uffff';

/**
 * Customers of whom this is the id in the sender's systems or ours, or the beginning of the address, the name or the surname.
 * Each way is a bounded range of an index; those found by id come first.
 */
export async function searchCustomers(accountId: string, text: string, limit: number): Promise<{ items: Customer[]; hasMore: boolean }> {
  const scope = customers.of(accountId);
  const typed = text.trim();
  const address = typed.toLowerCase();
  const name = plainName(typed);
  if (typed === '') return { items: [], hasMore: false };
  const beginning = (field: string, start: string): Promise<Customer[]> => scope.find({ [field]: { $gte: start, $lt: start + BEYOND } }, { sort: { [field]: 1 }, limit: limit + 1 });
  const [known, byAddress, byName, byLastName] = await Promise.all([
    findCustomers(accountId, typed),
    /\s/.test(address) ? [] : beginning('emailKey', address),
    name === '' ? [] : beginning('nameKey', name),
    name === '' ? [] : beginning('lastNameKey', name),
  ]);
  const found = [...new Map([...known, ...byAddress, ...byName, ...byLastName].map((customer) => [customer._id, customer])).values()];
  return { items: found.slice(0, limit), hasMore: found.length > limit };
}

/** By our id. @throws NotFound */
export async function readCustomer(accountId: string, id: string): Promise<Customer> {
  const customer = await customers.of(accountId).findOne({ _id: id });
  if (!customer) throw new NotFound(`There is no customer "${id}".`);
  return customer;
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
