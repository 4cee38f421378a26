/** How long a customer is left in peace: clocks since the last invitation or response, per survey, per metric or across the account. */
import { DAY } from './duration.ts';
import type { Metric } from './metric.ts';
import type { CoolDown } from './survey.ts';

/** One earlier or already planned asking of the same customer. */
export interface AskedBefore {
  surveyKey: string;
  metric: Metric;
  /** When the invitation was sent or is planned to be; `null` where none was sent nor will be (cancelled in time). */
  invitedAt: Date | null;
  respondedAt: Date | null;
  /** That survey is left out of the account-wide clocks: it does not obey them, and it does not set them for others either. */
  surveyIgnoresAccountCoolDown?: boolean;
}

/** Whose clocks are read. */
export interface CoolDownSubject {
  key: string;
  metric: Metric;
  policy: { coolDown: readonly CoolDown[]; ignoreAccountCoolDown: boolean };
}

export interface Hold {
  rule: CoolDown;
  /** The first instant at which this clock no longer forbids sending. */
  until: Date;
}

function counts(rule: CoolDown, survey: CoolDownSubject, asked: AskedBefore): boolean {
  if (rule.across === 'survey') return asked.surveyKey === survey.key;
  if (rule.across === 'metric') return asked.metric === survey.metric;
  return asked.surveyIgnoresAccountCoolDown !== true;
}

/**
 * The clock that forbids sending at an instant for longest, or `null` when none does. Days are 24 hours each. Clocks
 * run both ways: an invitation already planned for later forbids sending in the days before it as well as after it.
 */
export function coolDownHold(sendAt: Date, survey: CoolDownSubject, history: readonly AskedBefore[]): Hold | null {
  let longest: Hold | null = null;
  for (const rule of survey.policy.coolDown) {
    if (rule.across === 'account' && survey.policy.ignoreAccountCoolDown) continue;
    const length = rule.days * DAY;
    for (const asked of history) {
      const clockStart = rule.since === 'invitation' ? asked.invitedAt : asked.respondedAt;
      if (clockStart === null || !counts(rule, survey, asked)) continue;
      if (Math.abs(sendAt.getTime() - clockStart.getTime()) >= length) continue;
      const until = clockStart.getTime() + length;
      if (longest === null || until > longest.until.getTime()) longest = { rule, until: new Date(until) };
    }
  }
  return longest;
}

/** `30 days since invitation across account`. */
export function describeCoolDown(rule: CoolDown): string {
  return `${rule.days} ${rule.days === 1 ? 'day' : 'days'} since ${rule.since} across ${rule.across}`;
}
