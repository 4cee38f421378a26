import { describe, expect, it } from 'vitest';
import { INVITATION_STATUSES, MOVES, SWEEPS, canMove, isFinal, statusesBefore } from '../../../src/domain/invitation-status.ts';
import type { InvitationStatus } from '../../../src/domain/invitation-status.ts';

/** Every legal move, written down once more: a change of the table must be meant. */
const LEGAL: Record<InvitationStatus, InvitationStatus[]> = {
  scheduled: ['claimed', 'expired', 'cancelled'],
  claimed: ['scheduled', 'sending', 'expired', 'cancelled', 'failed'],
  sending: ['scheduled', 'sent', 'responded', 'bounced', 'failed', 'ambiguous'],
  sent: ['responded', 'bounced', 'expired', 'cancelled'],
  responded: [],
  bounced: ['responded'],
  expired: [],
  cancelled: [],
  failed: ['scheduled'],
  ambiguous: ['scheduled', 'sent', 'responded', 'bounced', 'expired', 'cancelled'],
};

/** Statuses reachable from one, itself included, through the given statuses only. */
function reachable(start: InvitationStatus, through: (status: InvitationStatus) => boolean): Set<InvitationStatus> {
  const seen = new Set([start]);
  for (const status of seen) {
    if (through(status)) INVITATION_STATUSES.filter((to) => canMove(status, to)).forEach((to) => seen.add(to));
  }
  return seen;
}

describe('canMove', () => {
  for (const from of INVITATION_STATUSES) {
    it(`from ${from} leads to ${LEGAL[from].join(', ') || 'nothing'}`, () => {
      expect(INVITATION_STATUSES.filter((to) => canMove(from, to)).toSorted()).toEqual(LEGAL[from].toSorted());
    });
  }

  it('gives a meaning to every move, and never means staying', () => {
    for (const from of INVITATION_STATUSES) {
      expect(canMove(from, from)).toBe(false);
      for (const meaning of Object.values(MOVES[from])) expect(meaning.length).toBeGreaterThan(5);
    }
  });
});

describe('the life of an invitation', () => {
  it.each(INVITATION_STATUSES)('%s has a sweep exactly while something is left to do', (status) => {
    const sweep = SWEEPS[status];
    expect(sweep === null).toBe(isFinal(status));
    if (sweep !== null) {
      expect(sweep.sweptBy).toMatch(/^sweep-[a-z]+$/);
      expect(sweep.overdue).not.toBe('');
    }
  });

  it('ends in one of five ways', () => {
    expect(INVITATION_STATUSES.filter(isFinal)).toEqual(['responded', 'bounced', 'expired', 'cancelled', 'failed']);
  });

  it.each(INVITATION_STATUSES.filter((status) => !isFinal(status)))('%s can come to every end that is still open to it', (status) => {
    const ends = [...reachable(status, (one) => !isFinal(one))].filter(isFinal);
    expect(ends).toEqual(expect.arrayContaining(['responded', 'bounced', 'expired', 'cancelled']));
  });

  it('every status is reached from scheduled', () => {
    expect(reachable('scheduled', () => true).size).toBe(INVITATION_STATUSES.length);
  });

  it('a mail that may have gone out is never sent again without passing through ambiguous', () => {
    expect(statusesBefore('claimed')).toEqual(['scheduled']);
    expect(statusesBefore('sending')).toEqual(['claimed']);
    expect(reachable('sent', (status) => status !== 'ambiguous')).not.toContain('sending');
  });

  it('an answer is never undone', () => {
    expect([...reachable('responded', () => true)]).toEqual(['responded']);
  });
});

describe('statusesBefore', () => {
  it('is canMove, asked from the other side', () => {
    for (const to of INVITATION_STATUSES) {
      for (const from of INVITATION_STATUSES) expect(statusesBefore(to).includes(from)).toBe(canMove(from, to));
    }
  });
});
