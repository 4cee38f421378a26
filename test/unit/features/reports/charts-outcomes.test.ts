import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differenceAxis, ratioAxis, ratioDrawing, ratioEnds } from '../../../../src/features/reports/charts-ratio.ts';
import { apart, stepDrawing, survivalAxis, type CurveStep } from '../../../../src/features/reports/charts-survival.ts';
import { waterfall } from '../../../../src/features/reports/charts-waterfall.ts';

describe('a quotient on its axis', () => {
  it('is as far from 1 for twice as for half as much', () => {
    const axis = ratioAxis([{ value: 1, low: 0.3, high: 3.9 }]);
    expect(ratioEnds(axis)).toEqual({ min: 0.25, max: 4 });
    const place = (value: number) => ratioDrawing({ value, low: null, high: null }, axis, 'ltr');
    expect(place(2).dot - (place(1).zero ?? 0)).toBeCloseTo((place(1).zero ?? 0) - place(0.5).dot, 1);
    expect(place(1).dot).toBe(place(1).zero);
  });

  it('has 1 inside its axis, and stays on it whatever the quotient', () => {
    const part = fc.double({ min: 0, max: 1e6, noNaN: true });
    fc.assert(fc.property(fc.array(fc.tuple(part, part, part), { maxLength: 6 }), fc.constantFrom('ltr' as const, 'rtl' as const), (estimates, dir) => {
      const all = estimates.map((three) => three.toSorted((one, other) => one - other)).map(([low = 0, value = 0, high = 0]) => ({ low, value, high }));
      const axis = ratioAxis(all);
      expect(axis.min).toBeLessThan(0);
      expect(axis.max).toBeGreaterThan(0);
      for (const estimate of all) {
        const { dot, band, start, end } = ratioDrawing(estimate, axis, dir);
        expect(dot).toBeGreaterThanOrEqual(start);
        expect(dot).toBeLessThanOrEqual(end);
        expect((band?.x ?? start) + (band?.width ?? 0)).toBeLessThanOrEqual(end + 1.2);
      }
    }));
  });

  it('of differences has 0 in its middle', () => {
    expect(differenceAxis([{ value: 0.05, low: -0.2, high: 0.3 }], 0.1)).toEqual({ min: -0.3, max: 0.3 });
    expect(differenceAxis([{ value: 0.01, low: null, high: null }], 0.1)).toEqual({ min: -0.1, max: 0.1 });
  });
});

const BOX = { axis: { min: 0, max: 1 }, days: 100, width: 100, height: 100, margin: 0 };
const STEPS: CurveStep[] = [{ day: 0, survival: 1, low: null, high: null }, { day: 10, survival: 0.8, low: 0.7, high: 0.9 }, { day: 50, survival: 0.5, low: 0.4, high: 0.6 }];

describe('a survival curve', () => {
  it('falls on the day somebody leaves and goes on to its end', () => {
    expect(stepDrawing({ steps: STEPS, until: 90 }, { ...BOX, dir: 'ltr' })).toEqual({ line: 'M0 0H10V20H50V50H90', band: 'M10 10H50V40H90V60H50V30H10Z', x: 90, y: 50 });
  });

  it('runs from right to left on such pages', () => {
    expect(stepDrawing({ steps: STEPS, until: 90 }, { ...BOX, dir: 'rtl' })).toMatchObject({ line: 'M100 0H90V20H50V50H10', x: 10 });
  });

  it('ends with the axis, and shows nothing of what comes later', () => {
    expect(stepDrawing({ steps: STEPS, until: 90 }, { ...BOX, days: 40, dir: 'ltr' })).toMatchObject({ line: 'M0 0H25V20H100', x: 100, y: 20 });
  });

  it('of nobody is nothing', () => {
    expect(stepDrawing({ steps: [], until: 0 }, { ...BOX, dir: 'ltr' })).toMatchObject({ line: '', band: '' });
  });

  it('gets an axis from a round tenth to 1 that holds its bounds', () => {
    expect(survivalAxis([{ steps: STEPS, until: 90 }], 100)).toEqual({ axis: { min: 0.4, max: 1 }, ticks: [0.4, 0.6, 0.8, 1] });
    expect(survivalAxis([{ steps: STEPS.slice(0, 2), until: 90 }], 100).axis.min).toBe(0.7);
    expect(survivalAxis([], 100).axis).toEqual({ min: 0.9, max: 1 });
  });
});

describe('names at the ends of lines', () => {
  it('keep their places as long as they do not touch', () => {
    expect(apart([10, 90, 50], 15, { min: 0, max: 100 })).toEqual([10, 90, 50]);
  });

  it('are moved apart, in order, within the drawing', () => {
    const room = { min: 0, max: 300 };
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { maxLength: 8 }), (places) => {
      const moved = apart(places, 18, room);
      const sorted = moved.toSorted((one, other) => one - other);
      sorted.forEach((place, index) => {
        if (index > 0) expect(place - (sorted[index - 1] ?? 0)).toBeGreaterThanOrEqual(17.8);
        expect(place).toBeGreaterThanOrEqual(-0.1);
        expect(place).toBeLessThanOrEqual(300.1);
      });
      places.forEach((one, first) => places.forEach((other, second) => {
        if (one < other) expect(moved[first]).toBeLessThan(moved[second] ?? 0);
      }));
    }));
  });
});

describe('a waterfall', () => {
  it('starts each bar where the one before ended', () => {
    const { bars, start } = waterfall(100, [50, -30], 'ltr');
    expect(start).toBe(0);
    expect(bars.map(({ kind }) => kind)).toEqual(['level', 'up', 'down', 'level']);
    expect(bars.map(({ x }) => x)).toEqual([0, 66.67, 80, 0]);
    expect(bars.map(({ width }) => width)).toEqual([66.67, 33.33, 20, 80]);
  });

  it('is mirrored for pages read from right to left', () => {
    const [ltr, rtl] = (['ltr', 'rtl'] as const).map((dir) => waterfall(100, [50, -30], dir).bars);
    expect(rtl?.map(({ x, width }) => Math.round(100 - x - width))).toEqual(ltr?.map(({ x }) => Math.round(x)));
  });

  it('says where it starts when movements are small beside the whole', () => {
    const { bars, start } = waterfall(1000, [10, -5], 'ltr');
    expect(start).toBe(995);
    expect(bars[1]?.width).toBeGreaterThan(50);
  });

  it('stays within its box whatever the amounts', () => {
    const amount = fc.integer({ min: -1e9, max: 1e9 });
    fc.assert(fc.property(fc.nat(1e9), fc.array(amount, { maxLength: 5 }), (opening, movements) => {
      for (const { x, width } of waterfall(opening, movements, 'ltr').bars) {
        expect(x).toBeGreaterThanOrEqual(-0.01);
        expect(width).toBeGreaterThanOrEqual(0);
        expect(x + width).toBeLessThanOrEqual(100.02);
      }
    }));
  });
});
