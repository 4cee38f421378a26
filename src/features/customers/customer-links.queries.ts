/** Which customers there are, and under which id their facts are kept. */
import type { ClientSession } from '../../platform/mongo.ts';
import { customers, type Customer } from './customer.model.ts';

export type CustomerLink = Pick<Customer, '_id' | 'externalId'>;

const LINK = { externalId: 1 } as const;

/** Every customer of the account, one at a time. */
export function streamCustomerLinks(accountId: string): AsyncIterable<CustomerLink> {
  return customers.of(accountId).stream({}, { projection: LINK });
}

/** Those of the given that exist. */
export async function customerLinks(accountId: string, ids: string[], session?: ClientSession): Promise<CustomerLink[]> {
  return customers.of(accountId).find({ _id: { $in: ids } }, { projection: LINK, session });
}

/** Who the given are, for people to read. */
export async function customerNames(accountId: string, ids: string[]): Promise<Map<string, Pick<Customer, '_id' | 'externalId' | 'name' | 'email'>>> {
  const found = await customers.of(accountId).find({ _id: { $in: ids } }, { projection: { externalId: 1, name: 1, email: 1 } });
  return new Map(found.map((customer) => [customer._id, customer]));
}
