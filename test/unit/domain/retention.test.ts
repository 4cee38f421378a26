import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedRules, DEFAULT_RETENTION, keptSince, RETENTION_DAYS, RETENTION_RULES, retentionPlan, settledBefore, type Retention, type RetentionRun } from '../../../src/domain/retention.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);

const rules = (): fc.Arbitrary<Retention> => fc.record(Object.fromEntries(RETENTION_RULES.map((rule) => [
  rule, fc.option(fc.integer({ min: RETENTION_DAYS[rule].least, max: RETENTION_DAYS[rule].most })),
])) as unknown as Record<(typeof RETENTION_RULES)[number], fc.Arbitrary<number | null>>);
/** Instants of runs, each some time after the one before: late, early, or after weeks of silence. */
const runs = fc.array(fc.integer({ min: 1, max: 20 * DAY }), { minLength: 1, maxLength: 12 }).map((waits) => {
  let at = START;
  return waits.map((wait) => new Date(at += wait));
});

describe('retention', () => {
  it('removes nothing younger than its days, and nothing at all without any', () => {
    fc.assert(fc.property(rules(), runs, (retention, instants) => {
      for (const now of instants) for (const rule of RETENTION_RULES) {
        const { ranges } = retentionPlan(retention, null, now);
        const days = retention[rule];
        expect(ranges[rule]?.before ?? null).toEqual(days === null ? null : new Date(now.getTime() - days * DAY));
        expect(keptSince(days, now)).toEqual(ranges[rule]?.before ?? null);
      }
    }));
  });

  it('leaves no gap: whatever is too old at a run was in the range of that run or of one before it', () => {
    fc.assert(fc.property(rules(), runs, fc.integer({ min: -4000 * DAY, max: 20 * DAY }), (retention, instants, offset) => {
      const at = new Date(START + offset);
      const covered = new Set<string>();
      let last: RetentionRun | null = null;
      for (const now of instants) {
        const { ranges, after } = retentionPlan(retention, last, now);
        for (const rule of RETENTION_RULES) {
          const range = ranges[rule];
          if (range && (range.from === null || at >= range.from) && at < range.before) covered.add(rule);
          if (range && at < range.before) expect(covered, `${rule} at ${now.toISOString()}`).toContain(rule);
        }
        expect(after.wakeAt.getTime()).toBe(now.getTime() + DAY);
        last = after;
      }
    }));
  });

  it('looks through everything at first, after a change of the rules and once a week', () => {
    const retention: Retention = { ...DEFAULT_RETENTION, comments: 30 };
    const day = (index: number): Date => new Date(START + index * DAY);
    const wholes: number[] = [];
    let last: RetentionRun | null = null;
    for (let index = 0; index < 15; index += 1) {
      const { ranges, after } = retentionPlan(retention, last, day(index));
      if (ranges.comments?.from === null) wholes.push(index);
      last = after;
    }
    expect(wholes).toEqual([0, 7, 14]);
    const { ranges } = retentionPlan({ ...retention, interactions: 60 }, last, day(15));
    expect([ranges.interactions?.from, ranges.comments?.from]).toEqual([null, keptSince(30, day(14))]);
  });

  it('never takes evidence while an answer may be changed, nor an invitation that somebody may still answer', () => {
    expect(RETENTION_DAYS.evidence.least).toBeGreaterThan(7);
    expect(settledBefore(new Date(START)).getTime()).toBeLessThan(START - 7 * DAY);
    expect(DEFAULT_RETENTION).toEqual({ comments: null, interactions: null, evidence: 30, invitations: null, cases: null });
  });

  it('knows what was changed', () => {
    expect(changedRules(DEFAULT_RETENTION, { ...DEFAULT_RETENTION, comments: 30, evidence: null })).toEqual(['comments', 'evidence']);
    expect(changedRules(DEFAULT_RETENTION, { ...DEFAULT_RETENTION })).toEqual([]);
  });
});
