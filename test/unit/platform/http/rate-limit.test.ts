import { describe, expect, it } from 'vitest';
import { waitAfter } from '../../../../src/platform/http/rate-limit.ts';

describe('the wait after failures', () => {
  const policy = { name: 'x', free: 3, longestWaitSeconds: 30 };

  it('is none for the first ones, then doubles up to its bound', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9].map((failures) => waitAfter(failures, policy))).toEqual([0, 0, 1, 2, 4, 8, 16, 30, 30]);
  });

  it('stays bounded whatever the count, so that nobody is locked out', () => {
    expect(waitAfter(1_000_000, policy)).toBe(30);
  });
});
