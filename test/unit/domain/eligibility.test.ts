import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AskedBefore } from '../../../src/domain/cool-down.ts';
import { DAY } from '../../../src/domain/duration.ts';
import { SKIP_REASONS, decide, recipientTimeZone, sendingDeadline } from '../../../src/domain/eligibility.ts';
import { samplePlace } from '../../../src/domain/sampling.ts';
import type { CoolDown, SendingWindow } from '../../../src/domain/survey.ts';
import { HOUR, NOW, after, anInput, invited } from './eligibility-input.ts';
import type { Changes } from './eligibility-input.ts';

const ASKED: AskedBefore = { surveyKey: 'delivery', metric: 'nps', invitedAt: after(NOW, -10 * DAY), respondedAt: null };
const ACCOUNT_30: CoolDown = { since: 'invitation', across: 'account', days: 30 };
const OFFICE: SendingWindow = { days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' };

/** One change for each obstacle, in the documented order. */
const OBSTACLES: [string, Changes, string, Date | null][] = [
  ['paused', { policy: { status: 'paused' } }, 'status: paused', null],
  ['already-asked', { rest: { alreadyAsked: true } }, 'once per interaction', null],
  ['condition', { policy: { trigger: { type: null, where: [{ path: 'properties.plan', op: 'eq', value: 'pro' }] } } }, 'where[0]: properties.plan eq "pro"', null],
  ['no-address', { customer: { address: 'missing' } }, 'address: missing', null],
  ['suppressed', { customer: { suppressed: 'unsubscribed' } }, 'suppressed: unsubscribed', null],
  ['sampled-out', { policy: { samplePercent: 0 } }, `samplePercent: 0, customer at ${samplePlace('s1', 'c1').toFixed(2)}`, null],
  ['cool-down', { policy: { coolDown: [ACCOUNT_30] }, rest: { history: [ASKED] } }, 'coolDown: 30 days since invitation across account', after(NOW, 20 * DAY)],
  ['too-late', { interaction: { occurredAt: after(NOW, -72 * HOUR - 1) } }, 'maxLateness: 3 days after 2026-05-31T09:59:59.999Z', null],
];

describe('decide', () => {
  it('invites at once when nothing stands in the way', () => {
    expect(decide(anInput())).toEqual(invited(NOW));
  });

  it.each(OBSTACLES)('skips: %s', (reason, changes, rule, nextEligibleAt) => {
    expect(decide(anInput(changes))).toEqual({ outcome: 'skipped', reason, rule, nextEligibleAt });
    expect(SKIP_REASONS).toContain(reason);
  });

  it('names an invalid address as such', () => {
    expect(decide(anInput({ customer: { address: 'invalid' } }))).toMatchObject({ reason: 'no-address', rule: 'address: invalid' });
  });

  it('names the first obstacle of the documented order, whichever come together', () => {
    fc.assert(
      fc.property(fc.subarray(OBSTACLES, { minLength: 1 }), (obstacles) => {
        const changes = obstacles.map(([, change]) => change).reduce<Changes>(
          (all, one) => ({
            policy: { ...all.policy, ...one.policy },
            customer: { ...all.customer, ...one.customer },
            interaction: { ...all.interaction, ...one.interaction },
            rest: { ...all.rest, ...one.rest },
          }),
          {},
        );
        expect(decide(anInput(changes))).toMatchObject({ outcome: 'skipped', reason: obstacles[0]?.[0] });
      }),
    );
  });

  it.each<[string, Changes, string]>([
    ['after a duration', { policy: { delay: '2h' } }, '2026-06-03T12:00:00Z'],
    ['at a local time of the account', { policy: { delay: { days: 7, at: '09:00' } } }, '2026-06-10T07:00:00Z'],
    ['at a local time of the recipient', { policy: { delay: { days: 7, at: '09:00' } }, customer: { timeZone: 'America/New_York' } }, '2026-06-10T13:00:00Z'],
    ['passing over an unknown zone', { policy: { delay: { days: 7, at: '09:00' } }, customer: { timeZone: 'Mars/Base' } }, '2026-06-10T07:00:00Z'],
    ['never before now', { policy: { delay: '2h' }, interaction: { occurredAt: after(NOW, -5 * HOUR) } }, '2026-06-03T10:00:00Z'],
    ['counted from an interaction dated ahead', { policy: { delay: '2h' }, interaction: { occurredAt: after(NOW, HOUR) } }, '2026-06-03T13:00:00Z'],
    ['in the window', { policy: { sendingWindow: OFFICE, delay: '7h' } }, '2026-06-04T07:00:00Z'],
    ['in the window of the recipient', { policy: { sendingWindow: OFFICE }, customer: { timeZone: 'Asia/Tokyo' } }, '2026-06-04T00:00:00Z'],
  ])('sends %s', (_what, changes, sendAt) => {
    expect(decide(anInput(changes))).toEqual(invited(new Date(sendAt)));
  });

  it('does not take the wait for the sending window for lateness', () => {
    const policy = { sendingWindow: { days: [1], from: '09:00', to: '10:00' }, maxLateness: '1h' };
    expect(decide(anInput({ policy }))).toEqual(invited(new Date('2026-06-08T07:00:00Z')));
    expect(decide(anInput({ policy, interaction: { occurredAt: after(NOW, -24 * HOUR) } }))).toEqual(invited(new Date('2026-06-08T07:00:00Z')));
    expect(decide(anInput({ policy, interaction: { occurredAt: after(NOW, -7 * 24 * HOUR) } }))).toMatchObject({ reason: 'too-late' });
  });

  it('counts the wait for the window as lateness where the report missed an earlier opening', () => {
    const late = { interaction: { occurredAt: new Date('2026-06-03T15:59:00Z') }, rest: { now: new Date('2026-06-03T16:01:00Z') } };
    expect(decide(anInput({ ...late, policy: { sendingWindow: OFFICE, maxLateness: '16h' } }))).toEqual(invited(new Date('2026-06-04T07:00:00Z')));
    expect(decide(anInput({ ...late, policy: { sendingWindow: OFFICE, maxLateness: '15h' } }))).toMatchObject({ reason: 'too-late' });
  });

  it('compares the cool-down with the instant of sending, not with now', () => {
    const rest = { history: [ASKED] };
    expect(decide(anInput({ policy: { coolDown: [ACCOUNT_30], delay: '20d' }, rest }))).toEqual(invited(after(NOW, 20 * DAY)));
  });

  it('finds the next eligible instant past a chain of clocks, in the window', () => {
    const planned: AskedBefore = { ...ASKED, invitedAt: after(NOW, 35 * DAY) };
    const input = anInput({ policy: { coolDown: [ACCOUNT_30], sendingWindow: OFFICE }, rest: { history: [ASKED, planned] } });
    // 65 days after Wednesday 3 June, 12:00 local, is Friday 7 August, 12:00 local.
    expect(decide(input)).toMatchObject({ reason: 'cool-down', nextEligibleAt: new Date('2026-08-07T10:00:00Z') });
    const weekend = anInput({ policy: { coolDown: [{ ...ACCOUNT_30, days: 32 }], sendingWindow: OFFICE }, rest: { history: [ASKED] } });
    // 22 days later is Thursday 25 June; nothing has to move.
    expect(decide(weekend)).toMatchObject({ nextEligibleAt: new Date('2026-06-25T10:00:00Z') });
    const moved = anInput({ policy: { coolDown: [{ ...ACCOUNT_30, days: 34 }], sendingWindow: OFFICE }, rest: { history: [ASKED] } });
    // 24 days later is Saturday 27 June: the window opens on Monday.
    expect(decide(moved)).toMatchObject({ nextEligibleAt: new Date('2026-06-29T07:00:00Z') });
  });
});

describe('sendingDeadline', () => {
  it('is the lateness limit after the scheduled instant', () => {
    expect(sendingDeadline(NOW, { maxLateness: '72h' })).toEqual(after(NOW, 3 * DAY));
    expect(sendingDeadline(NOW, { maxLateness: '0m' })).toEqual(NOW);
  });
});

describe('recipientTimeZone', () => {
  it.each([
    ['Asia/Tehran', 'Asia/Tehran'],
    [null, 'Europe/Warsaw'],
    ['+03:00', 'Europe/Warsaw'],
    ['', 'Europe/Warsaw'],
  ])('of a customer in %j is %s', (timeZone, expected) => {
    expect(recipientTimeZone({ timeZone }, { timeZone: 'Europe/Warsaw' })).toBe(expected);
  });
});
