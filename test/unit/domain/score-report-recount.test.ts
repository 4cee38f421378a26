import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { Metric, Scale, Thresholds } from '../../../src/domain/metric.ts';
import { addDays, dayOf, INTERVALS, previousPeriod } from '../../../src/domain/period.ts';
import type { Day, DayRange } from '../../../src/domain/period.ts';
import { monthOfUpdate } from '../../../src/domain/rollup-drift.ts';
import { mergeChanges, rollupChanges } from '../../../src/domain/rollup.ts';
import { monthsToRead, scoreReport } from '../../../src/domain/score-report.ts';
import type { GroupBy, ScoreGroup } from '../../../src/domain/score-report.ts';

interface Asked {
  metric: Metric;
  scale: Scale;
  thresholds: Thresholds;
}

const ASKED: Record<string, Asked> = {
  '1': { metric: 'nps', scale: { min: 0, max: 10 }, thresholds: { low: 6, high: 9 } },
  '2': { metric: 'nps', scale: { min: 0, max: 10 }, thresholds: { low: 5, high: 8 } },
  '3': { metric: 'csat', scale: { min: 1, max: 5 }, thresholds: { low: 2, high: 4 } },
  '4': { metric: 'ces', scale: { min: 1, max: 7 }, thresholds: { low: 3, high: 5 } },
};

interface Answer {
  version: number;
  touchpoint: string;
  locale: string;
  drawn: number;
  sentAt: Date;
  hoursToAnswer: number | null;
}

const TIME_ZONE = 'Asia/Tehran';
const askedOf = (answer: Answer): Asked => {
  const asked = ASKED[answer.version];
  if (asked === undefined) throw new Error('no such version');
  return asked;
};
const scoreOf = (answer: Answer): number => {
  const { min, max } = askedOf(answer).scale;
  return min + (answer.drawn % (max - min + 1));
};
const sentOn = (answer: Answer): Day => localDay(answer.sentAt);
const respondedOn = (answer: Answer): Day | null =>
  answer.hoursToAnswer === null ? null : localDay(DateTime.fromJSDate(answer.sentAt).plus({ hours: answer.hoursToAnswer }).toJSDate());
const localDay = (at: Date): Day => DateTime.fromJSDate(at, { zone: TIME_ZONE }).toISODate() ?? '';

const answer: fc.Arbitrary<Answer> = fc.record({
  version: fc.constantFrom(1, 2, 3, 4),
  touchpoint: fc.constantFrom('delivery', 'support'),
  locale: fc.constantFrom('en', 'fa'),
  drawn: fc.nat(1000),
  sentAt: fc.date({ min: new Date('2025-11-20T00:00:00Z'), max: new Date('2026-05-10T00:00:00Z'), noInvalidDate: true }),
  hoursToAnswer: fc.option(fc.integer({ min: 0, max: 400 })),
});
const range = fc
  .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 70 }))
  .map(([start, length]) => ({ from: addDays('2026-01-20', start), to: addDays('2026-01-20', start + length) }));

function monthsOf(answers: Answer[]) {
  const changes = answers.flatMap((each) => {
    const subject = {
      accountId: 'a',
      surveyId: 's',
      surveyKey: 's',
      version: each.version,
      ...askedOf(each),
      touchpoint: each.touchpoint,
      segments: { locale: each.locale },
    };
    const sent = dayOf(each.sentAt, TIME_ZONE);
    const answeredOn = respondedOn(each);
    return [
      ...rollupChanges({ kind: 'invitation-sent', subject, sentOn: sent }),
      ...(answeredOn === null
        ? []
        : rollupChanges({
            kind: 'response-recorded',
            subject,
            score: scoreOf(each),
            respondedOn: answeredOn,
            sentOn: sent,
          })),
    ];
  });
  return mergeChanges(changes).map(monthOfUpdate);
}

/** n, value, mean and response rate straight from the answers, by the words of the metric definitions. */
function recount(answers: Answer[], { from, to }: DayRange) {
  const scored = answers.filter((each) => {
    const day = respondedOn(each);
    return day !== null && day >= from && day < to;
  });
  const sent = answers.filter((each) => sentOn(each) >= from && sentOn(each) < to);
  const shareOf = (test: (answer: Answer) => boolean) => (100 * scored.filter(test).length) / scored.length;
  const top = shareOf((each) => scoreOf(each) >= askedOf(each).thresholds.high);
  const bottom = shareOf((each) => scoreOf(each) <= askedOf(each).thresholds.low);
  const mean = scored.reduce((sum, each) => sum + scoreOf(each), 0) / scored.length;
  const values: Record<Metric, number> = { nps: top - bottom, csat: top, ces: mean };
  const [first] = answers;
  return {
    n: scored.length,
    value: scored.length > 0 && first ? values[askedOf(first).metric] : null,
    mean: scored.length > 0 ? mean : null,
    rate: sent.length > 0 ? (100 * sent.filter((each) => each.hoursToAnswer !== null).length) / sent.length : null,
  };
}

const close = (value: number | null): unknown => (value === null ? null : expect.closeTo(value, 8));

describe('a report over month documents equals a recount of the answers', () => {
  it('for random answers, ranges, intervals and groupings', () => {
    fc.assert(
      fc.property(
        fc.array(answer, { maxLength: 60 }),
        range,
        fc.option(fc.constantFrom(...INTERVALS)),
        fc.constantFrom<(GroupBy | null)[]>(null, 'touchpoint', 'version', 'locale'),
        (answers, { from, to }, interval, groupBy) => {
          const wanted = new Set(monthsToRead({ from, to, interval, compare: true }));
          const months = monthsOf(answers).filter((month) => wanted.has(month.month));
          const { groups } = scoreReport({ months, from, to, interval, groupBy, where: null, compare: true, minimumSample: 1 });
          const isOf = (group: ScoreGroup) => (each: Answer) =>
            askedOf(each).metric === group.key.metric &&
            (groupBy === null || group.key[groupBy] === each[groupBy as 'touchpoint' | 'version' | 'locale']);

          const isActive = (each: Answer) =>
            [sentOn(each), respondedOn(each)].some((day) => day !== null && day >= from && day < to);
          expect(answers.filter((each) => isActive(each) && !groups.some((group) => isOf(group)(each)))).toEqual([]);
          for (const group of groups) {
            const own = answers.filter(isOf(group));
            for (const figures of [group.total, ...group.buckets]) {
              const now = recount(own, figures);
              const before = recount(own, previousPeriod(figures.from, figures.to));
              expect({
                n: figures.n,
                value: figures.value,
                mean: figures.mean,
                rate: figures.responseRatePercent,
                difference: figures.comparison?.difference,
              }).toEqual({
                n: now.n,
                value: close(now.value),
                mean: close(now.mean),
                rate: close(now.rate),
                difference: close(now.value === null || before.value === null ? null : now.value - before.value),
              });
            }
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
