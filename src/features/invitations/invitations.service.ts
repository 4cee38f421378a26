import type { App } from '../../app.ts';
import type { StoredDecision } from '../../domain/eligibility.ts';
import { canMove, statusesBefore } from '../../domain/invitation-status.ts';
import { sendInvitations } from '../../jobs.ts';
import { countDecisions } from '../../metrics.ts';
import { groupBy } from '../../platform/group-by.ts';
import { createBatchedLoad } from '../../platform/batched-load.ts';
import { Conflict, NotFound } from '../../platform/errors.ts';
import { inTransaction, isDuplicateKey, type ClientSession } from '../../platform/mongo.ts';
import { requireAccount } from '../accounts/accounts.service.ts';
import {
  addressHashOf, resolveCustomers, storeSuppressions, suppressedAmong, writeCustomers, type SuppressionReason,
} from '../customers/customers.service.ts';
import { appendEvents } from '../events/events.service.ts';
import { recordDecisions, undecidedOf, type Interaction } from '../interactions/interactions.service.ts';
import { currentSurveysOf } from '../surveys/surveys.service.ts';
import { UNSUBSCRIBED, invitations, type Invitation } from './invitation.model.ts';
import { askedBy, planInvitations, type Plan } from './plan-invitations.ts';

export type { Channel, Invitation } from './invitation.model.ts';

/** Only invitations due within it are rung for; the sweep brings the rest when their time comes. */
const HORIZON_MS = 3_600_000;
const MAX_ATTEMPTS = 5;

/**
 * Decides every interaction of these batches in one transaction, once each, and rings for what is due. Two workers deciding
 * about one customer at once collide in the database and one of them decides again, seeing what the other did.
 * @returns how many interactions were decided, by batch
 */
export async function decideBatches(app: App, batchIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    try {
      const decided = await inTransaction((session) => decideWithin(app, batchIds, session, attempt === 0 ? '' : String(attempt)));
      if (decided !== 'collided') {
        for (const { outcome, reason } of decided.decisions) countDecisions({ outcome: reason ?? outcome });
        await ringFor(app, decided.invitations);
        return decided.counts;
      }
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }
  throw new Error(`batches ${batchIds.join(', ')} collided ${MAX_ATTEMPTS} times`);
}

async function decideWithin(app: App, batchIds: readonly string[], session: ClientSession, salt: string): Promise<'collided' | { counts: Map<string, number>; invitations: Invitation[]; decisions: StoredDecision[] }> {
  const undecided = await undecidedOf(batchIds, session);
  const planned: Invitation[] = [];
  const decided: { interaction: Interaction; decisions: StoredDecision[]; customerId: string | null }[] = [];
  for (const [accountId, members] of groupBy(undecided, (interaction) => interaction.accountId)) {
    const { plans, writes, resolved } = await planAccount(app, accountId, members, { session, salt });
    if (!(await writeCustomers(accountId, writes, session))) return 'collided';
    members.forEach((interaction, index) => decided.push({ interaction, decisions: plans[index]?.decisions ?? [], customerId: resolved[index]?._id ?? null }));
    planned.push(...plans.flatMap((plan) => plan.invitations));
  }
  await invitations.everyAccount.insertMany(planned, { session });
  if (decided.length > 0) await recordDecisions(decided, session);
  const counts = new Map([...groupBy(undecided, ({ batchId = '' }) => batchId)].map(([batchId, { length }]) => [batchId, length]));
  return { counts, invitations: planned, decisions: decided.flatMap(({ decisions }) => decisions) };
}

/** What would be decided about an interaction that is not stored. */
export async function previewDecisions(app: App, interaction: Interaction): Promise<StoredDecision[]> {
  const [decisions = []] = await previewTogether(app, interaction.accountId, [interaction]);
  return decisions;
}

/** Like {@link previewDecisions} for each, in order, as if they came together: the later ones see what the earlier ones would lead to. */
export async function previewTogether(app: App, accountId: string, interactions: Interaction[]): Promise<StoredDecision[][]> {
  const { plans } = await planAccount(app, accountId, interactions, { salt: '' });
  return plans.map(({ decisions }) => decisions);
}

async function planAccount(app: App, accountId: string, members: Interaction[], { session, salt }: { session?: ClientSession; salt: string }) {
  const now = app.now();
  const [account, surveys] = await Promise.all([requireAccount(accountId), currentSurveysOf(accountId)]);
  const { resolved, writes } = await resolveCustomers(accountId, members.map(({ customer }) => customer), { now, salt, ...(session ? { session } : {}) });
  const hashes = members.map((interaction, index) => {
    const address = interaction.customer.email ?? resolved[index]?.email ?? null;
    return address === null ? null : addressHashOf(app, accountId, address);
  });
  const suppressed = await suppressedAmong(accountId, hashes.filter((hash) => hash !== null), session);
  const history = await historyOf(accountId, [...new Set(resolved.flatMap((customer) => customer?._id ?? []))], session);
  const plans = members.map((interaction, index): Plan => {
    const customer = resolved[index] ?? null;
    const known = (customer && history.get(customer._id)) ?? [];
    const addressHash = hashes[index] ?? null;
    const plan = planInvitations({
      now, account, surveys, interaction, customer, addressHash,
      suppressed: addressHash === null ? null : suppressed.get(addressHash) ?? null,
      history: known.map(askedBy),
      existing: new Set(known.map(({ _id }) => _id)),
    });
    // A later interaction of the batch sees what this one led to.
    if (customer) history.set(customer._id, [...known, ...plan.invitations]);
    return plan;
  });
  return { plans, writes, resolved };
}

const HISTORY_FIELDS = { customerId: 1, surveyKey: 1, metric: 1, status: 1, sentAt: 1, scheduledAt: 1, respondedAt: 1, ignoresAccountCoolDown: 1 } as const;

async function historyOf(accountId: string, customerIds: string[], session?: ClientSession): Promise<Map<string, Invitation[]>> {
  if (customerIds.length === 0) return new Map();
  const found = await invitations.of(accountId).find({ customerId: { $in: customerIds } }, { projection: HISTORY_FIELDS, session });
  return groupBy(found, ({ customerId }) => customerId);
}

/** One ring for everything due now, one per second for what is due within the horizon. */
export async function ringFor(app: App, due: Pick<Invitation, 'wakeAt'>[]): Promise<void> {
  const now = app.now().getTime();
  const seconds = new Set(due.flatMap(({ wakeAt }) => (wakeAt === null || wakeAt.getTime() > now + HORIZON_MS ? [] : Math.max(0, Math.ceil((wakeAt.getTime() - now) / 1000)))));
  for (const second of seconds) {
    if (second === 0) await app.enqueue(sendInvitations, {}, { once: 'send' });
    else await app.enqueue(sendInvitations, {}, { once: `send-${Math.floor(now / 1000) + second}`, delayMs: second * 1000 });
  }
}

/** @throws NotFound, or Conflict when it can no longer be withdrawn */
export async function cancelInvitation(app: App, accountId: string, id: string, reason = 'cancelled by a person'): Promise<Invitation> {
  const invitation = await requireInvitation(accountId, id);
  if (invitation.status === 'cancelled') return invitation;
  const matched = await invitations.of(accountId).updateOne(
    { _id: id, status: { $in: statusesBefore('cancelled') } },
    { $set: { status: 'cancelled', phase: 'closed', wakeAt: null, lease: null }, $push: { history: { status: 'cancelled', at: app.now(), reason } } },
  );
  if (matched === 0) {
    const { status } = await requireInvitation(accountId, id);
    throw new Conflict(`The invitation is ${status}${canMove(status, 'cancelled') ? '; try again' : ' and can no longer be cancelled'}.`);
  }
  return requireInvitation(accountId, id);
}

/**
 * A person has mended the cause of a failure, or decided a doubt: it is sent (once more, with the same Message-ID).
 * @throws NotFound, or Conflict where there is nothing to send again or its sending deadline has passed
 */
export async function retryInvitation(app: App, accountId: string, id: string): Promise<Invitation> {
  const { status, deadlineAt, expiresAt } = await requireInvitation(accountId, id);
  const now = app.now();
  if (status !== 'failed' && status !== 'ambiguous') throw new Conflict(`The invitation is ${status}; only a failed or ambiguous one can be sent again.`);
  const latest = deadlineAt !== null && deadlineAt < expiresAt ? deadlineAt : expiresAt;
  if (now > latest) throw new Conflict(`It was to be sent by ${latest.toISOString()}, which has passed.`);
  const matched = await invitations.of(accountId).updateOne(
    { _id: id, status },
    {
      $set: { status: 'scheduled', phase: 'due', wakeAt: now, lease: null, attempts: 0, ...(status === 'ambiguous' ? { resent: true } : {}) },
      $push: { history: { status: 'scheduled', at: now, reason: 'sent again by a person' } },
    },
  );
  if (matched === 0) throw new Conflict('The invitation was changed at the same time; look at it again.', 1);
  await ringFor(app, [{ wakeAt: now }]);
  return requireInvitation(accountId, id);
}

/** @throws NotFound */
export async function requireInvitation(accountId: string, id: string): Promise<Invitation> {
  const invitation = await invitations.of(accountId).findOne({ _id: id });
  if (!invitation) throw new NotFound(`There is no invitation "${id}".`);
  return invitation;
}

/**
 * From now on nothing is sent to these addresses: they are suppressed and everything not yet handed to the mail server is
 * withdrawn, reminders included. The sender asks again before each mail, so a decision made meanwhile is caught too.
 */
export async function withdrawAddresses(app: App, accountId: string, addressHashes: string[], { reason, session }: { reason: SuppressionReason; session: ClientSession }): Promise<void> {
  const at = app.now();
  await storeSuppressions(accountId, addressHashes, { reason, at, session });
  // By id: a status beside the address would leave the index and read every invitation.
  const addressed = await invitations.of(accountId).find({ addressHash: { $in: addressHashes } }, { projection: { _id: 1 }, session });
  const of = { _id: { $in: addressed.map(({ _id }) => _id) } };
  const entry = { status: 'cancelled', at, reason: `the address is suppressed: ${reason}` };
  await invitations.of(accountId).updateMany(
    { ...of, status: { $in: ['scheduled', 'claimed'] } },
    { $set: { status: 'cancelled', phase: 'closed', wakeAt: null, lease: null }, $push: { history: entry } },
    { session },
  );
  // Sent ones stay open for an answer; only their reminders are off.
  await invitations.of(accountId).updateMany(
    { ...of, status: 'sent', phase: { $in: ['due', 'claimed'] } },
    // The sweep sets each one's own expiry.
    { $set: { phase: 'open', wakeAt: at, lease: null } },
    { session },
  );
}

/** A person unsubscribed through the link of one of their mails. Safe to run any number of times. */
export async function unsubscribe(app: App, invitation: Pick<Invitation, '_id' | 'accountId' | 'customerId' | 'addressHash'>): Promise<void> {
  const { addressHash, accountId } = invitation;
  if (addressHash === null) return;
  await inTransaction(async (session) => {
    const known = await suppressedAmong(accountId, [addressHash], session);
    await withdrawAddresses(app, accountId, [addressHash], { reason: 'unsubscribed', session });
    if (known.size > 0) return;
    const { status } = await requireInvitation(accountId, invitation._id);
    await invitations.of(accountId).updateOne({ _id: invitation._id }, { $push: { history: { status, at: app.now(), reason: UNSUBSCRIBED } } }, { session });
    await appendEvents([{ accountId, type: 'customer.unsubscribed', at: app.now(), subject: { customerId: invitation.customerId, invitationId: invitation._id } }], session);
  });
}


/** By token, so across accounts. */
export async function invitationsById(ids: string[], session?: ClientSession): Promise<Map<string, Invitation>> {
  const found = await invitations.everyAccount.find({ _id: { $in: ids } }, { session });
  return new Map(found.map((invitation) => [invitation._id, invitation]));
}

/** Answered: reminders are off. One whose mail was still under way counts as sent on the day given. */
export async function markResponded(answered: { invitation: Invitation; respondedAt: Date; sentOn: string | null }[], session: ClientSession): Promise<void> {
  await invitations.everyAccount.bulkWrite(answered.map(({ invitation, respondedAt, sentOn }) => {
    const at = toTheSecond(respondedAt, invitation.sentAt);
    return {
      filter: { _id: invitation._id, accountId: invitation.accountId },
      update: {
        $set: {
          status: 'responded', phase: 'closed', wakeAt: null, lease: null, respondedAt: at,
          ...(invitation.sentOn === null && sentOn !== null ? { sentAt: at, sentOn } : {}),
        },
        $push: { history: { status: 'responded', at } },
      },
    };
  }), { session });
}

/** So that answers of one group are one update of their invitations; the answers themselves keep the millisecond. */
function toTheSecond(respondedAt: Date, sentAt: Date | null): Date {
  const second = new Date(Math.floor(respondedAt.getTime() / 1000) * 1000);
  return sentAt !== null && sentAt > second ? respondedAt : second;
}

const loads = new WeakMap<App, (id: string) => Promise<Invitation | null>>();

/** One invitation by its token's id. Look-ups that arrive together are one read: survey pages are opened in bursts. */
export function loadInvitation(app: App, id: string): Promise<Invitation | null> {
  let load = loads.get(app);
  if (!load) {
    load = createBatchedLoad((ids) => invitationsById(ids));
    loads.set(app, load);
  }
  return load(id);
}
