/** A person's wish, told by the sender's people, that nothing is (or may again be) mailed to them. */
import type { App } from '../../app.ts';
import { Invalid } from '../../platform/errors.ts';
import { inTransaction } from '../../platform/mongo.ts';
import { addressHashOf, liftSuppressions, suppressedAmong, type Customer } from '../customers/customers.service.ts';
import { appendEvents } from '../events/events.service.ts';
import { withdrawAddresses } from './invitations.service.ts';

/**
 * From now on nothing is mailed to this customer's address, or it may be again. The same call twice is the same as once; an
 * address that is suppressed for another reason keeps that reason.
 * @throws Invalid where no address of the customer is known
 */
export async function setSuppressed(app: App, { accountId, _id, email }: Customer, isSuppressed: boolean): Promise<void> {
  const addressHash = email === null ? null : addressHashOf(app, accountId, email);
  if (addressHash === null) {
    if (!isSuppressed) return;
    throw new Invalid([{ pointer: '/suppressed', detail: 'no address of this customer is known; there is nothing to suppress' }]);
  }
  await inTransaction(async (session) => {
    const known = await suppressedAmong(accountId, [addressHash], session);
    if (!isSuppressed) return liftSuppressions(accountId, [addressHash], session);
    await withdrawAddresses(app, accountId, [addressHash], { reason: 'manual', session });
    if (known.size === 0) await appendEvents([{ accountId, type: 'customer.suppressed', at: app.now(), subject: { customerId: _id } }], session);
  });
}
