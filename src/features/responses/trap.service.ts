/** The hidden link of the survey page: who followed it is kept as evidence, and looked up when an answer comes. */
import type { App } from '../../app.ts';
import { doubtsAbout, type Doubt, type SenderTrace } from '../../domain/held-back.ts';
import { hashId } from '../../platform/token.ts';
import { isErased } from '../customers/customers.service.ts';
import type { Invitation } from '../invitations/invitations.service.ts';
import { markTrapped } from '../invitations/trapped.service.ts';
import { evidence, type Sender } from './response.model.ts';

/** A flood writes no more than this about an invitation in a minute, from each process. */
const MOST_HITS = 5;
const SAMPLE_MS = 60_000;
/** Invitations remembered; some 200 bytes each. */
const MOST_KNOWN = 5000;

/** Who followed the link of an invitation lately. */
const samples = new WeakMap<App, Map<string, { since: number; senders: Set<string> }>>();

/** Keeps that somebody followed the hidden link: of each sender once a minute, of few senders. */
export async function keepTrapHit(app: App, invitation: Invitation, sender: SenderTrace): Promise<void> {
  const at = app.now();
  const { _id: invitationId, accountId } = invitation;
  const { network, agent } = sender;
  // Whoever was erased leaves no more traces.
  if (isErased(invitation.customerId)) return;
  if (!isSampled(app, invitationId, `${network} ${agent}`, at)) return;
  await evidence.of(accountId).updateOne(
    { _id: hashId('trap', invitationId, network, agent) },
    { $set: { at }, $setOnInsert: { invitationId, score: null, verdict: 'trapped', sender: { network, agent, human: false }, formAgeSeconds: null } },
    { upsert: true },
  );
  await markTrapped(invitation, at);
}

function isSampled(app: App, invitationId: string, sender: string, at: Date): boolean {
  const known = samples.get(app) ?? new Map<string, { since: number; senders: Set<string> }>();
  samples.set(app, known);
  const now = at.getTime();
  let sample = known.get(invitationId);
  if (!sample || now - sample.since >= SAMPLE_MS || now < sample.since) {
    sample = { since: now, senders: new Set() };
    known.delete(invitationId);
    known.set(invitationId, sample);
    const oldest = known.size > MOST_KNOWN ? known.keys().next().value : undefined;
    if (oldest !== undefined) known.delete(oldest);
  }
  if (sample.senders.has(sender) || sample.senders.size >= MOST_HITS) return false;
  sample.senders.add(sender);
  return true;
}

/** What of an answer only a program does. Reads nothing unless the hidden link of the invitation was followed. */
export async function doubtsOf({ _id: invitationId, accountId, trappedAt }: Invitation, { sender, at, isTrapFilled }: { sender: Sender; at: Date; isTrapFilled: boolean }): Promise<Doubt[]> {
  const hits = trappedAt === undefined ? [] : await evidence.of(accountId).find({ invitationId, verdict: 'trapped' });
  return doubtsAbout({ sender, human: sender.human, at, hits, isTrapFilled });
}
