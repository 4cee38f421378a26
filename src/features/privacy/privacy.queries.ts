/** Everything held about a person, for their right to a copy. */
import { z } from 'zod';
import { casesOfCustomers } from '../cases/cases.queries.ts';
import { findSuppression, requireCustomer } from '../customers/customers.queries.ts';
import { heldFacts } from '../facts/facts.queries.ts';
import { followUpsOfResponses } from '../follow-ups/follow-ups.queries.ts';
import { interactionsOfCustomers } from '../interactions/interactions.queries.ts';
import { invitationsOfCustomers } from '../invitations/invitations.queries.ts';
import { evidenceOf, responsesOfCustomers } from '../responses/responses.queries.ts';
import { heldDeliveries } from '../sources/held-deliveries.queries.ts';
import { deliveryTraces } from './person-traces.ts';

const record = z.record(z.string(), z.unknown());
export const Held = z.object({
  customer: record,
  suppression: record.nullable(),
  interactions: z.array(record),
  invitations: z.array(record),
  responses: z.array(record),
  evidence: z.array(record).describe('Writes about their answers in the last 30 days'),
  cases: z.array(record).describe('Promises to answer them, with notes'),
  followUps: z.array(record),
  facts: z.array(record).describe('What was imported about them'),
  deliveries: z.array(record).describe('What sources sent in the last 30 days that led to their interactions or speaks of them'),
}).meta({ id: 'HeldAboutCustomer' });

/** As it is stored. @throws NotFound */
export async function heldAbout(secret: string, accountId: string, idOrEmail: string) {
  const customer = await requireCustomer(accountId, idOrEmail);
  const [suppression, interactions, invitations, responses, cases, facts] = await Promise.all([
    findSuppression(secret, customer),
    interactionsOfCustomers(accountId, [customer._id]),
    invitationsOfCustomers(accountId, [customer._id]),
    responsesOfCustomers(accountId, [customer._id]),
    casesOfCustomers(accountId, [customer._id]),
    customer.externalId === null ? [] : heldFacts(accountId, [customer.externalId]),
  ]);
  const [evidence, followUps, deliveries] = await Promise.all([
    evidenceOf(accountId, invitations.map(({ _id }) => _id)),
    followUpsOfResponses(accountId, responses.map(({ _id }) => _id)),
    heldDeliveries(accountId, deliveryTraces(customer, interactions)),
  ]);
  return {
    customer: shown(customer), suppression: suppression && shown(suppression), interactions: interactions.map(shown), invitations: invitations.map(shown),
    responses: responses.map(shown), evidence: evidence.map(shown), cases: cases.map(shown), followUps: followUps.map(shown), facts, deliveries,
  };
}

function shown<T extends { _id: string; accountId: string }>({ _id, accountId: _account, ...rest }: T): { id: string } & Omit<T, '_id' | 'accountId'> {
  return { id: _id, ...rest };
}
