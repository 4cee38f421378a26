import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coolDownHold, describeCoolDown } from '../../../src/domain/cool-down.ts';
import type { AskedBefore } from '../../../src/domain/cool-down.ts';
import { DAY } from '../../../src/domain/duration.ts';
import type { CoolDown } from '../../../src/domain/survey.ts';

const SEND_AT = new Date('2026-06-30T12:00:00Z');
const daysBefore = (days: number) => new Date(SEND_AT.getTime() - days * DAY);

const asked = (change: Partial<AskedBefore>): AskedBefore => ({ surveyKey: 'other', metric: 'csat', invitedAt: null, respondedAt: null, ...change });
const holdOf = (rules: CoolDown[], history: AskedBefore[], ignoreAccountCoolDown = false) =>
  coolDownHold(SEND_AT, { key: 'delivery', metric: 'nps', policy: { coolDown: rules, ignoreAccountCoolDown } }, history);

describe('coolDownHold', () => {
  it.each<[CoolDown['since'], CoolDown['across'], Partial<AskedBefore>, boolean]>([
    ['invitation', 'survey', { surveyKey: 'delivery', invitedAt: daysBefore(10) }, true],
    ['invitation', 'survey', { metric: 'nps', invitedAt: daysBefore(10) }, false],
    ['invitation', 'metric', { metric: 'nps', invitedAt: daysBefore(10) }, true],
    ['invitation', 'metric', { metric: 'ces', invitedAt: daysBefore(10) }, false],
    ['invitation', 'account', { metric: 'ces', invitedAt: daysBefore(10) }, true],
    ['invitation', 'account', { respondedAt: daysBefore(10) }, false],
    ['response', 'account', { respondedAt: daysBefore(10) }, true],
    ['response', 'account', { invitedAt: daysBefore(10) }, false],
    ['response', 'survey', { surveyKey: 'delivery', invitedAt: daysBefore(90), respondedAt: daysBefore(10) }, true],
    ['response', 'metric', { metric: 'nps', invitedAt: daysBefore(10), respondedAt: daysBefore(40) }, false],
    ['invitation', 'account', { invitedAt: daysBefore(10), surveyIgnoresAccountCoolDown: true }, false],
    ['invitation', 'metric', { metric: 'nps', invitedAt: daysBefore(10), surveyIgnoresAccountCoolDown: true }, true],
  ])('since %s across %s, asked before %j: %s', (since, across, before, expected) => {
    expect(holdOf([{ since, across, days: 30 }], [asked(before)]) !== null).toBe(expected);
  });

  it('ends exactly after its days', () => {
    const rule: CoolDown = { since: 'invitation', across: 'account', days: 30 };
    expect(holdOf([rule], [asked({ invitedAt: daysBefore(30) })])).toBeNull();
    expect(holdOf([rule], [asked({ invitedAt: new Date(daysBefore(30).getTime() + 1) })])).toEqual({ rule, until: new Date(SEND_AT.getTime() + 1) });
  });

  it('runs both ways: an invitation planned for later forbids sending before it', () => {
    const rule: CoolDown = { since: 'invitation', across: 'account', days: 30 };
    expect(holdOf([rule], [asked({ invitedAt: daysBefore(-10) })])).toEqual({ rule, until: daysBefore(-40) });
    expect(holdOf([rule], [asked({ invitedAt: daysBefore(-30) })])).toBeNull();
  });

  it('leaves the account-wide clocks out where the survey says so, and only those', () => {
    const history = [asked({ metric: 'nps', invitedAt: daysBefore(1) })];
    expect(holdOf([{ since: 'invitation', across: 'account', days: 30 }], history, true)).toBeNull();
    expect(holdOf([{ since: 'invitation', across: 'metric', days: 30 }], history, true)).not.toBeNull();
  });

  it('names the clock that lasts longest', () => {
    const long: CoolDown = { since: 'response', across: 'account', days: 90 };
    const rules: CoolDown[] = [{ since: 'invitation', across: 'account', days: 30 }, long];
    expect(holdOf(rules, [asked({ invitedAt: daysBefore(5), respondedAt: daysBefore(4) })])).toEqual({ rule: long, until: daysBefore(-86) });
  });

  it('holds nobody without rules, without history, or for no days', () => {
    const history = [asked({ invitedAt: SEND_AT, respondedAt: SEND_AT })];
    expect(holdOf([], history)).toBeNull();
    expect(holdOf([{ since: 'invitation', across: 'account', days: 30 }], [])).toBeNull();
    expect(holdOf([{ since: 'invitation', across: 'account', days: 0 }], history)).toBeNull();
  });

  it('holds exactly when some asking is nearer than the days of the rule', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -60, max: 60 })), fc.integer({ min: 0, max: 40 }), (distances, days) => {
        const hold = holdOf([{ since: 'invitation', across: 'account', days }], distances.map((distance) => asked({ invitedAt: daysBefore(distance) })));
        const near = distances.filter((distance) => Math.abs(distance) < days);
        expect(hold?.until ?? null).toEqual(near.length === 0 ? null : daysBefore(Math.min(...near) - days));
      }),
    );
  });
});

describe('describeCoolDown', () => {
  it('reads as a sentence', () => {
    expect(describeCoolDown({ since: 'invitation', across: 'account', days: 30 })).toBe('30 days since invitation across account');
    expect(describeCoolDown({ since: 'response', across: 'metric', days: 1 })).toBe('1 day since response across metric');
  });
});
