import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Day } from '../../../src/domain/period.ts';
import { monthOfUpdate, rollupDrift } from '../../../src/domain/rollup-drift.ts';
import { incrementsOf, mergeChanges, reverseChanges, rollupChanges, rollupId, sumDays } from '../../../src/domain/rollup.ts';
import type { RollupEvent, RollupSubject, RollupUpdate } from '../../../src/domain/rollup.ts';

const subject: RollupSubject = {
  accountId: 'a1',
  surveyId: 's1',
  surveyKey: 'after-delivery',
  version: 2,
  metric: 'nps',
  scale: { min: 0, max: 10 },
  thresholds: { low: 6, high: 9 },
  touchpoint: 'delivery',
  segments: { locale: 'fa', 'property:plan': 'pro' },
};
const whole: RollupSubject = { ...subject, segments: {} };

describe('rollupChanges', () => {
  it('counts an answer on its day and its invitation on the day that was sent, for everybody and each segment', () => {
    const changes = rollupChanges({
      kind: 'response-recorded',
      subject,
      score: 9,
      respondedOn: '2026-03-01',
      sentOn: '2026-02-28',
    });
    expect(changes.map(({ key, day, ...counts }) => [key.segment, key.segmentValue, key.month, day, counts])).toEqual([
      ['', '', '2026-03', '01', { scores: { '9': 1 } }],
      ['locale', 'fa', '2026-03', '01', { scores: { '9': 1 } }],
      ['property:plan', 'pro', '2026-03', '01', { scores: { '9': 1 } }],
      ['', '', '2026-02', '28', { responded: 1 }],
      ['locale', 'fa', '2026-02', '28', { responded: 1 }],
      ['property:plan', 'pro', '2026-02', '28', { responded: 1 }],
    ]);
    expect(changes[0]?.key).toMatchObject({ surveyKey: 'after-delivery', version: 2, touchpoint: 'delivery' });
  });

  it('leaves answers without a mailed invitation out of the response rate', () => {
    expect(
      rollupChanges({ kind: 'response-recorded', subject: whole, score: 9, respondedOn: '2026-03-01', sentOn: null }),
    ).toEqual([expect.objectContaining({ day: '01', scores: { '9': 1 } })]);
  });

  it.each<[RollupEvent, object]>([
    [
      { kind: 'response-revised', subject: whole, previousScore: 3, score: 9, respondedOn: '2026-03-01' },
      { 'days.01.scores.3': -1, 'days.01.scores.9': 1 },
    ],
    [{ kind: 'response-excluded', subject: whole, score: 9, respondedOn: '2026-03-01' }, { 'days.01.scores.9': -1 }],
    [{ kind: 'response-restored', subject: whole, score: 9, respondedOn: '2026-03-01' }, { 'days.01.scores.9': 1 }],
    [{ kind: 'invitation-sent', subject: whole, sentOn: '2026-03-31' }, { 'days.31.sent': 1 }],
    [{ kind: 'invitation-bounced', subject: whole, sentOn: '2026-03-31' }, { 'days.31.bounced': 1 }],
  ])('increments for $kind', (event, increments) => {
    expect(mergeChanges(rollupChanges(event)).map((update) => update.increments)).toEqual([increments]);
  });

  it('changes nothing when a revision keeps the score', () => {
    expect(
      mergeChanges(rollupChanges({ kind: 'response-revised', subject, previousScore: 7, score: 7, respondedOn: '2026-03-01' })),
    ).toEqual([]);
  });
});

describe('mergeChanges', () => {
  it('makes one update per document, sorted by id, and drops what cancels out', () => {
    const sent = (sentOn: Day) => rollupChanges({ kind: 'invitation-sent', subject: whole, sentOn });
    const march = [...sent('2026-03-05'), ...sent('2026-03-05'), ...sent('2026-03-06')];
    const february = sent('2026-02-05');
    const updates = mergeChanges([...march, ...february]);
    expect(updates.map(({ key, increments }) => [key.month, increments])).toEqual([
      ['2026-02', { 'days.05.sent': 1 }],
      ['2026-03', { 'days.05.sent': 2, 'days.06.sent': 1 }],
    ]);
    expect(mergeChanges([...march, ...reverseChanges(march)])).toEqual([]);
    expect(mergeChanges([])).toEqual([]);
  });
});

describe('rollupId', () => {
  const key = { ...subject, segment: '', segmentValue: '', month: '2026-03' };

  it('starts with the account and is told apart by every part of the identity', () => {
    expect(rollupId(key)).toBe('a1/s1/2/delivery///2026-03');
    const others = [
      { accountId: 'a2' },
      { surveyId: 's2' },
      { version: 3 },
      { touchpoint: 'checkout' },
      { segment: 'locale' },
      { segmentValue: 'fa' },
      { month: '2026-04' },
    ].map((change) => rollupId({ ...key, ...change }));
    expect(new Set([rollupId(key), ...others]).size).toBe(8);
  });

  it('is injective whatever the parts contain', () => {
    const part = fc.string({ unit: fc.constantFrom('/', '%', '2', 'F', 'a', '\ud800'), maxLength: 4 });
    fc.assert(
      fc.property(fc.array(part, { minLength: 6, maxLength: 6 }), (parts) => {
        const [a = '', b = '', c = '', d = '', e = '', f = ''] = parts;
        const id = (left: string, right: string) =>
          rollupId({ ...key, touchpoint: left, segment: c, segmentValue: right });
        expect(id(a, b) === id(d, e)).toBe(a === d && b === e);
        expect(id(`${a}/`, f)).not.toBe(id(a, `/${f}`));
      }),
    );
  });
});

describe('sumDays', () => {
  it('adds days of [from, to) over months and stripes, and nothing else', () => {
    const months = [
      { month: '2026-02', days: { '27': { sent: 100 }, '28': { sent: 4, responded: 2, scores: { '9': 2 } } } },
      { month: '2026-03', days: { '01': { scores: { '9': 1, '3': 0 }, bounced: 1 }, '02': { sent: 50 } } },
      { month: '2026-03', days: { '01': { scores: { '9': -1, '4': 1 } } } },
      { month: '2025-03', days: { '01': { sent: 900 } } },
    ];
    expect(sumDays(months, '2026-02-28', '2026-03-02')).toEqual({
      held: {},
      scores: { '9': 2, '4': 1 },
      sent: 4,
      bounced: 1,
      responded: 2,
    });
    expect(sumDays([], '2026-02-28', '2026-03-02')).toEqual({ scores: {}, held: {}, sent: 0, bounced: 0, responded: 0 });
  });
});

describe('rollupDrift', () => {
  const update: RollupUpdate = {
    id: 'a1/s1/2/delivery///2026-03',
    key: { ...subject, segment: '', segmentValue: '', month: '2026-03' },
    increments: { 'days.05.scores.9': 2, 'days.05.sent': 3 },
  };

  it('finds none in what the update itself stores, even in stripes and with zeros left behind', () => {
    const stored = monthOfUpdate(update);
    expect(incrementsOf(stored)).toEqual(update.increments);
    expect(rollupDrift([stored], [update])).toEqual([]);
    const stripe = { ...stored, days: { '05': { scores: { '9': 3, '2': 0 } } } };
    const otherStripe = { ...stored, days: { '05': { scores: { '9': -1 }, sent: 3 } } };
    expect(rollupDrift([stripe, otherStripe], [update])).toEqual([]);
  });

  it('names every wrong, missing and surplus count', () => {
    const stored = { ...monthOfUpdate(update), days: { '05': { scores: { '9': 1 } }, '06': { bounced: 1 } } };
    expect(rollupDrift([stored], [update])).toEqual([
      { id: update.id, path: 'days.05.scores.9', stored: 1, expected: 2 },
      { id: update.id, path: 'days.05.sent', stored: 0, expected: 3 },
      { id: update.id, path: 'days.06.bounced', stored: 1, expected: 0 },
    ]);
    expect(rollupDrift([], [update])).toHaveLength(2);
    expect(rollupDrift([monthOfUpdate(update)], [])).toHaveLength(2);
  });

  it('refuses a path that no document has', () => {
    expect(() => monthOfUpdate({ ...update, increments: { 'days.05.other': 1 } })).toThrow('days.05.other');
  });
});
