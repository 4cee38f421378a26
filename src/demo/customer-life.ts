/** One customer's life with the company: who they are, how they feel about each touchpoint, and when they come, leave and return. */
import { chanceOf, daysUntil, happens, indexAt, wholeBetween } from './chance.ts';
import type { Chance } from './chance.ts';
import { COMPANY_LANGUAGES } from './company-plan.ts';
import type { CompanyLanguage, CompanyPlan } from './company-plan.ts';
import type { Calendar } from './calendar.ts';
import { personOf } from './people.ts';
import type { Person } from './people.ts';

/** How a customer feels from a day on, until the next mood. Places among all customers run from 0 (least) to 1. */
export interface Mood {
  /** Days since the plan's `from`; `-Infinity` for the first mood. */
  from: number;
  /** Place by satisfaction with the company on the whole. */
  satisfaction: number;
  /** Place by satisfaction at each touchpoint, as the plan lists them. */
  places: readonly number[];
  /** The score that goes with it, at each touchpoint. */
  scores: readonly number[];
  /** How many times the company's hazard they are under. */
  relativeHazard: number;
}

/** Days since the plan's `from`; gone at the close of `until`, `null` = still there. */
export interface Stay {
  from: number;
  until: number | null;
}

export interface CustomerLife extends Person {
  /** 0, 1, 2 … */
  number: number;
  customerId: string;
  language: CompanyLanguage;
  /** Place by lifetime value, 0–1. */
  worth: number;
  segment: 'small' | 'medium' | 'large';
  /** One, or two where something went wrong on the way. */
  moods: readonly Mood[];
  stays: readonly Stay[];
}

export function customerLife(plan: CompanyPlan, calendar: Calendar, number: number): CustomerLife {
  const chance = chanceOf(plan.seed, 'life', number);
  const end = calendar.placeOf(plan.to);
  const language = COMPANY_LANGUAGES[indexAt(COMPANY_LANGUAGES.map((name) => plan.languages[name]), chance())] ?? 'en';
  const start = happens(chance, plan.existingShare) ? -Math.ceil(plan.longestTenureDays * chance() ** 1.5) : Math.floor(chance() * end);
  const moods = moodsOf(plan, chance, Math.max(start, 0));
  const general = moods[0]?.satisfaction ?? 0;
  const worth = happens(chance, plan.lifetimeValue.link) ? general : chance();
  return {
    number,
    customerId: `demo-${String(number + 1).padStart(5, '0')}`,
    language,
    ...personOf(chanceOf(plan.seed, 'person', number), language, number + 1),
    worth,
    segment: worth < 0.6 ? 'small' : worth < 0.9 ? 'medium' : 'large',
    moods,
    stays: staysOf(plan, chanceOf(plan.seed, 'stays', number), { moods, start, end }),
  };
}

/** The mood that holds on a day. */
export function moodOn({ moods }: Pick<CustomerLife, 'moods'>, day: number): Mood {
  const mood = moods.findLast(({ from }) => from <= day);
  if (mood === undefined) throw new RangeError('a customer has a mood on every day');
  return mood;
}

/** There at the close of the day? */
export function isThere({ stays }: Pick<CustomerLife, 'stays'>, day: number): boolean {
  return stays.some(({ from, until }) => from <= day && (until === null || day < until));
}

/** Hazard of a day at a relative hazard of 1: −ln of the chance to get through it. */
function dailyHazard({ monthlyChurn }: Pick<CompanyPlan, 'monthlyChurn'>): number {
  return -Math.log(1 - monthlyChurn) / 30;
}

/** The true chance that somebody who is there at the close of `day` leaves within so many days after it. */
export function churnChance(plan: CompanyPlan, life: Pick<CustomerLife, 'moods'>, day: number, withinDays: number): number {
  let exposure = 0;
  life.moods.forEach(({ from, relativeHazard }, index) => {
    const first = Math.max(from, day + 1);
    const last = Math.min((life.moods[index + 1]?.from ?? Infinity) - 1, day + withinDays);
    if (last >= first) exposure += relativeHazard * (last - first + 1);
  });
  return 1 - Math.exp(-dailyHazard(plan) * exposure);
}

function moodsOf(plan: CompanyPlan, chance: Chance, watchedFrom: number): Mood[] {
  const satisfaction = chance();
  const places = plan.touchpoints.map(({ hazardByScore }) => (hazardByScore !== null && happens(chance, plan.satisfactionLink) ? satisfaction : chance()));
  const moods = [moodFrom(plan, -Infinity, satisfaction, places)];
  const { perYear, severity } = plan.incidents;
  if (perYear > 0) {
    const day = watchedFrom + daysUntil(chance, 365 / perYear);
    const left = 1 - severity;
    const fallen = plan.touchpoints.map(({ hazardByScore }, index) => (places[index] ?? 0) * (hazardByScore === null ? 1 : left));
    moods.push(moodFrom(plan, day, satisfaction * left, fallen));
  }
  return moods;
}

function moodFrom({ touchpoints }: CompanyPlan, from: number, satisfaction: number, places: readonly number[]): Mood {
  const steps = touchpoints.map(({ scoreShares }, index) => indexAt(scoreShares, places[index] ?? 0));
  return {
    from,
    satisfaction,
    places,
    scores: touchpoints.map(({ scale }, index) => scale.min + (steps[index] ?? 0)),
    relativeHazard: touchpoints.reduce((product, { hazardByScore }, index) => product * (hazardByScore?.[steps[index] ?? 0] ?? 1), 1),
  };
}

/** Whoever had started before the story begins is there when it does. Watched up to the day before `end`. */
function staysOf(plan: CompanyPlan, chance: Chance, { moods, start, end }: { moods: readonly Mood[]; start: number; end: number }): Stay[] {
  const stays: Stay[] = [];
  for (let from = start; from < end; ) {
    const until = leavingDay(plan, chance, moods, Math.max(from, 0));
    stays.push({ from, until: until < end ? until : null });
    if (until >= end || !happens(chance, plan.returnShare)) break;
    from = until + wholeBetween(chance, 20, 150);
  }
  return stays;
}

/** The first day on which the hazard gathered since the close of `since` exceeds what chance allows. */
function leavingDay(plan: CompanyPlan, chance: Chance, moods: readonly Mood[], since: number): number {
  let left = -Math.log(1 - chance()) / dailyHazard(plan);
  for (const [index, { from, relativeHazard }] of moods.entries()) {
    const first = Math.max(from, since + 1);
    const next = moods[index + 1]?.from ?? Infinity;
    if (next <= first) continue;
    const days = Math.max(1, Math.ceil(left / relativeHazard));
    if (first + days - 1 < next) return first + days - 1;
    left -= relativeHazard * (next - first);
  }
  return Infinity;
}
