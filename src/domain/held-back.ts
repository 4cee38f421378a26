/**
 * Whether an answer is held back because it came as a program sends it. Precision goes before catch: a person's hand is never
 * held back, and nothing is that did not touch what no person can see.
 */

/** What speaks against a person: the first two decide, the others are said beside them. */
export const HELD_REASONS = ['hidden-link', 'hidden-field', 'no-hand', 'at-once'] as const;
export type HeldReason = (typeof HELD_REASONS)[number];
/** What only a program does. */
export type Doubt = Extract<HeldReason, 'hidden-link' | 'hidden-field'>;

/** Who wrote, as far as two senders can be told apart. */
export interface SenderTrace {
  network: string;
  agent: string;
}

/** The hidden link of an invitation was followed. */
export interface TrapHit {
  at: Date;
  sender: SenderTrace;
}

const SAME_SENDER_MS = 10 * 60_000;
/** A program of several addresses keeps its kind of browser, or its network; a person may share either. */
const LIKE_SENDER_MS = 2 * 60_000;
/** Nobody gets a mail, opens it, reads a question and presses a button in less. */
const AT_ONCE_MS = 10_000;

/** What of an answer only a program does; empty for nearly all. */
export function doubtsAbout({ sender, human, at, hits, isTrapFilled }: { sender: SenderTrace; human: boolean; at: Date; hits: readonly TrapHit[]; isTrapFilled: boolean }): Doubt[] {
  const isFollower = hits.some((hit) => {
    const age = at.getTime() - hit.at.getTime();
    return (isSameSender(sender, hit.sender) && age <= SAME_SENDER_MS) || (!human && isLikeSender(sender, hit.sender) && age <= LIKE_SENDER_MS);
  });
  return [...(isFollower ? ['hidden-link' as const] : []), ...(isTrapFilled ? ['hidden-field' as const] : [])];
}

/** Whether an answer is taken as it is, asked for once more, or held back. Whoever shows a hand is asked once and then believed. */
export function judgeAnswer({ doubts, human, isConfirmed }: { doubts: readonly Doubt[]; human: boolean; isConfirmed: boolean }): 'take' | 'ask' | 'hold' {
  if (doubts.length === 0) return 'take';
  if (!human) return 'hold';
  return isConfirmed ? 'take' : 'ask';
}

/** A program that was held back comes again, without a hand, soon. */
export function isHeldAgain(now: { at: Date; human: boolean; sender: SenderTrace }, held: { at: Date; sender: SenderTrace }): boolean {
  return !now.human && isSameSender(now.sender, held.sender) && now.at.getTime() - held.at.getTime() <= SAME_SENDER_MS;
}

/** All that is said about an answer that is held back. @param mailedAt when its mail went out, `null` where none is known to have */
export function heldReasons(doubts: readonly Doubt[], { at, mailedAt }: { at: Date; mailedAt: Date | null }): HeldReason[] {
  const isAtOnce = mailedAt !== null && at.getTime() - mailedAt.getTime() < AT_ONCE_MS;
  return [...doubts, 'no-hand', ...(isAtOnce ? ['at-once' as const] : [])];
}

function isSameSender(one: SenderTrace, other: SenderTrace): boolean {
  return one.network === other.network && one.agent === other.agent;
}

function isLikeSender(one: SenderTrace, other: SenderTrace): boolean {
  return one.network === other.network || one.agent === other.agent;
}
