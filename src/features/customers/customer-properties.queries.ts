import { customers } from './customer.model.ts';

/** What conditions may look at of these customers, by id of ours. One read. */
export async function propertiesOfCustomers(accountId: string, ids: string[]): Promise<Map<string, Record<string, unknown>>> {
  if (ids.length === 0) return new Map();
  const found = await customers.of(accountId).find({ _id: { $in: ids } }, { projection: { externalId: 1, email: 1, name: 1, locale: 1, timeZone: 1, properties: 1 } });
  return new Map(found.map(({ _id, externalId, email, name, locale, timeZone, properties }) => [_id, { externalId, email, name, locale, timeZone, properties }]));
}
