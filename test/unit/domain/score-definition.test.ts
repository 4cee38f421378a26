import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultThresholds, METRICS, supportedScales, type Metric, type Scale } from '../../../src/domain/metric.ts';
import { scoreDefinition } from '../../../src/domain/score-definition.ts';

const scaleOf = (name: string): Scale => {
  const [min = 0, max = 0] = name.split('-').map(Number);
  return { min, max };
};
const ASKED = METRICS.flatMap((metric) => supportedScales(metric).map((name) => ({ metric, scale: scaleOf(name), name })));
const variantsOf = (metric: Metric, scale: Scale, low: number, high: number) => scoreDefinition([{ metric, scale, thresholds: { low, high } }], 30).metrics.map(({ variant }) => variant);

describe('a variant', () => {
  it.each(ASKED)('of $metric on $name is named after metric and scale under the default thresholds alone', ({ metric, scale, name }) => {
    const standard = defaultThresholds(metric, scale);
    if (!standard) throw new Error('every supported scale has thresholds');
    const { low, high } = standard;
    expect(variantsOf(metric, scale, low, high)).toEqual([`${metric}-${name}`]);
    const other = metric === 'csat' && name === '1-10' ? /^(?:css|csat-1-10-custom)$/ : new RegExp(`^${metric}-${name}-custom$`);
    for (const [changedLow, changedHigh] of [[low - 1, high], [low, high + 1], [low, high - 1]] as const) expect(variantsOf(metric, scale, changedLow, changedHigh)[0]).toMatch(other);
  });

  it('is css for CSAT on 1–10 positive from 6, and for nothing else', () => {
    expect(variantsOf('csat', { min: 1, max: 10 }, 4, 6)).toEqual(['css']);
    expect(variantsOf('csat', { min: 1, max: 10 }, 4, 7)).not.toEqual(['css']);
    expect(variantsOf('nps', { min: 0, max: 10 }, 4, 6)).toEqual(['nps-0-10-custom']);
  });
});

describe('a definition', () => {
  it('names each metric, scale and pair of thresholds once, metric by metric, in whatever order they come', () => {
    const used = ASKED.flatMap(({ metric, scale }) => [{ metric, scale, thresholds: { low: 1, high: 3 } }, { metric, scale, thresholds: { low: 2, high: 4 } }, { metric, scale, thresholds: { low: 2, high: 3 } }]);
    const once = scoreDefinition(used, 30).metrics;
    expect(once).toHaveLength(used.length);
    expect(once.map(({ metric }) => METRICS.indexOf(metric))).toEqual(once.map(({ metric }) => METRICS.indexOf(metric)).toSorted((a, b) => a - b));
    fc.assert(fc.property(fc.shuffledSubarray([...used, ...used], { minLength: used.length * 2 }), (shuffled) => {
      expect(scoreDefinition(shuffled, 30).metrics).toEqual(once);
    }));
  });

  it('says how its numbers come about', () => {
    const { metrics, ...told } = scoreDefinition([], 12);
    expect(metrics).toEqual([]);
    expect(told).toMatchObject({ confidencePercent: 95, minimumSample: 12 });
    expect(told.answers).toContain('local day of the answer');
    expect(told.responseRate).toContain('sent − bounced');
  });
});
