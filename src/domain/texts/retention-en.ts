/** Words of the page about how long personal data is kept. */
import type { RetentionRule } from '../retention.ts';

interface RuleWords {
  title: string;
  goes: string;
  stays: string;
  /** What no number does. */
  always: string;
}

export interface RetentionTexts {
  ui: Readonly<Record<
    | 'title' | 'lede' | 'numbers' | 'notReached' | 'daily' | 'appliedAt' | 'notApplied' | 'goes' | 'stays' | 'days' | 'daysHelp' | 'daysWrong' | 'checkForm' | 'look'
    | 'askTitle' | 'askText' | 'askNone' | 'rule' | 'before' | 'after' | 'due' | 'atLeast' | 'save' | 'cancel', string>>;
  rules: Readonly<Record<RetentionRule, Readonly<RuleWords>>>;
  done: Readonly<Record<'saved', string>>;
}

export const RETENTION_ENGLISH: RetentionTexts = {
  ui: {
    title: 'How long personal data is kept',
    lede: 'After so many days, what tells of a person is removed. What was counted stays.',
    numbers: 'Scores, response rates, outcomes and every other number of your reports are the same before and after.',
    notReached: 'Not reached: names and addresses of customers themselves (erase a customer on their page), imported business facts, backups, and files you downloaded.',
    daily: 'The rules are applied once a day. Imports and corrections that arrive with an old date are looked through once a week.',
    appliedAt: 'Everything was last looked through on {{time}}.',
    notApplied: 'These rules are being applied for the first time.',
    goes: 'Removed',
    stays: 'Stays',
    days: 'Keep for how many days',
    daysHelp: 'From {{least}} to {{most}}. Left empty: {{always}}.',
    daysWrong: 'Please write a whole number from {{least}} to {{most}}, or leave the field empty.',
    checkForm: 'Nothing was changed. Please check the marked fields.',
    look: 'See what would be removed',
    askTitle: 'Keep to these rules from now on?',
    askText: 'What is removed cannot be brought back. It begins at once and goes on every day with what becomes older.',
    askNone: 'These are the rules already.',
    rule: 'What',
    before: 'Kept until now',
    after: 'Kept from now on',
    due: 'Removed at once',
    atLeast: 'at least {{count}}',
    save: 'Keep to these rules',
    cancel: 'Back without saving',
  },
  rules: {
    comments: {
      title: 'Comments',
      goes: 'What people wrote in answers, and what they wrote before they changed it.',
      stays: 'The answer with its score, day and tags; that there was a comment is still counted.',
      always: 'for ever',
    },
    interactions: {
      title: 'Reported interactions',
      goes: 'Name, address and all properties in what your systems reported.',
      stays: 'That it was reported, under which id, and what was decided, so that a repeat is still known as one. After 400 days the rest goes too.',
      always: '400 days, then the whole record goes',
    },
    evidence: {
      title: 'Evidence of answers',
      goes: 'Keyed hashes of network and browser, by which people are told from mail scanners.',
      stays: 'The answer, and whether it counts.',
      always: 'with the answer, for ever; the list of single writes goes after 30 days in any case',
    },
    invitations: {
      title: 'Invitations',
      goes: 'Address, name and text variables of invitations that are over, and what mail servers replied.',
      stays: 'Who was asked, when, and what became of it. Links to unsubscribe go on working through a keyed hash.',
      always: 'for ever',
    },
    cases: {
      title: 'Cases',
      goes: 'Notes that your people wrote in cases, and what they wrote when they closed them, counted from the day a case was closed.',
      stays: 'The case with its owner, root cause and dates. Open cases keep everything.',
      always: 'for ever',
    },
  },
  done: { saved: 'Saved. What is older is being removed now.' },
};
