import { describe, expect, it } from 'vitest';
import { CATEGORIES, defaultThresholds, METRICS, scoresOf, supportedScales } from '../../../src/domain/metric.ts';
import type { Metric, Scale } from '../../../src/domain/metric.ts';
import { bottomCategory, categorize, isLow, topCategory } from '../../../src/domain/score.ts';

function bands(metric: Metric, scale: Scale): Record<string, number[]> {
  const thresholds = defaultThresholds(metric, scale);
  if (thresholds === null) throw new Error('no such scale');
  const found: Record<string, number[]> = {};
  for (const score of scoresOf(scale)) (found[categorize(metric, thresholds, score)] ??= []).push(score);
  return found;
}

describe('categorize', () => {
  it.each<[Metric, Scale, Record<string, number[]>]>([
    ['nps', { min: 0, max: 10 }, { promoter: [9, 10], passive: [7, 8], detractor: [0, 1, 2, 3, 4, 5, 6] }],
    ['nps', { min: 1, max: 10 }, { promoter: [9, 10], passive: [7, 8], detractor: [1, 2, 3, 4, 5, 6] }],
    ['csat', { min: 1, max: 5 }, { satisfied: [4, 5], neutral: [3], dissatisfied: [1, 2] }],
    ['csat', { min: 1, max: 10 }, { satisfied: [8, 9, 10], neutral: [5, 6, 7], dissatisfied: [1, 2, 3, 4] }],
    ['csat', { min: 1, max: 7 }, { satisfied: [6, 7], neutral: [3, 4, 5], dissatisfied: [1, 2] }],
    ['csat', { min: 1, max: 3 }, { satisfied: [3], neutral: [2], dissatisfied: [1] }],
    ['csat', { min: 0, max: 1 }, { satisfied: [1], dissatisfied: [0] }],
    ['ces', { min: 1, max: 7 }, { easy: [5, 6, 7], neutral: [4], difficult: [1, 2, 3] }],
    ['ces', { min: 1, max: 5 }, { easy: [4, 5], neutral: [3], difficult: [1, 2] }],
  ])('puts %s on %o into the bands of the metric definitions', (metric, scale, expected) => {
    expect(bands(metric, scale)).toEqual(expected);
  });

  it('follows the thresholds of the version: "CSS" is positive from 6 of 10', () => {
    const css = { low: 5, high: 6 };
    expect(categorize('csat', css, 6)).toBe('satisfied');
    expect(categorize('csat', css, 5)).toBe('dissatisfied');
  });

  it('never gets worse with a higher score, on every supported scale', () => {
    for (const metric of METRICS) {
      for (const name of supportedScales(metric)) {
        const [min = 0, max = 0] = name.split('-').map(Number);
        const thresholds = defaultThresholds(metric, { min, max });
        if (thresholds === null) throw new Error(name);
        const ranks = scoresOf({ min, max }).map((score) =>
          (CATEGORIES[metric] as readonly string[]).indexOf(categorize(metric, thresholds, score)),
        );
        expect(ranks).toEqual(ranks.toSorted((a, b) => b - a));
      }
    }
  });
});

describe('the ends', () => {
  it('names the best and worst category of each metric', () => {
    expect(METRICS.map((metric) => [topCategory(metric), bottomCategory(metric)])).toEqual([
      ['promoter', 'detractor'],
      ['satisfied', 'dissatisfied'],
      ['easy', 'difficult'],
    ]);
  });

  it('calls a score low from `thresholds.low` down', () => {
    expect([6, 7, 9].map((score) => isLow('nps', { low: 6, high: 9 }, score))).toEqual([true, false, false]);
  });
});
