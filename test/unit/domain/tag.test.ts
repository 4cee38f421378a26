import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONGEST_TAG, MOST_TAGS, tagOf, tagsByHand, tagsByRule } from '../../../src/domain/tag.ts';

describe('a tag', () => {
  it.each([['  Late   Delivery ', 'late delivery'], ['Zwrot', 'zwrot'], ['توصيل متأخر', 'توصيل متأخر'], ['بسته‌بندی', 'بسته‌بندی'], ['v1.2', 'v1.2'], ['R&D', 'r&d'], ['C++', 'c++']])('%j is %j', (text, tag) => {
    expect(tagOf(text)).toBe(tag);
  });

  it.each(['', '  ', 'a,b', '=SUM(1)', '-x', '<b>', 'a\nb'.replace('\n', '\u0000'), 'x'.repeat(LONGEST_TAG + 1), '@home'])('%j is none', (text) => expect(tagOf(text)).toBeNull());

  it('is the same when read again', () => {
    fc.assert(fc.property(fc.string({ maxLength: LONGEST_TAG }), (text) => {
      const tag = tagOf(text);
      if (tag !== null) expect(tagOf(tag)).toBe(tag);
    }));
  });
});

describe('tags of an answer', () => {
  const tag = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const tagged = fc.record({ tags: fc.uniqueArray(tag), untagged: fc.uniqueArray(tag) });

  it('are those a person sets; what was taken away is remembered until it is set again', () => {
    expect(tagsByHand({ tags: ['late', 'box'], untagged: ['rude'] }, ['box', 'rude', 'box'])).toEqual({ tags: ['box', 'rude'], untagged: ['late'] });
    fc.assert(fc.property(tagged, fc.array(tag), (before, wanted) => {
      const after = tagsByHand(before, wanted);
      expect(new Set(after.tags)).toEqual(new Set(wanted));
      expect(after.untagged.filter((one) => after.tags.includes(one))).toEqual([]);
    }));
  });

  it('by rule only add, never what a person took away, and only while there is room', () => {
    expect(tagsByRule({ tags: ['box'], untagged: ['late'] }, ['late', 'box', 'rude', 'rude'])).toEqual(['rude']);
    const full = Array.from({ length: MOST_TAGS - 1 }, (_, index) => `t${index}`);
    expect(tagsByRule({ tags: full, untagged: [] }, ['x', 'y'])).toEqual(['x']);
    fc.assert(fc.property(tagged, fc.array(tag), (before, called) => {
      const added = tagsByRule(before, called);
      expect(tagsByRule({ ...before, tags: [...before.tags, ...added] }, called)).toEqual([]);
    }));
  });
});
