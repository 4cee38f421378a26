import { isDeepStrictEqual } from 'node:util';
import type { App } from '../../app.ts';
import { normalizeAddress } from '../../domain/address.ts';
import { nameKeysOf } from '../../domain/customer-name.ts';
import { Conflict, Invalid } from '../../platform/errors.ts';
import type { Write } from '../../platform/mongo-collections.ts';
import { inTransaction, isDuplicateKey, type ClientSession } from '../../platform/mongo.ts';
import { hashId, randomId } from '../../platform/token.ts';
import { appendEvents } from '../events/events.service.ts';
import type { Identity } from './customer-input.ts';
import { customers, suppressions, type Customer, type SuppressionReason } from './customer.model.ts';
import { addressHash } from './customers.queries.ts';

export { IdentityInput, toIdentity, type Identity } from './customer-input.ts';
export type { Customer, SuppressionReason } from './customer.model.ts';

/** The customers of a batch as they will be after it, and the writes that make it so. */
export interface ResolvedCustomers {
  /** One per identity, in order; `null` where it names nobody (neither an id nor a usable address). */
  resolved: (Customer | null)[];
  /** Writes to run in the same transaction; each also moves the decision counter, so that two batches about one person collide. */
  writes: CustomerWrite[];
}

/**
 * `linked`: only now is it known under which id of the company's own systems this customer goes.
 * `claims`: the customer about whom nothing changes; the write only moves their counter, and may be left out when nothing is done about them.
 */
export type CustomerWrite = Write & { linked?: { customerId: string; at: Date }; claims?: string };

/**
 * Finds or makes the customer of each identity: by the sender's id, else by address among those without another id.
 * Two reads whatever the size of the batch.
 * @param salt differs between attempts: an `_id` derived from an address may be taken by someone who has since changed theirs
 */
export async function resolveCustomers(accountId: string, identities: Identity[], { now, session, salt = '' }: { now: Date; session?: ClientSession; salt?: string }): Promise<ResolvedCustomers> {
  const keys = identities.map((identity) => ({ ...identity, emailKey: identity.email === undefined ? null : normalizeAddress(identity.email) }));
  const externalIds = [...new Set(keys.flatMap(({ externalId }) => externalId ?? []))];
  const emailKeys = [...new Set(keys.flatMap(({ emailKey }) => emailKey ?? []))];
  const scope = customers.of(accountId);
  const known = [
    ...(externalIds.length > 0 ? await scope.find({ externalId: { $in: externalIds } }, { session }) : []),
    ...(emailKeys.length > 0 ? await scope.find({ emailKey: { $in: emailKeys } }, { session }) : []),
  ];
  const byId = new Map(known.map((customer) => [customer._id, customer]));
  const byExternalId = new Map([...byId.values()].flatMap((customer) => (customer.externalId === null ? [] : [[customer.externalId, customer]])));
  const byEmail = new Map<string, Customer[]>();
  for (const customer of byId.values()) if (customer.emailKey !== null) byEmail.set(customer.emailKey, [...(byEmail.get(customer.emailKey) ?? []), customer]);
  const stored = new Map([...byId.values()].map((customer) => [customer._id, { ...customer }]));
  const touched = new Set<Customer>();

  const resolved = keys.map(({ externalId, emailKey, email, name, locale, timeZone, properties }): Customer | null => {
    if (externalId === undefined && emailKey === null) return null;
    const sameAddress = emailKey === null ? [] : byEmail.get(emailKey) ?? [];
    const customer = externalId === undefined
      ? sameAddress[0]
      : byExternalId.get(externalId) ?? sameAddress.find((other) => other.externalId === null);
    const merged: Customer = customer ?? {
      _id: externalId === undefined ? hashId('customer-address', accountId, emailKey ?? '', salt) : hashId('customer', accountId, externalId),
      accountId, externalId: null, email: null, emailKey: null, name: null, locale: null, timeZone: null, properties: {}, createdAt: now, updatedAt: now, decisions: 0,
    };
    Object.assign(merged, {
      externalId: externalId ?? merged.externalId,
      email: email ?? merged.email,
      emailKey: emailKey ?? merged.emailKey,
      name: name ?? merged.name,
      ...nameKeysOf(name ?? merged.name),
      locale: locale ?? merged.locale,
      timeZone: timeZone ?? merged.timeZone,
      properties: { ...merged.properties, ...properties },
    });
    if (merged.externalId !== null) byExternalId.set(merged.externalId, merged);
    if (merged.emailKey !== null && !sameAddress.includes(merged)) byEmail.set(merged.emailKey, [...sameAddress, merged]);
    touched.add(merged);
    return merged;
  });

  const writes = [...touched].map((customer): CustomerWrite => {
    const before = stored.get(customer._id);
    if (!before) return { insert: customer };
    const { _id, decisions } = customer;
    if (isDeepStrictEqual(customer, before)) return { filter: { _id, decisions }, update: { $inc: { decisions: 1 } }, claims: _id };
    customer.updatedAt = now;
    const { _id: _, accountId: _account, decisions: _before, createdAt: _created, ...values } = customer;
    const isLinked = before.externalId !== customer.externalId;
    return { filter: { _id, decisions }, update: { $set: values, $inc: { decisions: 1 } }, ...(isLinked ? { linked: { customerId: _id, at: now } } : {}) };
  });
  return { resolved, writes };
}

/** Runs the writes of `resolveCustomers`. @returns false when someone decided about one of them in between: decide again */
export async function writeCustomers(accountId: string, writes: CustomerWrite[], session: ClientSession): Promise<boolean> {
  const { matched } = await customers.of(accountId).bulkWrite(writes, { session });
  const linked = writes.flatMap((write) => write.linked ?? []);
  if (linked.length > 0) await appendEvents(linked.map(({ customerId, at }) => ({ accountId, type: 'customer.linked', at, subject: { customerId } })), session);
  return matched === writes.filter((write) => !('insert' in write)).length;
}

/** Each collision means that somebody else got through, so this many at once about one person all do. */
const MAX_ATTEMPTS = 25;
const PAUSE_MS = 4;

class Collided extends Error {}

/**
 * Finds or makes one customer and does `work` with them, in one transaction. Whoever does something about the same person
 * at the same moment collides, and this is done again, so `work` must be safe to run more than once.
 * @throws Invalid when the identity names nobody
 */
export async function withCustomer<R>(app: App, accountId: string, identity: Identity, work: (customer: Customer, session: ClientSession) => Promise<R>): Promise<R> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    try {
      return await inTransaction(async (session) => {
        const { resolved: [customer], writes } = await resolveCustomers(accountId, [identity], { now: app.now(), session, salt: attempt === 0 ? '' : String(attempt) });
        if (!customer) throw new Invalid([{ pointer: '/customer', detail: 'must name somebody: an externalId, an email, or both' }]);
        if (!(await writeCustomers(accountId, writes, session))) throw new Collided();
        return work(customer, session);
      });
    } catch (error) {
      if (!(error instanceof Collided) && !isDuplicateKey(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt));
    }
  }
  throw new Conflict('Too much is happening to this customer at this moment; try again.', 1);
}

export function addressHashOf(app: App, accountId: string, email: string): string | null {
  return addressHash(app.config.secret, accountId, email);
}

/** Which of the addresses may not be written to, and why: one read. */
export async function suppressedAmong(accountId: string, addressHashes: string[], session?: ClientSession): Promise<Map<string, SuppressionReason>> {
  if (addressHashes.length === 0) return new Map();
  const ids = [...new Set(addressHashes)].map((hash) => hashId('suppression', accountId, hash));
  const found = await suppressions.of(accountId).find({ _id: { $in: ids } }, { session });
  return new Map(found.map(({ addressHash, reason }) => [addressHash, reason]));
}

/** Suppresses addresses; the first reason stays. Callers withdraw what is already scheduled (invitations.service). */
export async function storeSuppressions(accountId: string, addressHashes: string[], { reason, at, session }: { reason: SuppressionReason; at: Date; session: ClientSession }): Promise<void> {
  const writes = [...new Set(addressHashes)].map((addressHash): Write => ({
    filter: { _id: hashId('suppression', accountId, addressHash) },
    update: { $setOnInsert: { addressHash, reason, at } },
    upsert: true,
  }));
  await suppressions.of(accountId).bulkWrite(writes, { session });
}

/** Lets addresses be written to again. */
export async function liftSuppressions(accountId: string, addressHashes: string[], session: ClientSession): Promise<void> {
  await suppressions.of(accountId).deleteMany({ _id: { $in: addressHashes.map((hash) => hashId('suppression', accountId, hash)) } }, { session });
}

const ERASED = 'erased';

/** An id that leads to nobody. */
export const erasedCustomerId = (): string => randomId(ERASED);

export const isErased = (customerId: string): boolean => customerId.startsWith(`${ERASED}_`);

/**
 * Forgets a person, inside the caller's transaction. Whoever decides about them at the same moment collides and decides
 * again, without them. With `erasedId` somebody nameless takes their place, for facts that stay counted.
 */
export async function eraseCustomerRecord(accountId: string, { _id, createdAt }: Customer, { erasedId, at, session }: { erasedId: string | null; at: Date; session: ClientSession }): Promise<void> {
  await customers.of(accountId).deleteMany({ _id }, { session });
  if (erasedId === null) return;
  const nobody = { _id: erasedId, externalId: erasedId, email: null, emailKey: null, name: null, locale: null, timeZone: null, properties: {}, createdAt, updatedAt: at, decisions: 0 };
  await customers.of(accountId).insertMany([nobody], { session });
}

export async function customersById(accountId: string, ids: string[]): Promise<Map<string, Customer>> {
  const found = await customers.of(accountId).find({ _id: { $in: ids } });
  return new Map(found.map((customer) => [customer._id, customer]));
}
