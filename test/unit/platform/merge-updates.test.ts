import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeUpdates } from '../../../src/platform/merge-updates.ts';

const at = new Date('2026-05-04T09:30:00Z');

describe('mergeUpdates', () => {
  it('says once what is the same for several documents', () => {
    const update = { $set: { status: 'sent', at } };
    expect(mergeUpdates([{ filter: { _id: 'a', lease: 'l' }, update }, { filter: { _id: 'b', lease: 'l' }, update: { $set: { status: 'sent', at: new Date(at) } } }]))
      .toEqual([{ filter: { _id: { $in: ['a', 'b'] }, lease: 'l' }, update, isMany: true }]);
  });

  it.each([
    ['another change', { filter: { _id: 'b', lease: 'l' }, update: { $set: { status: 'bounced' } } }],
    ['another condition', { filter: { _id: 'b', lease: 'm' }, update: { $set: { status: 'sent', at } } }],
    ['the text of a date', { filter: { _id: 'b', lease: 'l' }, update: { $set: { status: 'sent', at: at.toISOString() } } }],
    ['null for nothing', { filter: { _id: 'b', lease: 'l' }, update: { $set: { status: 'sent', at: null } } }],
  ])('keeps apart what differs: %s', (_what, other) => {
    const first = { filter: { _id: 'a', lease: 'l' }, update: { $set: { status: 'sent', at } } };
    expect(mergeUpdates([first, other])).toEqual([{ ...first, isMany: false }, { ...other, isMany: false }]);
  });

  it('keeps undefined and null apart', () => {
    expect(mergeUpdates([{ filter: { _id: 'a' }, update: { $set: { x: undefined } } }, { filter: { _id: 'b' }, update: { $set: { x: null } } }])).toHaveLength(2);
  });

  it('leaves alone what names its documents in another way', () => {
    const many = { filter: { _id: { $in: ['a'] } }, update: { $set: { x: 1 } } };
    expect(mergeUpdates([many, many])).toEqual([{ ...many, isMany: false }, { ...many, isMany: false }]);
  });

  it('changes every document as often as it was asked to', () => {
    const asked = fc.array(fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), by: fc.constantFrom(1, 2) }), { maxLength: 30 });
    fc.assert(fc.property(asked, (changes) => {
      const applied = new Map<string, number>();
      for (const { filter, update } of mergeUpdates(changes.map(({ id, by }) => ({ filter: { _id: id }, update: { $inc: { n: by } } })))) {
        const ids = typeof filter['_id'] === 'string' ? [filter['_id']] : (filter['_id'] as { $in: string[] }).$in;
        expect(new Set(ids).size).toBe(ids.length);
        for (const id of ids) applied.set(id, (applied.get(id) ?? 0) + (update['$inc'] as { n: number }).n);
      }
      const wanted = new Map<string, number>();
      for (const { id, by } of changes) wanted.set(id, (wanted.get(id) ?? 0) + by);
      expect(applied).toEqual(wanted);
    }));
  });
});
