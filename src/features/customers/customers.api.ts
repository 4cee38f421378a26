import type { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { normalizeAddress } from '../../domain/address.ts';
import { Invalid } from '../../platform/errors.ts';
import { apiRoutes } from '../../platform/http/api-routes.ts';
import { line } from '../../platform/http/fields.ts';
import { noteChange } from '../../platform/noted-changes.ts';
import { setSuppressed } from '../invitations/suppressions.service.ts';
import { Held, heldAbout } from '../privacy/privacy.queries.ts';
import { eraseCustomer, Erased } from '../privacy/privacy.service.ts';
import { CustomerView, customerView, identityFields, toIdentity } from './customer-input.ts';
import { findCustomers, findSuppression, requireCustomer, type Customer } from './customers.queries.ts';
import { withCustomer } from './customers.service.ts';

const Path = z.strictObject({ idOrEmail: line(320).describe('Your id of the customer, an address, or our id') });
const CustomerInput = z.strictObject({
  ...identityFields,
  suppressed: z.boolean({ error: 'must be true or false' }).optional().describe('`true`: nothing is mailed to this address any more; `false`: it may be again, whatever the reason was'),
}, { error: 'must be an object' }).meta({ id: 'CustomerInput' });
type CustomerInput = z.infer<typeof CustomerInput>;

export function customersApi(app: App): Router {
  const routes = apiRoutes('/api/v1/customers', 'Customers');

  routes.get('/{idOrEmail}', {
    summary: 'Read a customer', description: 'Where several share an address, the one known longest.', scope: 'read', params: Path,
    responses: { 200: { description: 'The customer', schema: CustomerView } },
  }, async ({ accountId, params }) => ({ status: 200, body: await shown(app, await requireCustomer(accountId, params.idOrEmail)) }));

  routes.put('/{idOrEmail}', {
    summary: 'Create or change a customer', description: 'What is absent or `null` leaves what is known; properties are merged by name.',
    scope: 'write', params: Path, body: CustomerInput, example: { email: 'ada@example.com', name: 'Ada', locale: 'en', properties: { plan: 'pro' } },
    responses: { 200: { description: 'It was there', schema: CustomerView }, 201: { description: 'It was created', schema: CustomerView } },
  }, async ({ accountId, params: { idOrEmail }, body: { suppressed, ...input } }) => {
    const [known] = await findCustomers(accountId, idOrEmail);
    const customer = await withCustomer(app, accountId, toIdentity(named(idOrEmail, input, known ?? null)), async (found) => found);
    if (suppressed !== undefined) await setSuppressed(app, customer, suppressed);
    // By our id, which leads to nobody once they are erased; theirs would stay in the audit log.
    noteChange({ action: 'customers.saved', subject: customer._id, before: null, after: null });
    return { status: known ? 200 : 201, body: await shown(app, customer) };
  });

  routes.delete('/{idOrEmail}', {
    summary: 'Erase a customer',
    description: 'Names, addresses, comments and properties are gone from everything; what was counted stays counted, under nobody. Open invitations are withdrawn. The address stays suppressed as a keyed hash. An address erases everybody who has it.',
    scope: 'admin', params: Path,
    responses: { 200: { description: 'What was erased', schema: Erased } },
  }, async ({ accountId, params }) => ({ status: 200, body: await eraseCustomer(app, accountId, params.idOrEmail) }));

  routes.get('/{idOrEmail}/export', {
    // The log of what sources sent may be long.
    summary: 'Everything held about a customer', scope: 'read', params: Path, deadlineMs: 0,
    responses: { 200: { description: 'All that is held', schema: Held } },
  }, async ({ accountId, params }) => ({ status: 200, body: await heldAbout(app.config.secret, accountId, params.idOrEmail) }));

  return routes.router;
}

/** The address in the path says who is meant; the body may add to it, not contradict it. */
function named(idOrEmail: string, input: Omit<CustomerInput, 'suppressed'>, known: Customer | null): Omit<CustomerInput, 'suppressed'> {
  if (known?._id === idOrEmail) return { ...input, externalId: input.externalId ?? known.externalId, email: input.email ?? known.email };
  const isAddress = normalizeAddress(idOrEmail) !== null && known?.externalId !== idOrEmail;
  if (isAddress) {
    if (input.email != null && normalizeAddress(input.email) !== normalizeAddress(idOrEmail)) throw new Invalid([{ pointer: '/email', detail: 'is not the address in the path' }]);
    return { ...input, email: input.email ?? idOrEmail, externalId: input.externalId ?? known?.externalId };
  }
  if (input.externalId != null && input.externalId !== idOrEmail) throw new Invalid([{ pointer: '/externalId', detail: 'is not the id in the path' }]);
  return { ...input, externalId: idOrEmail };
}

async function shown(app: App, customer: Customer) {
  return customerView(customer, await findSuppression(app.config.secret, customer));
}
