/**
 * Whether an answer is held back because it came as a program sends it. Precision goes before catch: a person's hand is never
 * held back, and nothing is that neither touched what no person can see nor pressed one button after the other within seconds.
 */

/** What speaks against a person: the first three decide, the others are said beside them. */
export const HELD_REASONS = ['hidden-link', 'hidden-field', 'several-scores', 'no-hand', 'at-once'] as const;
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
/** Who changes their mind gives a second score; a third in so short a time takes a program, for each needs a page and a press. */
const BURST_MS = 10_000;
const BURST_SCORES = 3;

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

/** One press of the button of an invitation. */
export interface Press {
  at: Date;
  score: number;
  human: boolean;
}

/**
 * Whether these presses end as those of a program that presses every button: three different scores within seconds, none by a hand.
 * @param presses oldest first, the last is the one that is judged
 * @returns `all` where there was no press before them, so that none of them is a person's; `last` where there was
 */
export function burstIn(presses: readonly Press[]): 'all' | 'last' | null {
  const latest = presses.at(-1);
  if (!latest) return null;
  const recent = presses.filter(({ at }) => latest.at.getTime() - at.getTime() <= BURST_MS);
  if (recent.some(({ human }) => human) || new Set(recent.map(({ score }) => score)).size < BURST_SCORES) return null;
  return recent.length === presses.length ? 'all' : 'last';
}

/** All that is said about an answer that is held back. @param mailedAt when its mail went out, `null` where none is known to have */
export function heldReasons(doubts: readonly HeldReason[], { at, mailedAt }: { at: Date; mailedAt: Date | null }): HeldReason[] {
  const isAtOnce = mailedAt !== null && at.getTime() - mailedAt.getTime() < AT_ONCE_MS;
  return [...doubts, 'no-hand', ...(isAtOnce ? ['at-once' as const] : [])];
}

function isSameSender(one: SenderTrace, other: SenderTrace): boolean {
  return one.network === other.network && one.agent === other.agent;
}

function isLikeSender(one: SenderTrace, other: SenderTrace): boolean {
  return one.network === other.network || one.agent === other.agent;
}
