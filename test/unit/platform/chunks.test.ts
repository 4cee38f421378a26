import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunks } from '../../../src/platform/chunks.ts';

describe('chunks', () => {
  it('give everything once and in its order, all full but the last', () => {
    fc.assert(fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 20 }), (items, size) => {
      const parts = chunks(items, size);
      expect(parts.flat()).toEqual(items);
      expect(parts.slice(0, -1).every((part) => part.length === size)).toBe(true);
      expect(parts.every((part) => part.length > 0 && part.length <= size)).toBe(true);
    }));
  });
});
