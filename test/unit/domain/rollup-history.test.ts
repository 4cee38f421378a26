import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { total } from '../../../src/domain/distribution.ts';
import { addDays } from '../../../src/domain/period.ts';
import type { Day } from '../../../src/domain/period.ts';
import { monthOfUpdate, rollupDrift } from '../../../src/domain/rollup-drift.ts';
import { mergeChanges, reverseChanges, rollupChanges, sumDays } from '../../../src/domain/rollup.ts';
import type { RollupChange, RollupEvent, RollupSubject, RollupUpdate } from '../../../src/domain/rollup.ts';
import { size } from '../../support/size.ts';

const HISTORIES = size(500, 10_000);

const subject: RollupSubject = {
  accountId: 'a1',
  surveyId: 's1',
  surveyKey: 'after-delivery',
  version: 2,
  metric: 'nps',
  scale: { min: 0, max: 10 },
  thresholds: { low: 6, high: 9 },
  touchpoint: 'delivery',
  segments: {},
};
/** What one invitation went through, as drawn; `revisions` are the scores after the first. */
interface Story {
  subject: RollupSubject;
  sentOn: Day;
  isMailed: boolean;
  isBounced: boolean;
  respondedOn: Day;
  scores: number[];
  exclusions: number;
  /** A program's answer came first and was held back, and released again. */
  held: number | null;
  isReleased: boolean;
  isErased: boolean;
}

function changesOf(story: Story): RollupChange[] {
  const changes: RollupChange[] = [];
  const { sentOn, respondedOn } = story;
  const add = (event: RollupEvent) => changes.push(...rollupChanges(event));
  if (story.isMailed) add({ kind: 'invitation-sent', subject: story.subject, sentOn });
  if (story.isBounced) add({ kind: 'invitation-bounced', subject: story.subject, sentOn });
  if (story.held !== null) add({ kind: 'response-held', subject: story.subject, score: story.held, respondedOn });
  if (story.held !== null && story.isReleased) add({ kind: 'response-released', subject: story.subject, score: story.held, respondedOn });
  const [first, ...revisions] = story.scores;
  if (first !== undefined) {
    let last = first;
    add({ kind: 'response-recorded', subject: story.subject, score: first, respondedOn, sentOn: story.isMailed ? sentOn : null });
    for (const score of revisions) {
      add({ kind: 'response-revised', subject: story.subject, previousScore: last, score, respondedOn });
      last = score;
    }
    for (let i = 0; i < story.exclusions; i += 1) {
      const kind = i % 2 === 0 ? 'response-excluded' : 'response-restored';
      add({ kind, subject: story.subject, score: last, respondedOn });
    }
  }
  return story.isErased ? [...changes, ...reverseChanges(changes)] : changes;
}

/** Counts straight from where each story ended, without any of the code under test. */
function recount(stories: Story[]): Map<string, number> {
  const counts = new Map<string, number>();
  const bump = (story: Story, day: Day, name: string) => {
    for (const segment of ['everybody', ...Object.entries(story.subject.segments).map((pair) => pair.join('='))]) {
      const id = [story.subject.touchpoint, story.subject.version, segment, day, name].join(' ');
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  };
  for (const story of stories.filter((each) => !each.isErased)) {
    const last = story.scores.at(-1);
    if (story.isMailed) bump(story, story.sentOn, 'sent');
    if (story.isBounced) bump(story, story.sentOn, 'bounced');
    if (story.held !== null && !story.isReleased) bump(story, story.respondedOn, `held.${story.held}`);
    if (last !== undefined && story.isMailed) bump(story, story.sentOn, 'responded');
    if (last !== undefined && story.exclusions % 2 === 0) bump(story, story.respondedOn, `scores.${last}`);
  }
  return counts;
}

function readable(updates: RollupUpdate[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { key, increments } of updates) {
    const segment = key.segment === '' ? 'everybody' : `${key.segment}=${key.segmentValue}`;
    for (const [path, count] of Object.entries(increments)) {
      const [, day = '', ...name] = path.split('.');
      counts.set([key.touchpoint, key.version, segment, `${key.month}-${day}`, name.join('.')].join(' '), count);
    }
  }
  return counts;
}

describe('any history of changes, in any order and grouping, equals a recount of the final answers', () => {
  const day = fc.integer({ min: 0, max: 70 }).map((offset) => addDays('2026-01-20', offset));
  const story = fc.record<Story>({
    subject: fc
      .record({
        version: fc.constantFrom(1, 2),
        touchpoint: fc.constantFrom('delivery', 'support'),
        segments: fc.constantFrom<Record<string, string>[]>({}, { locale: 'fa' }, { locale: 'pl', 'property:plan': 'pro' }),
      })
      .map((differing) => ({ ...subject, ...differing })),
    sentOn: day,
    isMailed: fc.boolean(),
    isBounced: fc.boolean(),
    respondedOn: day,
    scores: fc.array(fc.integer({ min: 0, max: 10 }), { maxLength: 4 }),
    exclusions: fc.integer({ min: 0, max: 3 }),
    held: fc.option(fc.integer({ min: 0, max: 10 })),
    isReleased: fc.boolean(),
    isErased: fc.boolean(),
  });
  const history = fc
    .array(story, { maxLength: 12 })
    .chain((stories) => {
      const changes = stories.flatMap(changesOf);
      return fc.tuple(
        fc.constant(stories),
        fc.shuffledSubarray(changes, { minLength: changes.length, maxLength: changes.length }),
        fc.integer({ min: 1, max: 7 }),
      );
    });

  it('over many random histories', () => {
    fc.assert(
      fc.property(history, ([stories, shuffled, groupSize]) => {
        const stored = [];
        for (let i = 0; i < shuffled.length; i += groupSize) {
          stored.push(...mergeChanges(shuffled.slice(i, i + groupSize)).map(monthOfUpdate));
        }
        const inOrder = mergeChanges(stories.flatMap(changesOf));
        expect(rollupDrift(stored, inOrder)).toEqual([]);
        expect(readable(inOrder)).toEqual(recount(stories));
        const sum = sumDays(
          stored.filter((month) => month.segment === ''),
          '2026-01-20',
          '2026-04-05',
        );
        const counted = stories.filter((each) => !each.isErased && each.scores.length > 0 && each.exclusions % 2 === 0);
        expect(total(sum.scores)).toBe(counted.length);
        expect(total(sum.held)).toBe(stories.filter((each) => !each.isErased && each.held !== null && !each.isReleased).length);
      }),
      { numRuns: HISTORIES },
    );
  }, size(15_000, 600_000));
});
