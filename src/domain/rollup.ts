/**
 * Month documents: the distribution per local day of one survey version at one touchpoint, for everybody and for each value
 * of each declared segment. Answers, revisions and invitations become differences; differences add up in any order.
 *
 * Which day: `scores` by the local day of `respondedAt`; `sent`, `bounced` and `responded` by the local day the invitation
 * was *sent* (`responded` = this invitation got an answer), so a day's response rate is about one set of invitations. `held` by the
 * local day of `respondedAt`, too: answers that are held back, which no score holds.
 */
import { accumulate, emptyDistribution } from './distribution.ts';
import type { Distribution } from './distribution.ts';
import type { Metric, Scale, Thresholds } from './metric.ts';
import { monthOf } from './period.ts';
import type { Day, Month } from './period.ts';

/** What an invitation and its answer are counted under. */
export interface RollupSubject {
  accountId: string;
  surveyId: string;
  surveyKey: string;
  version: number;
  metric: Metric;
  scale: Scale;
  thresholds: Thresholds;
  touchpoint: string;
  /**
   * Value per declared segment, `{ locale: 'en', 'property:plan': 'pro' }`. Fixed when the invitation is made: later changes
   * must be counted under the same values or the differences would not meet.
   */
  segments: Record<string, string>;
}

/** Which month document. `segment` is `''` for everybody, else the segment's name. */
export interface RollupKey extends Omit<RollupSubject, 'segments'> {
  segment: string;
  segmentValue: string;
  month: Month;
}

export interface DayCounts {
  scores: Distribution;
  held: Distribution;
  sent: number;
  bounced: number;
  responded: number;
}

/** A stored month. Days and counts that never changed are absent; increments may leave zeros behind, and one stripe of a month may go below zero. */
export interface RollupMonth extends RollupKey {
  /** By day of the month, `'01'` … `'31'`. */
  days: Record<string, Partial<DayCounts>>;
}

export interface RollupChange extends Partial<DayCounts> {
  key: RollupKey;
  /** `'01'` … `'31'`. */
  day: string;
}

/**
 * Something that changes what is counted. `sentOn` of a response is `null` where no invitation was mailed (API, link, widget,
 * import): such answers have scores but are in no response rate. An excluded response loses its score and keeps its
 * `responded`, because the invitation *was* answered; while excluded it must not be revised here. One that is held back counts in `held` until it is released.
 */
export type RollupEvent = { subject: RollupSubject } & (
  | { kind: 'response-recorded'; score: number; respondedOn: Day; sentOn: Day | null }
  | { kind: 'response-revised'; previousScore: number; score: number; respondedOn: Day }
  | { kind: 'response-excluded' | 'response-restored'; score: number; respondedOn: Day }
  | { kind: 'response-held' | 'response-released'; score: number; respondedOn: Day }
  | { kind: 'invitation-sent' | 'invitation-bounced'; sentOn: Day }
);

/** One document's share of some changes: `increments` by path, such as `{ 'days.05.scores.9': 1, 'days.05.sent': 2 }`, none zero. */
export interface RollupUpdate {
  id: string;
  key: RollupKey;
  increments: Record<string, number>;
}

/** Changes an event makes: for everybody, and for each segment value of its subject. */
export function rollupChanges(event: RollupEvent): RollupChange[] {
  const { subject } = event;
  switch (event.kind) {
    case 'response-recorded': {
      const scores = changesOn(subject, event.respondedOn, { scores: { [event.score]: 1 } });
      return event.sentOn === null ? scores : [...scores, ...changesOn(subject, event.sentOn, { responded: 1 })];
    }
    case 'response-revised': {
      const scores: Distribution = { [event.previousScore]: -1 };
      accumulate(scores, { [event.score]: 1 });
      return changesOn(subject, event.respondedOn, { scores });
    }
    case 'response-excluded':
      return changesOn(subject, event.respondedOn, { scores: { [event.score]: -1 } });
    case 'response-restored':
      return changesOn(subject, event.respondedOn, { scores: { [event.score]: 1 } });
    case 'response-held':
      return changesOn(subject, event.respondedOn, { held: { [event.score]: 1 } });
    case 'response-released':
      return changesOn(subject, event.respondedOn, { held: { [event.score]: -1 } });
    case 'invitation-sent':
      return changesOn(subject, event.sentOn, { sent: 1 });
    case 'invitation-bounced':
      return changesOn(subject, event.sentOn, { bounced: 1 });
  }
}

/** Changes that undo `changes`, for what is erased. */
export function reverseChanges(changes: readonly RollupChange[]): RollupChange[] {
  return changes.map(({ key, day, ...counts }) => {
    const reversed: RollupChange = { key, day };
    for (const name of DISTRIBUTIONS) {
      const distribution = counts[name];
      if (distribution !== undefined) reversed[name] = Object.fromEntries(Object.entries(distribution).map(([score, count]) => [score, -count]));
    }
    for (const name of COUNTS) {
      const count = counts[name];
      if (count !== undefined) reversed[name] = -count;
    }
    return reversed;
  });
}

/**
 * Adds changes up to one update per month document, sorted by id so that concurrent writers take documents in the same
 * order. Documents whose changes cancel out are left out.
 */
export function mergeChanges(changes: Iterable<RollupChange>): RollupUpdate[] {
  const updates = new Map<string, RollupUpdate>();
  for (const change of changes) {
    const id = rollupId(change.key);
    let update = updates.get(id);
    if (update === undefined) {
      update = { id, key: change.key, increments: {} };
      updates.set(id, update);
    }
    accumulate(update.increments, flatDay(change.day, change));
  }
  return [...updates.values()]
    .filter((update) => Object.keys(update.increments).length > 0)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** Deterministic, injective identity of a month document, starting with its account. Metric, scale and thresholds follow from the version. */
export function rollupId(key: Omit<RollupKey, 'surveyKey' | 'metric' | 'scale' | 'thresholds'>): string {
  return [key.accountId, key.surveyId, String(key.version), key.touchpoint, key.segment, key.segmentValue, key.month]
    .map(escapePart)
    .join('/');
}

/** Increments that make a stored month from nothing; zeros left out. */
export function incrementsOf(month: Pick<RollupMonth, 'days'>): Record<string, number> {
  const increments: Record<string, number> = {};
  for (const [day, counts] of Object.entries(month.days)) accumulate(increments, flatDay(day, counts));
  return increments;
}

/** Sum of the days in [from, to) over month documents of one scale, stripes included; zeros for none. */
export function sumDays(months: Iterable<Pick<RollupMonth, 'month' | 'days'>>, from: Day, to: Day): DayCounts {
  const sum = emptyDayCounts();
  for (const { month, days } of months) {
    for (const [day, counts] of Object.entries(days)) {
      const date = `${month}-${day}`;
      if (date >= from && date < to) addDayCounts(sum, counts);
    }
  }
  return sum;
}

export function emptyDayCounts(): DayCounts {
  return { scores: emptyDistribution(), held: emptyDistribution(), sent: 0, bounced: 0, responded: 0 };
}

function addDayCounts(target: DayCounts, counts: Partial<DayCounts>): void {
  for (const name of DISTRIBUTIONS) accumulate(target[name], counts[name] ?? {});
  for (const name of COUNTS) target[name] += counts[name] ?? 0;
}

const DISTRIBUTIONS = ['scores', 'held'] as const satisfies (keyof DayCounts)[];
const COUNTS = ['sent', 'bounced', 'responded'] as const satisfies (keyof DayCounts)[];

function changesOn(subject: RollupSubject, on: Day, counts: Partial<DayCounts>): RollupChange[] {
  const { segments, ...rest } = subject;
  const day = on.slice(8);
  const month = monthOf(on);
  return [['', ''] as const, ...Object.entries(segments)].map(([segment, segmentValue]) => ({
    key: { ...rest, segment, segmentValue, month },
    day,
    ...counts,
  }));
}

function flatDay(day: string, counts: Partial<DayCounts>): Record<string, number> {
  const flat: Record<string, number> = {};
  for (const name of DISTRIBUTIONS) {
    for (const [score, count] of Object.entries(counts[name] ?? {})) flat[`days.${day}.${name}.${score}`] = count;
  }
  for (const name of COUNTS) flat[`days.${day}.${name}`] = counts[name] ?? 0;
  return flat;
}

/** `/` separates the parts of an id, so it may not occur in one. */
function escapePart(part: string): string {
  return part.replaceAll('%', '%25').replaceAll('/', '%2F');
}
