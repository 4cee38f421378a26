/** The life of an invitation: its statuses, the legal moves between them, and who looks after the unfinished ones. */

/** Every invitation is in exactly one of these. The ledger counts all of them, so their sum is the number of invitations. */
export const INVITATION_STATUSES = [
  'scheduled',
  'claimed',
  'sending',
  'sent',
  'responded',
  'bounced',
  'expired',
  'cancelled',
  'failed',
  'ambiguous',
] as const;
export type InvitationStatus = (typeof INVITATION_STATUSES)[number];

/**
 * Legal moves, each with the one thing it means. What is not listed is refused; staying in a status is no move.
 * `expired` leads nowhere: an answer after expiry is refused on the page. Revisions of an answer leave `responded` as it is,
 * and a bounce reported after an answer is noise.
 */
export const MOVES: Record<InvitationStatus, Partial<Record<InvitationStatus, string>>> = {
  scheduled: {
    claimed: 'due; a worker holds a lease, nothing is handed over yet',
    expired: 'its sending deadline or its expiry has passed',
    cancelled: 'withdrawn: by a person, a suppression, an erasure or an answer given elsewhere',
  },
  claimed: {
    sending: 'about to be handed to the mail server; from here a crash leaves a doubt',
    scheduled: 'the lease ran out or was given back; nothing was handed over',
    expired: 'found too late when checked again before sending',
    cancelled: 'found suppressed or withdrawn when checked again before sending',
    failed: 'cannot be rendered or addressed, however often it is tried',
  },
  sending: {
    sent: 'the mail server accepted it',
    scheduled: 'clearly not accepted and may be later: refused for now (4xx) or the sender refused (5.7.x), or the connection lost before the end of DATA',
    bounced: 'the mail server refused the recipient for good (5xx)',
    failed: 'refused clearly and for good, not because of the recipient, or too many tries',
    ambiguous: 'the worker or the connection was lost between DATA and its reply: it may have gone out',
    responded: 'answered before the acceptance was written down',
  },
  sent: {
    responded: 'a person answered',
    bounced: 'a bounce was reported afterwards',
    expired: 'its expiry has passed without an answer',
    cancelled: 'withdrawn: the link is closed, reminders are off',
  },
  responded: {},
  bounced: {
    responded: 'a person answered, so it did arrive',
  },
  expired: {},
  cancelled: {},
  failed: {
    scheduled: 'a person has mended the cause and tries again',
  },
  ambiguous: {
    sent: 'a person, or a delivery report, says it went out',
    scheduled: 'sent once more with the same Message-ID: by the policy of the survey or by a person',
    responded: 'a person answered, so it did go out',
    bounced: 'a bounce was reported, so it did go out',
    expired: 'its expiry has passed in doubt',
    cancelled: 'withdrawn in doubt',
  },
};

export function canMove(from: InvitationStatus, to: InvitationStatus): boolean {
  return MOVES[from][to] !== undefined;
}

/** Statuses from which a status may be reached: the guard of a conditional update. */
export function statusesBefore(to: InvitationStatus): InvitationStatus[] {
  return INVITATION_STATUSES.filter((from) => canMove(from, to));
}

/** The job that finds what is overdue in a status, and what overdue means there; `null` for a final status. */
export const SWEEPS: Record<InvitationStatus, { sweptBy: string; overdue: string } | null> = {
  scheduled: { sweptBy: 'sweep-invitations', overdue: 'due, or past its sending deadline' },
  claimed: { sweptBy: 'sweep-invitations', overdue: 'its lease has run out' },
  sending: { sweptBy: 'sweep-invitations', overdue: 'its lease has run out' },
  sent: { sweptBy: 'sweep-invitations', overdue: 'a reminder is due, or its expiry has passed' },
  ambiguous: { sweptBy: 'sweep-invitations', overdue: 'to be sent once more by policy, or its expiry has passed' },
  responded: null,
  bounced: null,
  expired: null,
  cancelled: null,
  failed: null,
};

/** Final: nothing is left for the product to do. Only a person still moves it (an answer after a bounce, a retry of a failure). */
export function isFinal(status: InvitationStatus): boolean {
  return SWEEPS[status] === null;
}
