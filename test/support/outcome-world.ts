/**
 * A small random company, and the outcomes report computed the slow and plain way: straight from the rows, with no sheet,
 * no steps and none of the product's reading of them. Numbers of statistics (intervals, tests) are not recomputed here.
 */
import type { App } from '../../src/app.ts';
import type { FactRow } from '../../src/domain/facts.ts';
import { addDays, daysBetween } from '../../src/domain/period.ts';
import { aSurvey } from './test-app.ts';
import { anAnswer, anAsk, customer, imported, left, pays, put, started, worth } from './facts.ts';

export interface Person {
  id: string;
  owner: string;
  startedOn: string | null;
  churns: { date: string; type: 'full' | 'partial' | 'returned' }[];
  recurring: { subscriptionId: string | null; startsOn: string; endsOn: string; amountMinor: number; currency: string }[];
  values: { asOf: string; amountMinor: number; currency: string }[];
  answers: { day: string; score: number; touchpoint: string; plan: string; askedOn: string | null }[];
  asks: { sentOn: string; endedOn: string; end: 'silent' | 'bounced' | 'unsubscribed'; touchpoint: string }[];
}

function randomness(start: number): (most: number) => number {
  let seed = start;
  return (most) => (seed = (seed * 48_271) % 2_147_483_647) % most;
}

const FIRST = '2025-01-01';

export function randomPeople(seed: number, count: number): Person[] {
  const random = randomness(seed);
  const day = (most = 450): string => addDays(FIRST, random(most));
  const some = <Item>(most: number, make: () => Item): Item[] => Array.from({ length: random(most + 1) }, make);
  return Array.from({ length: count }, (_, index) => ({
    id: '',
    owner: `p${index}`,
    startedOn: random(12) === 0 ? null : day(200),
    churns: some(2, () => ({ date: day(), type: (['full', 'full', 'partial', 'returned'] as const)[random(4)] ?? 'full' })),
    recurring: some(5, () => {
      const startsOn = day(400);
      return { subscriptionId: [null, 's1', 's2'][random(3)] ?? null, startsOn, endsOn: addDays(startsOn, 10 + random(200)), amountMinor: 1 + random(50_000), currency: random(5) === 0 ? 'USD' : 'EUR' };
    }),
    values: some(3, () => ({ asOf: day(), amountMinor: random(900_000), currency: random(5) === 0 ? 'USD' : 'EUR' })),
    answers: some(5, () => ({ day: day(), score: random(11), touchpoint: random(3) === 0 ? 'delivery' : 'checkout', plan: random(2) === 0 ? 'pro' : 'free', askedOn: random(2) === 0 ? day() : null }))
      .toSorted((one, other) => (one.day < other.day ? -1 : 1)),
    asks: some(3, () => {
      const sentOn = day();
      return { sentOn, endedOn: addDays(sentOn, random(40)), end: (['silent', 'silent', 'bounced', 'unsubscribed'] as const)[random(4)] ?? 'silent', touchpoint: random(3) === 0 ? 'delivery' : 'checkout' };
    }),
  }));
}

function factsOf(person: Person): FactRow[] {
  const { owner } = person;
  return [
    ...(person.startedOn === null ? [] : [started(owner, person.startedOn)]),
    ...person.churns.map(({ date, type }) => left(owner, date, type)),
    ...person.recurring.map(({ startsOn, endsOn, subscriptionId, ...amount }) => pays(owner, startsOn, endsOn, amount, { subscriptionId })),
    ...person.values.map(({ asOf, ...amount }) => worth(owner, asOf, amount)),
  ];
}

/** Stores facts, customers, answers and asks of everybody. Values of one day and currency correct each other, so only the last counts. */
export async function settle(app: App, accountId: string, people: Person[]): Promise<void> {
  const survey = await aSurvey(app, accountId);
  for (const person of people) person.id = await customer(accountId, person.owner);
  await imported(app, accountId, people.flatMap(factsOf));
  await put('responses', people.flatMap(({ id, answers }) => answers.map(({ plan, ...answer }) => anAnswer(accountId, { customerId: id, ...answer, segments: { 'property:plan': plan } }))));
  await put('invitations', people.flatMap(({ id, asks }) => asks.map((ask) => anAsk(accountId, { customerId: id, surveyId: survey._id, ...ask }))));
}

export interface PlainGroup {
  customers: number;
  /** Followed days, and whether they left, of each. */
  followed: { days: number; left: boolean }[];
  mrr: number;
  mrrNow: number;
  clv: number[];
}

export interface PlainTouchpoint {
  groups: Record<string, PlainGroup>;
  mrrAtRisk: number;
  invited: number;
}

export interface PlainQuestion {
  from: string;
  to: string;
  until: string;
  currency: string;
  plan?: string;
}

function isActive({ startedOn, churns }: Person, day: string): boolean {
  if (startedOn === null || startedOn > day) return false;
  let active = true;
  const days = [...new Set(churns.map(({ date }) => date))].filter((date) => date >= startedOn && date <= day).toSorted();
  for (const date of days) {
    const types = churns.filter((churn) => churn.date === date).map(({ type }) => type);
    // Both on one day leave everything as it was.
    if (types.includes('full') && types.includes('returned')) continue;
    if (types.includes('full')) active = false;
    if (types.includes('returned')) active = true;
  }
  return active;
}

function mrrOn(person: Person, day: string, currency: string): number {
  if (!isActive(person, day)) return 0;
  let sum = 0;
  for (const subscription of new Set(person.recurring.map(({ subscriptionId }) => subscriptionId))) {
    const covering = person.recurring.filter((row) => row.subscriptionId === subscription && row.startsOn <= day && row.endsOn >= day);
    const row = covering.toSorted((one, other) =>
      other.startsOn.localeCompare(one.startsOn) || other.endsOn.localeCompare(one.endsOn) || monthly(other) - monthly(one) || other.currency.localeCompare(one.currency))[0];
    if (row?.currency === currency) sum += monthly(row);
  }
  return sum;
}

function monthly({ startsOn, endsOn, amountMinor }: Person['recurring'][number]): number {
  return Math.round(amountMinor / Math.max(1, Math.round((daysBetween(startsOn, endsOn) + 1) / 30.4375)));
}

/** Of several values of one day the last stored corrected the others. */
function clvBefore({ values }: Person, day: string, currency: string): number | null {
  const theirs = values.filter((value) => value.currency === currency && value.asOf < day);
  const latest = theirs.reduce<string>((found, { asOf }) => (asOf > found ? asOf : found), '');
  return theirs.findLast(({ asOf }) => asOf === latest)?.amountMinor ?? null;
}

const categoryOf = (score: number): string => (score >= 9 ? 'promoter' : score >= 7 ? 'passive' : 'detractor');

/** The outcomes of one touchpoint, person by person. */
export function plainOutcomes(people: Person[], touchpoint: string, { from, to, until, currency, plan }: PlainQuestion): PlainTouchpoint {
  const found: PlainTouchpoint = { groups: {}, mrrAtRisk: 0, invited: 0 };
  const end = to < until ? to : until;
  const last = addDays(until, -1);
  const add = (name: string, person: Person, clock: string, watchedTo: string): void => {
    const group = (found.groups[name] ??= { customers: 0, followed: [], mrr: 0, mrrNow: 0, clv: [] });
    const leaving = person.churns.filter(({ type, date }) => type === 'full' && date > clock && date <= watchedTo).map(({ date }) => date).toSorted()[0];
    group.customers += 1;
    group.followed.push({ days: daysBetween(clock, leaving ?? watchedTo), left: leaving !== undefined });
    const mrr = mrrOn(person, clock, currency);
    if (mrr > 0) {
      group.mrr += mrr;
      group.mrrNow += mrrOn(person, last, currency);
    }
    const clv = clvBefore(person, until, currency);
    if (clv !== null) group.clv.push(clv);
  };
  for (const person of people) {
    const all = person.answers.filter((answer) => answer.touchpoint === touchpoint && (plan === undefined || answer.plan === plan));
    const inPeriod = all.filter(({ day }) => day >= from && day < end);
    const first = inPeriod.find(({ day }) => isActive(person, day));
    if (first) {
      for (const name of [categoryOf(first.score), `score:${first.score}`]) add(name, person, first.day, last);
      found.invited += 1;
    }
    const latest = inPeriod.at(-1);
    if (latest && latest.score <= 6 && isActive(person, last)) found.mrrAtRisk += mrrOn(person, last, currency);
    if (plan !== undefined) continue;
    for (const kind of ['silent', 'bounced', 'unsubscribed'] as const) {
      const firstDay = inPeriod[0]?.day ?? until;
      const ended = person.asks.filter((ask) => ask.touchpoint === touchpoint && ask.end === kind && ask.sentOn >= from && ask.sentOn < end)
        .toSorted((one, other) => one.sentOn.localeCompare(other.sentOn))
        .find((ask) => ask.endedOn < firstDay && ask.endedOn < until && isActive(person, ask.endedOn));
      if (!ended) continue;
      const later = all.find(({ day }) => day >= ended.endedOn)?.day;
      add(kind, person, ended.endedOn, later !== undefined && later < last ? later : last);
      if (kind === 'silent' && !first) found.invited += 1;
    }
  }
  return found;
}

/** Kaplan–Meier by its definition: over the days of leaving, 1 − left ÷ still watched. `null` where nobody can know. */
export function plainChurn(followed: PlainGroup['followed'], horizon: number): number | null {
  let survival = 1;
  for (const day of [...new Set(followed.filter(({ left: hasLeft, days }) => hasLeft && days <= horizon).map(({ days }) => days))].toSorted((one, other) => one - other)) {
    const watched = followed.filter(({ days }) => days >= day).length;
    survival *= 1 - followed.filter(({ left: hasLeft, days }) => hasLeft && days === day).length / watched;
  }
  return survival > 1e-12 && !followed.some(({ days }) => days >= horizon) ? null : 1 - survival;
}
