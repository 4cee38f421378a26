/** A made-up company with customers who pay, answer and leave: the same each time. */
import { ownedFacts, type StoredFact } from '../../src/domain/facts.ts';
import { categorize } from '../../src/domain/score.ts';
import { sheetFacts, type SheetAnswer, type SheetAsk } from '../../src/domain/outcomes/outcome-sheet.ts';
import { addDays, type Day } from '../../src/domain/period.ts';
import type { Doc } from './stage.ts';

export const TOUCHPOINTS = 20;
const FIRST = '2024-06-01';
const SCALE = { min: 0, max: 10 };
const THRESHOLDS = { low: 6, high: 9 };

export interface Person {
  customerId: string;
  /** Their id in the company's own systems. */
  owner: string;
  facts: StoredFact[];
  answers: SheetAnswer[];
  asks: SheetAsk[];
}

/** A linear congruence. */
export function randomness(seed: number): (most: number) => number {
  let state = seed;
  return (most) => (state = (state * 48_271) % 2_147_483_647) % most;
}

export function aPerson(owner: string, answersEach: number, random: (most: number) => number): Person {
  return { customerId: `cus-${owner}`, owner, facts: factsOf(owner, random), ...rowsOf(answersEach, random) };
}

function factsOf(owner: string, random: (most: number) => number): StoredFact[] {
  const since = addDays(FIRST, random(200));
  const recorded = { owner, recordedAt: new Date(0), importId: 'seed', supersededAt: null, supersededBy: null };
  const invoices = Array.from({ length: 20 }, (_, month): StoredFact => {
    const startsOn = addDays(since, month * 30);
    const values = { invoiceId: `${owner}-${month}`, subscriptionId: null, type: 'recurring' as const, startsOn, endsOn: addDays(startsOn, 29), amount: { amountMinor: 1000 + (month > 8 ? 500 : 0) + 100 * random(2), currency: 'EUR' } };
    return { ...recorded, kind: 'revenue', key: values.invoiceId, values };
  });
  return [
    { ...recorded, kind: 'customers', key: owner, values: { startedOn: since, email: null, name: null, locale: null, timeZone: null, properties: { plan: 'pro' } } },
    ...invoices,
    { ...recorded, kind: 'lifetime-values', key: 'v', values: { asOf: addDays(since, 30), value: { amountMinor: 100 * random(9000), currency: 'EUR' }, method: null } },
    ...(random(5) === 0 ? [churnOn(owner, addDays(since, 200 + random(400)))] : []),
  ];
}

/** As an import would store it. */
export function churnOn(owner: string, date: Day): StoredFact {
  return { owner, kind: 'churn', key: date, values: { date, type: 'full', reason: null, amount: null }, recordedAt: new Date(0), importId: 'seed', supersededAt: null, supersededBy: null };
}

function rowsOf(answersEach: number, random: (most: number) => number): Pick<Person, 'answers' | 'asks'> {
  const place = () => ({ touchpoint: `touchpoint-${random(TOUCHPOINTS)}`, metric: 'nps' as const, scale: '0-10', segments: {} });
  const answers = Array.from({ length: answersEach }, (): SheetAnswer => {
    const [answeredOn, score] = [addDays('2025-01-01', random(440)), random(11)];
    return { ...place(), answeredOn, score, category: categorize('nps', THRESHOLDS, score), askedOn: addDays(answeredOn, -2) };
  });
  const sentOn = addDays('2025-01-01', random(300));
  return { answers: answers.toSorted((one, other) => (one.answeredOn < other.answeredOn ? -1 : 1)), asks: [{ ...place(), sentOn, endedOn: addDays(sentOn, 30), end: 'silent' }] };
}

export function sheetOf(accountId: string, { customerId, owner, facts, answers, asks }: Person): Doc {
  return { _id: customerId, accountId, owner, answers, asks, ...sheetFacts(ownedFacts(facts)), factsRevision: 1 };
}

export function factSheetOf(accountId: string, { owner, facts }: Person): Doc {
  return { _id: `facts-${owner}`, accountId, owner, facts, revision: 1 };
}

export function customerOf(accountId: string, { customerId, owner }: Person): Doc {
  return { _id: customerId, accountId, externalId: owner, email: null, emailKey: null, name: null, locale: null, timeZone: null, properties: {}, createdAt: new Date(0), updatedAt: new Date(0), decisions: 0 };
}

export function responsesOf(accountId: string, { customerId, answers }: Person): Doc[] {
  return answers.map(({ answeredOn, askedOn, scale: _name, ...answer }, index) => {
    const respondedAt = new Date(`${answeredOn}T12:00:00Z`);
    return {
      _id: `${customerId}-answer-${index}`, accountId, surveyId: 'past', surveyKey: 'past', version: 1, ...answer, scale: SCALE, thresholds: THRESHOLDS, customerId, channel: 'import', language: null, comment: null,
      respondedAt, respondedOn: answeredOn, recordedAt: respondedAt, sentOn: askedOn, updatedAt: respondedAt, sender: null, revisions: [], excluded: null, importId: 'seed',
    };
  });
}

export function invitationsOf(accountId: string, { customerId, asks }: Person, survey: { _id: string; key: string }): Doc[] {
  return asks.map(({ touchpoint, metric, segments, sentOn, endedOn }, index) => {
    const [sentAt, expiresAt] = [new Date(`${sentOn}T12:00:00Z`), new Date(`${endedOn}T12:00:00Z`)];
    return {
      _id: `${customerId}-ask-${index}`, accountId, surveyId: survey._id, surveyKey: survey.key, version: 1, metric, touchpoint, segments, channel: 'email', customerId, status: 'expired', phase: 'closed', sentAt, sentOn, expiresAt,
      respondedAt: null, history: [{ status: 'sent', at: sentAt }, { status: 'expired', at: expiresAt }], createdAt: sentAt, wakeAt: null,
    };
  });
}
