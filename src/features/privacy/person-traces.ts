/** What a person is found by in the log of what sources sent. */
import type { Customer } from '../customers/customers.queries.ts';
import type { Interaction } from '../interactions/interactions.queries.ts';
import type { DeliveryTraces } from '../sources/erase-deliveries.service.ts';

/** @param interactions everything reported about the customer, with the addresses they had then */
export function deliveryTraces({ email, externalId }: Pick<Customer, 'email' | 'externalId'>, interactions: readonly Interaction[]): DeliveryTraces {
  return {
    addresses: [...new Set([email, ...interactions.map(({ customer }) => customer.email)].flatMap((address) => address ?? []))],
    externalIds: externalId === null ? [] : [externalId],
    interactions: interactions.map(({ source, externalId: id }) => ({ sourceId: source, externalId: id })),
  };
}
