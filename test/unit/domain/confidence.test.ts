import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  effectiveSampleSize,
  meanInterval,
  npsInterval,
  shareInterval,
  weightedMeanInterval,
  weightedNpsInterval,
  weightedShareInterval,
} from '../../../src/domain/confidence.ts';
import type { Bounds } from '../../../src/domain/confidence.ts';
import { mean, total, variance } from '../../../src/domain/distribution.ts';
import type { Distribution } from '../../../src/domain/distribution.ts';

const count = fc.integer({ min: 0, max: 2000 });
const width = (bounds: Bounds | null): number => (bounds ? bounds.high - bounds.low : NaN);

function expectBounds(bounds: Bounds | null, low: number, high: number, digits: number): void {
  expect(bounds?.low).toBeCloseTo(low, digits);
  expect(bounds?.high).toBeCloseTo(high, digits);
}

describe('npsInterval', () => {
  // promoters, passives, detractors, low, high: moments of statsmodels' DescrStatsW over the adjusted counts.
  it.each([
    [60, 30, 10, 35.46659193866748, 61.62078670210922],
    [70, 20, 10, 45.269760253848254, 71.23509411508377],
    [1700, 350, 150, 67.9044057162687, 72.81279809671359],
    [1, 0, 0, -48.49864942025203, 98.49864942025202],
    [0, 1, 0, -60.01139595444137, 60.01139595444137],
    [0, 0, 1, -98.49864942025202, 48.49864942025203],
    [5, 3, 2, -19.050615376363666, 65.20446153020983],
    [30, 0, 0, 78.6977238725764, 100],
    [0, 0, 30, -100, -78.6977238725764],
    [1000, 0, 1000, -4.377689340598638, 4.377689340598638],
  ])('%i promoters, %i passives, %i detractors', (promoters, passives, detractors, low, high) => {
    expectBounds(npsInterval(promoters, detractors, promoters + passives + detractors), low, high, 5);
  });

  it('is null without answers', () => {
    expect(npsInterval(0, 0, 0)).toBeNull();
  });

  it('contains the value from two answers on, within ±100, and mirrors when promoters and detractors swap', () => {
    fc.assert(
      fc.property(count, count, count, (p, s, d) => {
        const n = p + s + d;
        fc.pre(n >= 2);
        const bounds = npsInterval(p, d, n);
        const mirrored = npsInterval(d, p, n);
        if (bounds === null || mirrored === null) throw new Error('no interval');
        const value = (100 * (p - d)) / n;
        expect(bounds.low).toBeLessThanOrEqual(value);
        expect(bounds.high).toBeGreaterThanOrEqual(value);
        expect(bounds.low).toBeGreaterThanOrEqual(-100);
        expect(bounds.high).toBeLessThanOrEqual(100);
        expectBounds(mirrored, -bounds.high, -bounds.low, 9);
      }),
    );
  });

  it('covers the truth in about 95 % of samples, over every sample of 25 from several populations', () => {
    const n = 25;
    const logFactorial = [0];
    for (let i = 1; i <= n; i += 1) logFactorial.push((logFactorial[i - 1] ?? 0) + Math.log(i));
    const log = (i: number): number => logFactorial[i] ?? NaN;
    for (const [p, d] of [[0.6, 0.1], [0.4, 0.3], [0.3, 0.5], [0.7, 0.15]] as const) {
      let coverage = 0;
      for (let a = 0; a <= n; a += 1) {
        for (let b = 0; a + b <= n; b += 1) {
          const bounds = npsInterval(a, b, n);
          if (bounds === null || bounds.low > 100 * (p - d) || bounds.high < 100 * (p - d)) continue;
          const c = n - a - b;
          coverage += Math.exp(
            log(n) - log(a) - log(b) - log(c) + a * Math.log(p) + b * Math.log(d) + c * Math.log(1 - p - d),
          );
        }
      }
      expect(coverage).toBeGreaterThan(0.93);
      expect(coverage).toBeLessThan(0.98);
    }
  });
});

describe('shareInterval', () => {
  // part, n, low, high: statsmodels proportion_confint(method='wilson'); 81/263 and 15/148 are also printed in Newcombe 1998.
  it.each([
    [0, 1, 0, 0.7934506856227627],
    [1, 1, 0.2065493143772374, 1],
    [0, 10, 0, 0.27753279986288926],
    [3, 10, 0.10779126740630104, 0.6032218525388546],
    [400, 500, 0.7627108946948261, 0.8327145010282427],
    [1, 3000, 5.8843941871566247e-5, 0.0018858188843041798],
    [81, 263, 0.2552885198782742, 0.36620957698280004],
    [15, 148, 0.06238639953073628, 0.16048724172330803],
    [9999, 10000, 0.9994337311025987, 0.9999823473263989],
  ])('%i of %i', (part, n, low, high) => {
    expectBounds(shareInterval(part, n), low, high, 8);
  });

  it('is null of nothing', () => {
    expect(shareInterval(0, 0)).toBeNull();
  });

  it('contains the share, within 0 and 1, and mirrors for the complement', () => {
    fc.assert(
      fc.property(count, count, (part, rest) => {
        const n = part + rest;
        fc.pre(n > 0);
        const bounds = shareInterval(part, n);
        if (bounds === null) throw new Error('no interval');
        expect(bounds.low).toBeLessThanOrEqual(part / n);
        expect(bounds.high).toBeGreaterThanOrEqual(part / n);
        expect(bounds.low).toBeGreaterThanOrEqual(0);
        expect(bounds.high).toBeLessThanOrEqual(1);
        // At the ends exactly, not by a rounding error less or more.
        expect([shareInterval(0, n)?.low, shareInterval(n, n)?.high]).toEqual([0, 1]);
        expectBounds(shareInterval(rest, n), 1 - bounds.high, 1 - bounds.low, 12);
      }),
    );
  });
});

describe('meanInterval', () => {
  const interval = (d: Distribution): Bounds | null => meanInterval(mean(d), variance(d), total(d));

  // distribution, low, high: scipy.stats.t.interval.
  it.each<[Distribution, number, number]>([
    [{ '4': 1, '5': 1 }, -1.853102368087347, 10.853102368087347],
    [{ '1': 1, '7': 1 }, -34.11861420852408, 42.11861420852408],
    [{ '1': 2, '2': 3, '3': 4, '4': 10, '5': 20, '6': 31, '7': 30 }, 5.274722958565465, 5.845277041434534],
    [{ '5': 30 }, 5, 5],
    [{ '3': 29, '4': 1 }, 2.9651590119289097, 3.1015076547377567],
    [{ '1': 400, '7': 600 }, 4.417505950987312, 4.782494049012687],
  ])('%o', (distribution, low, high) => {
    expectBounds(interval(distribution), low, high, 8);
  });

  it('is null below two answers', () => {
    expect([interval({}), interval({ '5': 1 })]).toEqual([null, null]);
  });
});

describe('intervals shrink with n', () => {
  it('at the same shares and variance', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), (p, d) => {
        const n = p + d + 3;
        expect(width(npsInterval(4 * p, 4 * d, 4 * n))).toBeLessThan(width(npsInterval(p, d, n)));
        expect(width(shareInterval(4 * p, 4 * n))).toBeLessThan(width(shareInterval(p, n)));
        expect(width(meanInterval(5, 2, 4 * n))).toBeLessThan(width(meanInterval(5, 2, n)));
      }),
    );
  });
});

describe('weighted intervals', () => {
  it('counts equal weights as they are, unequal ones as fewer, and none as nobody', () => {
    expect(effectiveSampleSize([2, 2, 2, 2])).toBe(4);
    expect(effectiveSampleSize([10, 2.5, 7, 1])).toBeCloseTo(2.6896, 4);
    expect(effectiveSampleSize([])).toBe(0);
  });

  it('lies between 1 and n', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.01, max: 1e6, noNaN: true }), { minLength: 1 }), (weights) => {
        const size = effectiveSampleSize(weights);
        expect(size).toBeGreaterThan(1 - 1e-9);
        expect(size).toBeLessThan(weights.length * (1 + 1e-9));
      }),
    );
  });

  it('equals the plain interval where every weight is one', () => {
    expect(weightedNpsInterval(0.5, 0.25, 40)).toEqual(npsInterval(20, 10, 40));
    expect(weightedShareInterval(0.75, 40)).toEqual(shareInterval(30, 40));
    const answers = { '7': 10, '5': 20, '2': 10 };
    const spread = ((variance(answers) ?? NaN) * 39) / 40;
    const plain = meanInterval(mean(answers), variance(answers), 40);
    expectBounds(weightedMeanInterval(mean(answers), spread, 40), plain?.low ?? NaN, plain?.high ?? NaN, 10);
  });

  it('takes a fractional effective size', () => {
    expectBounds(weightedShareInterval(0.7, 12.34), 0.42424831024186815, 0.880792171873839, 8);
    // Scores 1, 4, 5, 7 with weights 10, 2.5, 7, 1: numpy.average and scipy.stats.t.interval.
    expectBounds(
      weightedMeanInterval(3.024390243902439, 4.218917311124331, effectiveSampleSize([10, 2.5, 7, 1])),
      -5.123733944071959,
      11.172514431876838,
      7,
    );
  });

  it('is null without weights, and for a mean resting on one customer', () => {
    expect(weightedNpsInterval(0, 0, 0)).toBeNull();
    expect(weightedShareInterval(0, 0)).toBeNull();
    expect(weightedMeanInterval(5, 0, 1)).toBeNull();
    expect(weightedMeanInterval(null, null, 0)).toBeNull();
  });
});
