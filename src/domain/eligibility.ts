/** May this customer be invited for this interaction now? → send at …, or skip because … */
import { coolDownHold, describeCoolDown } from './cool-down.ts';
import type { AskedBefore } from './cool-down.ts';
import { describeDuration, requireDurationMs } from './duration.ts';
import type { Metric } from './metric.ts';
import { isSampled, samplePlace } from './sampling.ts';
import type { SendingPolicy } from './survey.ts';
import { describeCondition, failedCondition } from './trigger.ts';
import { delayedUntil, isTimeZone, nextInWindow } from './wall-time.ts';

/** Every reason for which an interaction does not lead to an invitation. `no-matching-survey` and `cap` are decided over all surveys, the others here. */
export const SKIP_REASONS = [
  'no-matching-survey',
  'condition',
  'no-address',
  'suppressed',
  'cool-down',
  'sampled-out',
  'already-asked',
  'paused',
  'too-late',
  'cap',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

export interface EligibilityInput {
  now: Date;
  survey: { id: string; key: string; metric: Metric; touchpoint: string; policy: SendingPolicy };
  interaction: {
    type: string | null;
    touchpoint: string | null;
    occurredAt: Date;
    customer: Readonly<Record<string, unknown>>;
    properties: Readonly<Record<string, unknown>>;
  };
  customer: {
    id: string;
    address: 'valid' | 'missing' | 'invalid';
    /** Why the address is suppressed, or `null`. */
    suppressed: string | null;
    /** An unknown zone is passed over in favour of the account's. */
    timeZone: string | null;
  };
  account: { timeZone: string };
  /** In any order. */
  history: readonly AskedBefore[];
  /** This survey already has its invitation for this interaction. */
  alreadyAsked: boolean;
}

/** `nextEligibleAt` is the earliest instant at which such an invitation could go out; `null` where waiting does not help. */
export type Decision =
  | { outcome: 'invited'; sendAt: Date }
  | { outcome: 'skipped'; reason: SkipReason; rule: string; nextEligibleAt: Date | null };

/** A decision as its interaction keeps it; a skip with `survey: null` is about the interaction as a whole. */
export interface StoredDecision {
  survey: string | null;
  outcome: 'invited' | 'skipped';
  invitationId: string | null;
  scheduledAt: Date | null;
  reason: SkipReason | null;
  rule: string | null;
  nextEligibleAt: Date | null;
}

interface Schedule {
  /** When it would have gone out, had the interaction been reported at once. */
  dueAt: Date;
  sendAt: Date;
}

function skip(reason: SkipReason, rule: string, nextEligibleAt: Date | null = null): Decision {
  return { outcome: 'skipped', reason, rule, nextEligibleAt };
}

/** The zone whose wall times hold for a customer: their own where it is known, else the account's. */
export function recipientTimeZone(customer: { timeZone: string | null }, account: { timeZone: string }): string {
  return customer.timeZone !== null && isTimeZone(customer.timeZone) ? customer.timeZone : account.timeZone;
}

function scheduleOf({ now, survey, interaction, customer, account }: EligibilityInput): Schedule {
  const { delay, sendingWindow } = survey.policy;
  const zone = recipientTimeZone(customer, account);
  const planned = delayedUntil(interaction.occurredAt, delay, zone);
  const dueAt = nextInWindow(planned, sendingWindow, zone);
  return { dueAt, sendAt: now <= planned ? dueAt : nextInWindow(now, sendingWindow, zone) };
}

/** Cool-downs are left and the sending window is reached by turns until an instant satisfies both; each turn leaves one clock of finitely many behind. */
function nextEligibleAt(input: EligibilityInput, from: Date): Date {
  const zone = recipientTimeZone(input.customer, input.account);
  let at = nextInWindow(from, input.survey.policy.sendingWindow, zone);
  for (let hold = coolDownHold(at, input.survey, input.history); hold !== null; hold = coolDownHold(at, input.survey, input.history)) {
    at = nextInWindow(hold.until, input.survey.policy.sendingWindow, zone);
  }
  return at;
}

/** What stands in the way whatever the time: what the survey says first, then what the customer's record says, then the sample. */
function standingSkip({ survey, interaction, customer, alreadyAsked }: EligibilityInput): Decision | null {
  const { policy } = survey;
  if (policy.status === 'paused') return skip('paused', 'status: paused');
  if (alreadyAsked) return skip('already-asked', 'once per interaction');
  const failed = failedCondition(policy.trigger.where, interaction);
  if (failed !== null) return skip('condition', `where[${failed.index}]: ${describeCondition(failed.condition)}`);
  if (customer.address !== 'valid') return skip('no-address', `address: ${customer.address}`);
  if (customer.suppressed !== null) return skip('suppressed', `suppressed: ${customer.suppressed}`);
  if (!isSampled(survey.id, customer.id, policy.samplePercent)) {
    return skip('sampled-out', `samplePercent: ${policy.samplePercent}, customer at ${samplePlace(survey.id, customer.id).toFixed(2)}`);
  }
  return null;
}

/**
 * Decides one survey for one interaction whose trigger it matches. The first obstacle is the reason, in this order:
 * paused, already-asked, condition, no-address, suppressed, sampled-out, cool-down, too-late. What is wanted comes before
 * what is known of the customer, and what no waiting can mend before what passes by itself; too-late is last because it
 * says that nothing else stood in the way.
 *
 * `sendAt` is the delay after the interaction, not before now, moved into the sending window in the recipient's zone.
 * Waiting for the window is no lateness: what counts is how much later than its due instant (delay and window, had the
 * interaction been reported at once) it would go out because it was reported late. More than `maxLateness` is too late.
 */
export function decide(input: EligibilityInput): Decision {
  const standing = standingSkip(input);
  if (standing !== null) return standing;
  const { dueAt, sendAt } = scheduleOf(input);
  const hold = coolDownHold(sendAt, input.survey, input.history);
  if (hold !== null) return skip('cool-down', `coolDown: ${describeCoolDown(hold.rule)}`, nextEligibleAt(input, hold.until));
  if (sendAt > sendingDeadline(dueAt, input.survey.policy)) {
    const limit = describeDuration(requireDurationMs(input.survey.policy.maxLateness));
    return skip('too-late', `maxLateness: ${limit} after ${dueAt.toISOString()}`);
  }
  return { outcome: 'invited', sendAt };
}

/**
 * The instant after which an invitation scheduled for `sendAt` must not go out any more: `sendAt` + `maxLateness`. Take
 * the instant first decided: a retry, or a move back into the sending window, does not renew it.
 */
export function sendingDeadline(sendAt: Date, policy: Pick<SendingPolicy, 'maxLateness'>): Date {
  return new Date(sendAt.getTime() + requireDurationMs(policy.maxLateness));
}
