/** Every number that is counted as it happens, in flow order. Labels are words of closed lists. What is looked up when it is asked for is in status.ts. */
import { defineCounter, defineHistogram } from './platform/metrics.ts';

export const countInteractions = defineCounter('interactions_total', 'Interactions stored (accepted) or known before (duplicate)', ['outcome']);

export const countDecisions = defineCounter('decisions_total', 'Decisions: invited, or the reason of the skip', ['outcome']);

export const countMails = defineCounter('mails_total', 'Mails handed to the mail server, by what became of them', ['kind', 'outcome']);

export const countSmtpReplies = defineCounter('smtp_replies_total', 'Replies of the mail server: 2xx, 4xx, 5xx, or none where there was no reply', ['class']);

export const observeLateness = defineHistogram('invitation_lateness_seconds', 'From the instant an invitation was scheduled for to its acceptance by the mail server, first tries only', {
  labelNames: [], buckets: [1, 5, 15, 60, 300, 1800, 7200, 86_400],
});

export const countAnswers = defineCounter('answers_total', 'Answers by what became of them', ['outcome']);

export const countRequests = defineHistogram('http_request_seconds', 'Requests by who they are for and class of status', {
  labelNames: ['face', 'status'], buckets: [0.005, 0.025, 0.1, 0.25, 1, 2.5, 5],
});

const observeWait = defineHistogram('group_commit_wait_seconds', 'How long callers waited until their group was stored', {
  labelNames: ['group'], buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 4.5],
});

/** For a group commit to report its waits to. */
export const waitsOf = (group: 'interactions' | 'answers' | 'deliveries') => (seconds: number): void => observeWait({ group }, seconds);

/** `250 2.0.0 kept` → `2xx`. */
export function replyClass(reply: string): string {
  const digit = /^([245])\d\d(?:[ -]|$)/.exec(reply)?.[1];
  return digit === undefined ? 'none' : `${digit}xx`;
}
