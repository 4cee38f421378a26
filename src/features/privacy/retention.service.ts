/** Takes out of an account what its rules keep no longer; every number stays. */
import { z } from 'zod';
import type { App } from '../../app.ts';
import { keptSince, RETENTION_DAYS, RETENTION_RULES, retentionPlan, type DueRange, type Retention, type RetentionRule } from '../../domain/retention.ts';
import { applyRetention } from '../../jobs.ts';
import type { DueCount, DueSlice } from '../../platform/due-slice.ts';
import { accountsById } from '../accounts/accounts.queries.ts';
import { changeRetention, endRetentionRun } from '../accounts/retention.service.ts';
import { countOldCases, emptyCases } from '../cases/keep-cases.service.ts';
import { forgetReplies } from '../follow-ups/follow-ups.service.ts';
import { countOldInteractions, emptyInteractions } from '../interactions/empty-interactions.service.ts';
import { countOldInvitations, emptyInvitations } from '../invitations/empty-invitations.service.ts';
import { countOldComments, countOldSenders, removeComments, removeSenders } from '../responses/keep-answers.service.ts';

function days(rule: RetentionRule) {
  const { least, most } = RETENTION_DAYS[rule];
  const error = `must be whole days from ${least} to ${most}, or null`;
  return z.int(error).min(least, error).max(most, error).nullable();
}

export const RetentionInput = z.strictObject({
  comments: days('comments').describe('Comments, with what they were before; scores stay'),
  interactions: days('interactions').describe('Customer and properties in what was reported; its id and what was decided stay. Everything goes after 400 days'),
  evidence: days('evidence').describe('Keyed hashes of network and browser of who answered'),
  invitations: days('invitations').describe('Address, name and variables of invitations that are over, and what mail servers replied'),
  cases: days('cases').describe('Notes and outcomes of cases, from the day they were closed; root cause and dates stay'),
}).meta({ id: 'Retention' });

/** What a rule does: `take` a slice, or `count` what there is to take. */
interface Work {
  take(accountId: string, range: DueRange, now: Date): Promise<DueSlice>;
  count(accountId: string, range: DueRange, now: Date): Promise<DueCount>;
}

const WORK: Readonly<Record<RetentionRule, Work>> = {
  comments: { take: removeComments, count: countOldComments },
  interactions: { take: emptyInteractions, count: countOldInteractions },
  evidence: { take: removeSenders, count: countOldSenders },
  invitations: {
    take: (accountId, range, now) => emptyInvitations(accountId, range, now, (ids, session) => forgetReplies(accountId, ids, session)),
    count: countOldInvitations,
  },
  cases: { take: emptyCases, count: countOldCases },
};

const NOTHING: DueCount = { count: 0, isLeast: false };

/** What these rules would remove now, looking at a bounded number of records of each kind. */
export async function dueBy(app: App, accountId: string, retention: Retention): Promise<Record<RetentionRule, DueCount>> {
  const now = app.now();
  const counts = await Promise.all(RETENTION_RULES.map(async (rule): Promise<[RetentionRule, DueCount]> => {
    const before = keptSince(retention[rule], now);
    return [rule, before === null ? NOTHING : await WORK[rule].count(accountId, { from: null, before }, now)];
  }));
  return Object.fromEntries(counts) as Record<RetentionRule, DueCount>;
}

/** Other rules, which a worker applies at once. @throws NotFound */
export async function setRetention(app: App, accountId: string, retention: Retention): Promise<void> {
  if (await changeRetention(app, accountId, retention)) await app.enqueue(applyRetention, { accountId }, { once: `retention-${accountId}` });
}

/**
 * Applies the rules of an account to what fell due. Safe to run twice, at once, and after having been killed: what was taken is not
 * due any more, and the run counts as done only at its end.
 * @param withinMs how long to go on; the sweep rings for the rest
 * @returns whether everything due was taken
 */
export async function keepTo(app: App, accountId: string, { withinMs }: { withinMs: number }): Promise<boolean> {
  // Past what is remembered for a second, for the rules may just have been changed. One that is gone or going needs nothing.
  const [account] = await accountsById([accountId]);
  if (!account) return true;
  const now = app.now();
  const until = performance.now() + withinMs;
  const before = account.retentionRun ?? null;
  const { ranges, after } = retentionPlan(account.retention, before, now);
  const removed: Partial<Record<RetentionRule, number>> = {};
  let isDone = true;
  for (const rule of RETENTION_RULES) {
    const due = ranges[rule];
    let range = due;
    while (range && due && isDone) {
      const { ids, reached } = await WORK[rule].take(accountId, range, now);
      removed[rule] = (removed[rule] ?? 0) + ids.length;
      range = reached === null ? undefined : { from: reached, before: due.before };
      isDone = range === undefined || performance.now() < until;
    }
  }
  if (Object.values(removed).some((count) => count > 0)) app.log.info({ event: 'retention.applied', accountId, ...removed });
  if (isDone) await endRetentionRun(accountId, { before, after });
  return isDone;
}
