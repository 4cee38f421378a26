/** Erasure of a person from everything: the one place that reaches into every other feature. */
import { z } from 'zod';
import type { App } from '../../app.ts';
import { normalizeAddress } from '../../domain/address.ts';
import { NotFound } from '../../platform/errors.ts';
import { inTransaction, type ClientSession } from '../../platform/mongo.ts';
import { noteChange } from '../../platform/noted-changes.ts';
import { casesOfCustomers } from '../cases/cases.queries.ts';
import { eraseCases } from '../cases/cases.service.ts';
import { findCustomers, type Customer } from '../customers/customers.queries.ts';
import { addressHashOf, eraseCustomerRecord, erasedCustomerId } from '../customers/customers.service.ts';
import { appendEvents } from '../events/events.service.ts';
import { eraseFacts } from '../facts/erase-facts.service.ts';
import { eraseFollowUps } from '../follow-ups/follow-ups.service.ts';
import { followUpsOfResponses } from '../follow-ups/follow-ups.queries.ts';
import { interactionsOfCustomers, undecidedInteractions, type Interaction } from '../interactions/interactions.queries.ts';
import { eraseInteractions } from '../interactions/interactions.service.ts';
import { eraseInvitations } from '../invitations/erase-invitations.service.ts';
import { invitationsOfCustomers } from '../invitations/invitations.queries.ts';
import { withdrawAddresses } from '../invitations/invitations.service.ts';
import { eraseOutcomes } from '../outcomes/outcomes.service.ts';
import { responsesOfCustomers } from '../responses/responses.queries.ts';
import { eraseResponses } from '../responses/responses.service.ts';
import { carryOutErasure, promiseErasure, type DeliveryTraces } from '../sources/erase-deliveries.service.ts';
import { deliveryTraces } from './person-traces.ts';

/** How much was emptied of the person. */
export const Erased = z.object({ customers: z.int(), interactions: z.int(), invitations: z.int(), responses: z.int(), cases: z.int(), followUps: z.int() }).meta({ id: 'Erasure' });
export type Erased = z.infer<typeof Erased>;

/** An answer is waited for; what is left of a long log is a worker's. */
const LOOK_THROUGH_MS = 1500;

/**
 * Takes names, addresses, comments, notes and properties of a person out of everything, in one transaction. What was counted stays
 * counted, under an id that leads to nobody. Their addresses stay suppressed as keyed hashes. The log of what sources sent is looked through
 * afterwards: here as far as there is time, and by a worker.
 * @throws NotFound, or Conflict while a mail to them is being handed over
 */
export async function eraseCustomer(app: App, accountId: string, idOrEmail: string): Promise<Erased> {
  const { sum, erasureId, erasedIds } = await inTransaction(async (session) => {
    const members = await findCustomers(accountId, idOrEmail, session);
    if (members.length === 0) throw new NotFound(`There is no customer "${idOrEmail}".`);
    const waiting = await undecidedInteractions(accountId, session);
    const counts: Erased = { customers: 0, interactions: 0, invitations: 0, responses: 0, cases: 0, followUps: 0 };
    const traces: DeliveryTraces[] = [];
    const ids: string[] = [];
    for (const customer of members) {
      const { erased, traces: own, erasedId } = await eraseOne(app, customer, waiting, session);
      for (const name of Object.keys(counts) as (keyof Erased)[]) counts[name] += erased[name];
      traces.push(own);
      ids.push(erasedId);
    }
    return { sum: counts, erasureId: await promiseErasure(app, accountId, traces, session), erasedIds: ids };
  });
  // By the id that leads to nobody: the audit log is kept for a year.
  for (const subject of erasedIds) noteChange({ action: 'customers.erased', subject, before: null, after: null });
  await carryOutErasure(app, erasureId, { withinMs: LOOK_THROUGH_MS })
    .catch((error: unknown) => app.log.warn({ event: 'erasure.unfinished', reason: (error as Error).message }, 'a worker goes on with it'));
  return sum;
}

async function eraseOne(app: App, customer: Customer, waiting: Interaction[], session: ClientSession): Promise<{ erased: Erased; traces: DeliveryTraces; erasedId: string }> {
  const { accountId, _id, externalId } = customer;
  const erasedId = erasedCustomerId();
  const invitations = await invitationsOfCustomers(accountId, [_id], session);
  const responses = await responsesOfCustomers(accountId, [_id], session);
  const cases = await casesOfCustomers(accountId, [_id], session);
  const followUps = await followUpsOfResponses(accountId, responses.map((response) => response._id), session);
  const interactions = [...await interactionsOfCustomers(accountId, [_id], session), ...waiting.filter((interaction) => isAbout(interaction, customer))];

  const traces = deliveryTraces(customer, interactions);
  const hashes = [
    ...traces.addresses.flatMap((address) => addressHashOf(app, accountId, address) ?? []),
    ...invitations.flatMap(({ addressHash }) => addressHash ?? []),
  ];
  await withdrawAddresses(app, accountId, [...new Set(hashes)], { reason: 'erased', session });
  // Seen again: some have just been withdrawn.
  await eraseInvitations(app, accountId, await invitationsOfCustomers(accountId, [_id], session), { erasedId, session });
  await eraseResponses(app, accountId, responses, { invitationIds: invitations.map((invitation) => invitation._id), erasedId, session });
  await eraseCases(app, accountId, cases, { erasedId, session });
  await eraseFollowUps(accountId, followUps, session);
  await eraseInteractions(accountId, interactions.map((interaction) => interaction._id), erasedId, session);
  const hasFacts = externalId !== null && await eraseFacts(accountId, externalId, erasedId, session);
  await eraseCustomerRecord(accountId, customer, { erasedId: hasFacts ? erasedId : null, at: app.now(), session });
  await eraseOutcomes(accountId, [_id], session);
  await appendEvents([{ accountId, type: 'customer.erased', at: app.now(), subject: { customerId: erasedId } }], session);
  const erased = { customers: 1, interactions: interactions.length, invitations: invitations.length, responses: responses.length, cases: cases.length, followUps: followUps.length };
  return { erased, traces, erasedId };
}

function isAbout({ customer }: Interaction, { externalId, emailKey }: Customer): boolean {
  if (customer.externalId !== undefined) return customer.externalId === externalId;
  return customer.email !== undefined && emailKey !== null && normalizeAddress(customer.email) === emailKey;
}
