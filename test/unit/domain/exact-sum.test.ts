import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToSum, emptySum, totalOfSum } from '../../../src/domain/exact-sum.ts';

describe('exact sum', () => {
  it('equals the sum of bigints, far beyond exact doubles', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeInteger(), { maxLength: 60 }), (values) => {
        const sum = emptySum();
        for (const value of values) addToSum(sum, value);
        expect(totalOfSum(sum)).toBe(values.reduce((total, value) => total + BigInt(value), 0n));
      }),
    );
  });
});
