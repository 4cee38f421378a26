/** For how long an account keeps what tells of persons: days by rule, and what falls due when. Numbers of reports never depend on it. */
import { DAY } from './duration.ts';

export const RETENTION_RULES = ['comments', 'interactions', 'evidence', 'invitations', 'cases'] as const;
export type RetentionRule = (typeof RETENTION_RULES)[number];

/** Whole days of 24 hours; `null` = as long as the record itself. */
export type Retention = Readonly<Record<RetentionRule, number | null>>;

/**
 * Least and most days. An answer may be changed for seven days, which needs the evidence of who gave it; single writes go after 30 days
 * in any case. Interactions as a whole go
 * after 400 days, so a longer rule would promise what is not so.
 */
export const RETENTION_DAYS: Readonly<Record<RetentionRule, { least: number; most: number }>> = {
  comments: { least: 30, most: 3650 },
  interactions: { least: 30, most: 400 },
  evidence: { least: 30, most: 3650 },
  invitations: { least: 30, most: 3650 },
  cases: { least: 30, most: 3650 },
};

export const DEFAULT_RETENTION: Retention = { comments: null, interactions: null, evidence: 30, invitations: null, cases: null };

/** Longer than an answer may be changed and a mail about it be tried after its invitation expired. */
const SETTLED_DAYS = 14;
const RUN_EVERY_MS = DAY;
const WHOLE_EVERY_MS = 7 * DAY;

/** What was done for an account, and when the next run is due. */
export interface RetentionRun {
  wakeAt: Date;
  /** When everything there is was looked through last. */
  wholeAt: Date | null;
  /** Up to which instant the rules were applied by then. */
  seen: Partial<Record<RetentionRule, Date>>;
}

/** Instants of what is to be looked through; `from: null` = the beginning. */
export interface DueRange {
  from: Date | null;
  /** Exclusive. */
  before: Date;
}

export interface RetentionPlan {
  ranges: Partial<Record<RetentionRule, DueRange>>;
  /** What is kept once all of it was done. */
  after: RetentionRun;
}

/** The instant before which a rule of so many days removes; `null` where it removes nothing. */
export function keptSince(days: number | null, now: Date): Date | null {
  return days === null ? null : new Date(now.getTime() - days * DAY);
}

/** Invitations that expired before this are over: nobody answers them, changes an answer, or is written to about one. */
export function settledBefore(now: Date): Date {
  return new Date(now.getTime() - SETTLED_DAYS * DAY);
}

/**
 * What a run at `now` looks through: what fell due since the run before and, once a week and after a change of the rules, everything,
 * for what came late with an old date (imports, corrections).
 * @param last `null` = nothing was done yet
 */
export function retentionPlan(retention: Retention, last: RetentionRun | null, now: Date): RetentionPlan {
  const wholeAt = last?.wholeAt ?? null;
  const isWhole = wholeAt === null || now.getTime() - wholeAt.getTime() >= WHOLE_EVERY_MS;
  const ranges: RetentionPlan['ranges'] = {};
  const seen: RetentionRun['seen'] = {};
  for (const rule of RETENTION_RULES) {
    const before = keptSince(retention[rule], now);
    if (before === null) continue;
    ranges[rule] = { from: isWhole ? null : last?.seen[rule] ?? null, before };
    seen[rule] = before;
  }
  return { ranges, after: { wakeAt: new Date(now.getTime() + RUN_EVERY_MS), wholeAt: isWhole ? now : wholeAt, seen } };
}

/** The rules that differ. */
export function changedRules(before: Retention, after: Retention): RetentionRule[] {
  return RETENTION_RULES.filter((rule) => before[rule] !== after[rule]);
}
