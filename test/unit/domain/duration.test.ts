import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, describeDuration, durationMs, requireDurationMs } from '../../../src/domain/duration.ts';

describe('durationMs', () => {
  it.each([
    ['0m', 0],
    ['90s', 90_000],
    ['2h', 7_200_000],
    ['7d', 7 * DAY],
    ['72h', 3 * DAY],
    ['4w', 28 * DAY],
    ['400d', 400 * DAY],
    ['9600h', 400 * DAY],
  ])('reads %s', (text, length) => {
    expect(durationMs(text)).toBe(length);
  });

  it.each(['', 'm', '5', '-1d', '+1d', '1.5h', '07d', '1 d', ' 1d', '1d\n', '1D', '1mo', '1y', '401d', '9601h', '58w', '999999999d', '1e3s', '١d', '2h30m'])(
    'refuses %j',
    (text) => {
      expect(durationMs(text)).toBeNull();
      expect(() => requireDurationMs(text)).toThrow(RangeError);
    },
  );
});

describe('describeDuration', () => {
  it.each([
    ['0m', '0 seconds'],
    ['1s', '1 second'],
    ['90s', '1 minute 30 seconds'],
    ['150m', '2 hours 30 minutes'],
    ['72h', '3 days'],
    ['1w', '7 days'],
  ])('puts %s into words', (text, words) => {
    expect(describeDuration(requireDurationMs(text))).toBe(words);
  });

  it('loses nothing: the words add up to the length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * 86_400 }), (seconds) => {
        const pairs = describeDuration(seconds * 1000).matchAll(/(\d+) (\w)\w+/g);
        const sum = [...pairs].reduce((total, [, count, unit]) => total + requireDurationMs(`${count}${unit}`), 0);
        expect(sum).toBe(seconds * 1000);
      }),
    );
  });
});
