import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activeIntervals } from '../../../../src/domain/business/customer-base.ts';
import type { ChurnRow } from '../../../../src/domain/business/customer-base.ts';
import { firstWhileActive, followUpFrom, latestAnswer, silentFollowUp, silentSince } from '../../../../src/domain/outcomes/follow-up-window.ts';
import { addDays, daysBetween } from '../../../../src/domain/period.ts';

const full = (date: string): ChurnRow => ({ date, type: 'full' });
const returned = (date: string): ChurnRow => ({ date, type: 'returned' });
const june = { from: '2024-06-01', to: '2024-07-01' };

describe('follow-up from an answer', () => {
  it.each([
    ['nobody left: censored the day before `until`', [], '2024-07-01', { followedDays: 20, churned: false }],
    ['left', [full('2024-06-15')], '2024-07-01', { followedDays: 5, churned: true }],
    ['left on the next day', [full('2024-06-11')], '2024-07-01', { followedDays: 1, churned: true }],
    ['left on the same day: not after', [full('2024-06-10')], '2024-07-01', { followedDays: 20, churned: false }],
    ['left before, and again after', [full('2024-06-20'), full('2024-06-01')], '2024-07-01', { followedDays: 10, churned: true }],
    ['a return does not undo it', [full('2024-06-15'), returned('2024-06-16')], '2024-07-01', { followedDays: 5, churned: true }],
    ['downgrades are no end', [{ date: '2024-06-15', type: 'partial' }], '2024-07-01', { followedDays: 20, churned: false }],
    ['left on the last observed day', [full('2024-06-30')], '2024-07-01', { followedDays: 20, churned: true }],
    ['left on the first unobserved day', [full('2024-07-01')], '2024-07-01', { followedDays: 20, churned: false }],
    ['answered on the last observed day', [], '2024-06-11', { followedDays: 0, churned: false }],
    ['answered on the first unobserved day', [], '2024-06-10', null],
  ] as [string, ChurnRow[], string, unknown][])('%s', (_, churns, until, expected) => {
    expect(followUpFrom('2024-06-10', churns, until)).toEqual(expected);
  });
});

describe('follow-up of the silent', () => {
  it.each([
    ['still silent', [], null, { followedDays: 20, churned: false }],
    ['left', [full('2024-06-15')], null, { followedDays: 5, churned: true }],
    ['answered later', [], '2024-06-20', { followedDays: 10, churned: false }],
    ['answered, then left', [full('2024-06-21')], '2024-06-20', { followedDays: 10, churned: false }],
    ['left and answered on one day', [full('2024-06-20')], '2024-06-20', { followedDays: 10, churned: true }],
    ['answered after the last observed day', [], '2024-07-05', { followedDays: 20, churned: false }],
  ] as [string, ChurnRow[], string | null, unknown][])('%s', (_, churns, answeredOn, expected) => {
    expect(silentFollowUp('2024-06-10', churns, answeredOn, '2024-07-01')).toEqual(expected);
  });

  it('is nothing when the ask expired after the last observed day', () => {
    expect(silentFollowUp('2024-07-01', [], null, '2024-07-01')).toBeNull();
  });
});

describe('which answer counts', () => {
  const intervals = activeIntervals({ startedOn: '2024-01-01', churns: [full('2024-06-05'), returned('2024-06-20')] });
  const answers = ['2024-06-22', '2024-06-05', '2024-06-03', '2024-05-31', '2024-06-30', '2024-07-01'].map((answeredOn) => ({ answeredOn }));

  it('is the first of the period given while active', () => {
    expect(firstWhileActive(answers, intervals, june)).toEqual({ answeredOn: '2024-06-03' });
    expect(firstWhileActive(answers, intervals, { from: '2024-06-04', to: '2024-07-01' })).toEqual({ answeredOn: '2024-06-22' });
    expect(firstWhileActive(answers, [], june)).toBeNull();
  });

  it('is the latest one for snapshots', () => {
    expect(latestAnswer(answers, june)).toEqual({ answeredOn: '2024-06-30' });
    expect(latestAnswer([], june)).toBeNull();
  });

  it('keeps the order of answers of one day', () => {
    const twice = [{ answeredOn: '2024-06-03', score: 1 }, { answeredOn: '2024-06-03', score: 9 }];
    expect(firstWhileActive(twice, intervals, june)).toEqual(twice[0]);
    expect(latestAnswer(twice, june)).toEqual(twice[1]);
  });
});

describe('silence', () => {
  const always = activeIntervals({ startedOn: '2024-01-01', churns: [] });
  const ask = (sentOn: string, expiredOn: string | null) => ({ sentOn, expiredOn });

  it.each([
    ['never asked', [], [], null],
    ['not expired yet', [ask('2024-06-01', null)], [], null],
    ['expired', [ask('2024-06-01', '2024-06-15')], [], '2024-06-15'],
    ['the first of two', [ask('2024-06-10', '2024-06-24'), ask('2024-06-01', '2024-06-15')], [], '2024-06-15'],
    ['expired after the period', [ask('2024-06-20', '2024-07-20')], [], '2024-07-20'],
    ['sent before the period', [ask('2024-05-31', '2024-06-15')], [], null],
    ['expired unobserved', [ask('2024-06-20', '2024-08-01')], [], null],
    ['answered before', [ask('2024-06-01', '2024-06-15')], ['2024-06-14'], null],
    ['answered that day', [ask('2024-06-01', '2024-06-15')], ['2024-06-15'], null],
    ['answered after', [ask('2024-06-01', '2024-06-15')], ['2024-06-16'], '2024-06-15'],
    ['answered before the period', [ask('2024-06-01', '2024-06-15')], ['2024-05-20'], '2024-06-15'],
  ] as [string, { sentOn: string; expiredOn: string | null }[], string[], string | null][])('%s', (_, asks, answeredOn, expected) => {
    expect(silentSince(asks, answeredOn, always, june, '2024-08-01')).toBe(expected);
  });

  it('counts only who is still a customer', () => {
    const gone = activeIntervals({ startedOn: '2024-01-01', churns: [full('2024-06-15')] });
    expect(silentSince([ask('2024-06-01', '2024-06-15')], [], gone, june, '2024-08-01')).toBeNull();
  });
});

describe('properties', () => {
  it('follows no further than observed, and counts no churn of the day itself or before', () => {
    const aDay = fc.integer({ min: 0, max: 60 }).map((offset) => addDays('2024-06-01', offset));
    fc.assert(
      fc.property(aDay, fc.array(aDay, { maxLength: 5 }), aDay, (day, churnDays, until) => {
        const followUp = followUpFrom(day, churnDays.map(full), until);
        const later = churnDays.filter((churned) => churned > day && churned < until).toSorted()[0];
        const followedDays = later === undefined ? daysBetween(day, until) - 1 : daysBetween(day, later);
        expect(followUp).toEqual(day < until ? { followedDays, churned: later !== undefined } : null);
      }),
    );
  });
});
