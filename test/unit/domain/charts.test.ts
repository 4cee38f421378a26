import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bars, intervalDrawing, labelled, lineDrawing, slicePosition, stack, trendAxis, type TrendPoint } from '../../../src/domain/charts.ts';

const NPS = { min: -100, max: 100 };
const point = (value: number | null, margin = 10): TrendPoint => (value === null ? { value, low: null, high: null } : { value, low: value - margin, high: value + margin });
const box = { axis: NPS, width: 100, height: 100, margin: 0 };

describe('a value with its interval', () => {
  it('stands on its whole axis', () => {
    expect(intervalDrawing({ value: 0, low: -50, high: 50 }, NPS, 'ltr')).toMatchObject({ start: 6, end: 154, zero: 80, dot: 80, band: { x: 43, width: 74 } });
  });

  it('is mirrored for pages read from right to left', () => {
    const [ltr, rtl] = (['ltr', 'rtl'] as const).map((dir) => intervalDrawing({ value: 50, low: 20, high: 90 }, NPS, dir));
    expect(rtl?.dot).toBeCloseTo(160 - (ltr?.dot ?? 0), 1);
    expect(rtl?.band?.x).toBeCloseTo(160 - (ltr?.band?.x ?? 0) - (ltr?.band?.width ?? 0), 1);
  });

  it('has no band without an interval and no zero where the axis starts there', () => {
    expect(intervalDrawing({ value: 5, low: null, high: null }, { min: 1, max: 7 }, 'ltr')).toMatchObject({ band: null, zero: null });
    expect(intervalDrawing({ value: 5, low: 1, high: 9 }, { min: 0, max: 100 }, 'ltr').zero).toBeNull();
  });

  it('never leaves its box, and its dot lies within its band', () => {
    const score = fc.double({ min: -100, max: 100, noNaN: true });
    fc.assert(fc.property(fc.tuple(score, score, score).map((three) => three.toSorted((a, b) => a - b)), fc.constantFrom('ltr' as const, 'rtl' as const), ([low = 0, value = 0, high = 0], dir) => {
      const { band, dot, start, end } = intervalDrawing({ value, low, high }, NPS, dir);
      expect(band?.x).toBeGreaterThanOrEqual(start - 0.2);
      expect((band?.x ?? 0) + (band?.width ?? 0)).toBeLessThanOrEqual(end + 1.2);
      expect(dot).toBeGreaterThanOrEqual((band?.x ?? 0) - 0.2);
      expect(dot).toBeLessThanOrEqual((band?.x ?? 0) + (band?.width ?? 0) + 0.2);
    }));
  });
});

describe('a trend', () => {
  it('joins periods in the middle of their slices', () => {
    expect(lineDrawing([point(-100, 0), point(100, 0)], { ...box, dir: 'ltr' })).toMatchObject({ line: 'M25 100L75 0', band: 'M25 100L75 0L75 0L25 100Z' });
  });

  it('runs from right to left on such pages', () => {
    const { line, dots } = lineDrawing([point(-100, 0), point(100, 0)], { ...box, dir: 'rtl' });
    expect(line).toBe('M75 100L25 0');
    expect(dots.map(({ index, x }) => [index, x])).toEqual([[0, 75], [1, 25]]);
  });

  it('breaks where nobody answered instead of drawing over it', () => {
    const { line, dots } = lineDrawing([point(0), point(10), point(null), point(20), point(null), point(30), point(40)], { ...box, dir: 'ltr' });
    expect(line.match(/M/g)).toHaveLength(2);
    expect(dots.map(({ index }) => index)).toEqual([0, 1, 3, 5, 6]);
  });

  it('has no band where an interval is unknown, and nothing at all without answers', () => {
    expect(lineDrawing([{ value: 3, low: null, high: null }, { value: 4, low: null, high: null }], { ...box, axis: { min: 1, max: 7 }, dir: 'ltr' })).toMatchObject({ band: '' });
    expect(lineDrawing([point(null), point(null)], { ...box, dir: 'ltr' })).toMatchObject({ line: '', band: '', dots: [] });
    expect(lineDrawing([], { ...box, dir: 'ltr' })).toMatchObject({ line: '', dots: [] });
  });

  it('holds only numbers, whatever the values', () => {
    const value = fc.option(fc.double({ min: -100, max: 100, noNaN: true }));
    fc.assert(fc.property(fc.array(value.map((each) => point(each, 0)), { maxLength: 40 }), (points) => {
      const { line, band } = lineDrawing(points, { ...box, ...trendAxis(points, NPS), dir: 'rtl' });
      expect(line + band).toMatch(/^[MLZ\d. -]*$/);
    }));
  });
});

describe('the axis of a trend', () => {
  it.each([
    [[point(30, 15), point(45, 15)], { min: 10, max: 60 }, [20, 40, 60]],
    [[point(-100, 0), point(100, 0)], NPS, [-100, -50, 0, 50, 100]],
    [[point(50, 0)], { min: 45, max: 55 }, [45, 50, 55]],
  ])('is as long as the values need, in round numbers', (points, axis, ticks) => {
    const found = trendAxis(points, NPS);
    expect(found.ticks).toEqual(ticks);
    expect(found.axis).toEqual(axis);
  });

  it('holds every value and stays within the metric, with few ticks in order', () => {
    const score = fc.double({ min: 1, max: 7, noNaN: true });
    fc.assert(fc.property(fc.array(score, { minLength: 1, maxLength: 30 }), (values) => {
      const { axis, ticks } = trendAxis(values.map((value) => point(value, 0)), { min: 1, max: 7 });
      expect(axis.min).toBeGreaterThanOrEqual(1);
      expect(axis.max).toBeLessThanOrEqual(7);
      expect(axis.min).toBeLessThanOrEqual(Math.min(...values) + 1e-5);
      expect(axis.max).toBeGreaterThanOrEqual(Math.max(...values) - 1e-5);
      expect(ticks.length).toBeGreaterThanOrEqual(1);
      expect(ticks.length).toBeLessThanOrEqual(8);
      expect(ticks).toEqual(ticks.toSorted((a, b) => a - b));
    }));
  });

  it('is the whole one where nothing is known', () => {
    expect(trendAxis([point(null)], NPS).axis).toEqual(NPS);
  });
});

describe('labels', () => {
  it('are evenly spaced, few enough, and end with the newest', () => {
    expect(labelled(5, 10)).toEqual([0, 1, 2, 3, 4]);
    expect(labelled(13, 5)).toEqual([0, 3, 6, 9, 12]);
    expect(labelled(0, 5)).toEqual([]);
    fc.assert(fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 20 }), (count, most) => {
      const found = labelled(count, most);
      expect(found.length).toBeLessThanOrEqual(most);
      expect(found.at(-1)).toBe(count - 1);
      expect(found[0]).toBeGreaterThanOrEqual(0);
    }));
  });

  it('stand in the middle of slices', () => {
    expect([0, 1].map((index) => slicePosition(index, 2, 'ltr'))).toEqual([0.25, 0.75]);
    expect([0, 1].map((index) => slicePosition(index, 2, 'rtl'))).toEqual([0.75, 0.25]);
  });
});

describe('bars', () => {
  it('grow from the start of the line, the longest over the whole width', () => {
    expect(bars([2, 4, 0], 'ltr')).toEqual([{ x: 0, width: 50 }, { x: 0, width: 100 }, { x: 0, width: 0 }]);
    expect(bars([2, 4], 'rtl')).toEqual([{ x: 50, width: 50 }, { x: 0, width: 100 }]);
    expect(bars([0, 0], 'ltr').map(({ width }) => width)).toEqual([0, 0]);
  });

  it('stand one after another when they are parts of a whole', () => {
    expect(stack([1, 3], 'ltr')).toEqual([{ x: 0, width: 25 }, { x: 25, width: 75 }]);
    expect(stack([1, 3], 'rtl')).toEqual([{ x: 75, width: 25 }, { x: 0, width: 75 }]);
    expect(stack([], 'ltr')).toEqual([]);
    fc.assert(fc.property(fc.array(fc.nat(1000), { minLength: 1, maxLength: 5 }).filter((parts) => parts.some((part) => part > 0)), (parts) => {
      expect(stack(parts, 'rtl').reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(100, 0);
    }));
  });
});
