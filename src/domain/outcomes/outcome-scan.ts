/**
 * Reads customers' sheets once, one at a time, into what each touchpoint and metric has to remember. The order of sheets
 * does not matter, and a sheet is not kept.
 */
import { activeAtClose } from '../business/customer-base.ts';
import type { ChurnRow } from '../business/customer-base.ts';
import { exchangeMinor, rateOn } from '../exchange.ts';
import type { RateTable } from '../exchange.ts';
import type { Fraction } from '../fraction.ts';
import { observedPart } from '../local-day.ts';
import type { Metric, Scale } from '../metric.ts';
import { bottomCategory } from '../score.ts';
import { addDays, daysBetween } from '../period.ts';
import type { Day, DayRange } from '../period.ts';
import { isClosedAtLandmark } from './case-effect.ts';
import { firstWhileActive, followUpFrom, latestAnswer, silentFollowUp, silentSince } from './follow-up-window.ts';
import { invitedCustomers, addInvited } from './invited-customers.ts';
import type { InvitedCustomers } from './invited-customers.ts';
import { amountOn } from './outcome-sheet.ts';
import type { AmountSteps, AskEnd, OutcomeSheet, SheetAnswer, SheetAsk } from './outcome-sheet.ts';
import { addChangedAnswer, addFirstAnswer, addLatestAnswer, addSilent, addUnreached, emptyTouchpoint } from './touchpoint-outcomes.ts';
import type { SnapshotMoney, TouchpointTally } from './touchpoint-outcomes.ts';

export interface OutcomeQuestion {
  from: Day;
  /** Exclusive. */
  to: Day;
  /** The first unobserved day: what happens from it on is not looked at. */
  until: Day;
  touchpoint: string | null;
  metric: Metric | null;
  /** Only answers and asks of this value of a declared segment. */
  where: { segment: string; value: string } | null;
  /** Only amounts of this currency, or brought into it at the rates of the last observed day. */
  currency: string | null;
  rates: RateTable;
}

/** A customer behind the money at risk. */
export interface CustomerAtRisk {
  customerId: string;
  score: number;
  answeredOn: Day;
  currency: string;
  mrrMinor: number;
}

export interface ScannedTouchpoint {
  touchpoint: string;
  metric: Metric;
  tally: TouchpointTally;
  invited: InvitedCustomers;
}

export interface OutcomeScan {
  question: OutcomeQuestion;
  /** The observed part of the period, `null` when nothing of it is. */
  range: DayRange | null;
  lastDay: Day;
  rateOf: Map<string, Fraction | null>;
  touchpoints: Map<string, ScannedTouchpoint>;
  /** Called for each customer with money at risk. */
  onRisk: ((customer: CustomerAtRisk) => void) | null;
}

/** A customer's rows at one touchpoint. */
interface RowsOfOne {
  found: ScannedTouchpoint;
  answers: SheetAnswer[];
  asks: SheetAsk[];
}

export function startScan(question: OutcomeQuestion, onRisk: OutcomeScan['onRisk'] = null): OutcomeScan {
  const { from, to, until } = question;
  return { question, range: from < to ? observedPart({ from, to }, until) : null, lastDay: addDays(until, -1), rateOf: new Map(), touchpoints: new Map(), onRisk };
}

/** Adds one customer in place; `id` names them to `onRisk`. */
export function scanSheet(scan: OutcomeScan, sheet: OutcomeSheet, id: string): void {
  if (scan.range === null) return;
  const churns = sheet.left.map((date): ChurnRow => ({ date, type: 'full' }));
  for (const rows of rowsByPlace(scan, sheet)) scanPlace(scan, scan.range, { sheet, id, churns, rows, found: rows.found });
}

interface Place {
  sheet: OutcomeSheet;
  id: string;
  churns: readonly ChurnRow[];
  rows: RowsOfOne;
  found: ScannedTouchpoint;
}

function scanPlace(scan: OutcomeScan, range: DayRange, place: Place): void {
  const { sheet, churns, rows, found } = place;
  const { until } = scan.question;
  const { answers } = rows;
  const first = firstWhileActive(answers, sheet.intervals, range);
  if (first !== null) {
    const followUp = followUpFrom(first.answeredOn, churns, until);
    const { score, category, caseClosed } = first;
    if (followUp !== null) {
      // Named one by one here and below: spread, they cost as much as all the rest.
      const { followedDays, churned } = followUp;
      const hasClosedCase = caseClosed !== undefined && isClosedAtLandmark(first.answeredOn, caseClosed);
      const money = moneyFrom(scan, sheet, first.answeredOn, null);
      addFirstAnswer(found.tally, { followedDays, churned, score, category, money, stratum: null, hasClosedCase });
      countAsInvited(place, first.askedOn ?? first.answeredOn, money, first);
    }
  }
  scanChange(scan, range, place, answers);
  const latest = latestAnswer(answers, range);
  if (latest !== null) scanLatest(scan, place, latest);
  if (rows.asks.length > 0) scanAsks(scan, range, place, first !== null);
}

/** The first answer of the period, given while active, that has another one before it: in the period or earlier. */
function scanChange(scan: OutcomeScan, range: DayRange, { sheet, churns, found }: Place, answers: readonly SheetAnswer[]): void {
  if (answers.length < 2) return;
  const changed = firstWhileActive(answers.slice(1), sheet.intervals, range);
  const previous = changed === null ? undefined : answers[answers.indexOf(changed) - 1];
  if (changed === null || previous === undefined) return;
  const followUp = followUpFrom(changed.answeredOn, churns, scan.question.until);
  if (followUp === null) return;
  const { followedDays, churned } = followUp;
  addChangedAnswer(found.tally, { followedDays, churned, previousScore: previous.score, score: changed.score });
}

function scanLatest(scan: OutcomeScan, { sheet, id, found }: Place, { score, category, answeredOn }: SheetAnswer): void {
  const isActive = activeAtClose(sheet.intervals, scan.lastDay);
  const money: SnapshotMoney[] = moneyFrom(scan, sheet, answeredOn, answeredOn);
  addLatestAnswer(found.tally, { score, category, isActive, money });
  if (scan.onRisk === null || !isActive || category !== bottomCategory(found.metric)) return;
  for (const { currency, mrrNow } of money) if (mrrNow > 0) scan.onRisk({ customerId: id, score, answeredOn, currency, mrrMinor: mrrNow });
}

function scanAsks(scan: OutcomeScan, range: DayRange, place: Place, hasFirst: boolean): void {
  const { sheet, churns, rows, found } = place;
  const { until } = scan.question;
  const answerDays = rows.answers.map(({ answeredOn }) => answeredOn);
  for (const end of ['silent', 'bounced', 'unsubscribed'] as const satisfies AskEnd[]) {
    const asks = rows.asks.filter((ask) => ask.end === end);
    if (asks.length === 0) continue;
    const since = silentSince(asks.map(({ sentOn, endedOn }) => ({ sentOn, expiredOn: endedOn })), answerDays, sheet.intervals, range, until);
    const followUp = since === null ? null : silentFollowUp(since, churns, answerDays.find((day) => day >= since) ?? null, until);
    if (since === null || followUp === null) continue;
    const { followedDays, churned } = followUp;
    const money = moneyFrom(scan, sheet, since, null);
    if (end !== 'silent') {
      addUnreached(found.tally, end, { followedDays, churned, money });
      continue;
    }
    addSilent(found.tally, { followedDays, churned, money, stratum: null, answeredLater: hasFirst });
    const ask = asks.find(({ sentOn, endedOn }) => endedOn === since && sentOn >= range.from && sentOn < range.to);
    if (!hasFirst) countAsInvited(place, ask?.sentOn ?? since, money, null);
  }
}

/** `money`: whatever the day of its MRR, its values are those of the last observed day. */
function countAsInvited({ sheet, found }: Place, askedOn: Day, money: readonly SnapshotMoney[], answer: Pick<SheetAnswer, 'score' | 'category'> | null): void {
  const startedOn = sheet.intervals[0]?.from ?? askedOn;
  addInvited(found.invited, { tenureDays: Math.max(0, daysBetween(startedOn, askedOn)), answer, values: money });
}

/** A customer's amounts: MRR on a day and on the last observed one, and the value that held on `valuedOn`, by default the last observed day. */
function moneyFrom(scan: OutcomeScan, sheet: OutcomeSheet, day: Day, valuedOn: Day | null): SnapshotMoney[] {
  const found: SnapshotMoney[] = [];
  for (const steps of sheet.mrr) {
    const entry = entryOf(scan, found, steps);
    if (entry === null) continue;
    entry.mrr += converted(scan, steps.currency, amountOn(steps, day) ?? 0, entry.currency);
    entry.mrrNow += converted(scan, steps.currency, amountOn(steps, scan.lastDay) ?? 0, entry.currency);
  }
  for (const steps of sheet.clv) {
    const value = amountOn(steps, valuedOn ?? scan.lastDay);
    const entry = value === null ? null : entryOf(scan, found, steps);
    if (entry !== null && value !== null) entry.clv = (entry.clv ?? 0) + converted(scan, steps.currency, value, entry.currency);
  }
  return found;
}

function entryOf(scan: OutcomeScan, entries: SnapshotMoney[], { currency, days }: AmountSteps): SnapshotMoney | null {
  const target = targetOf(scan, currency);
  if (target === null || (days[0] ?? scan.question.until) >= scan.question.until) return null;
  let entry = entries.find((known) => known.currency === target);
  if (entry === undefined) entries.push((entry = { currency: target, mrr: 0, clv: null, mrrNow: 0 }));
  return entry;
}

/** The currency an amount is shown in, `null` where the report leaves it out. */
function targetOf(scan: OutcomeScan, currency: string): string | null {
  const wanted = scan.question.currency;
  if (wanted === null || wanted === currency) return currency;
  return rateTo(scan, currency, wanted) === null ? null : wanted;
}

function rateTo(scan: OutcomeScan, currency: string, wanted: string): Fraction | null {
  let rate = scan.rateOf.get(currency);
  if (rate === undefined) scan.rateOf.set(currency, (rate = rateOn(scan.question.rates, currency, wanted, scan.lastDay)));
  return rate;
}

function converted(scan: OutcomeScan, currency: string, amount: number, target: string): number {
  if (currency === target || amount === 0) return amount;
  const rate = rateTo(scan, currency, target);
  return rate === null ? 0 : exchangeMinor(amount, currency, rate, target);
}

function rowsByPlace(scan: OutcomeScan, sheet: OutcomeSheet): RowsOfOne[] {
  const places: RowsOfOne[] = [];
  for (const answer of sheet.answers) if (isWanted(scan.question, sheet, answer)) rowsAt(scan, places, answer).answers.push(answer);
  for (const ask of sheet.asks) if (isWanted(scan.question, sheet, ask)) rowsAt(scan, places, ask).asks.push(ask);
  return places;
}

function isWanted({ touchpoint, metric, where }: OutcomeQuestion, sheet: OutcomeSheet, row: SheetAnswer | SheetAsk): boolean {
  return (touchpoint === null || row.touchpoint === touchpoint) && (metric === null || row.metric === metric) && (where === null || isIn(row, sheet, where));
}

/** By what the ask was marked with, else by what was imported about the customer. */
function isIn({ segments }: SheetAnswer | SheetAsk, { properties }: OutcomeSheet, { segment, value }: { segment: string; value: string }): boolean {
  const name = segment.startsWith('property:') ? segment.slice('property:'.length) : null;
  return (segments[segment] ?? (name === null ? undefined : properties[name])) === value;
}

function rowsAt(scan: OutcomeScan, places: RowsOfOne[], row: SheetAnswer | SheetAsk): RowsOfOne {
  const found = touchpointOf(scan, row);
  let rows = places.find((known) => known.found === found);
  if (rows === undefined) places.push((rows = { found, answers: [], asks: [] }));
  return rows;
}

function touchpointOf(scan: OutcomeScan, { touchpoint, metric, scale }: SheetAnswer | SheetAsk): ScannedTouchpoint {
  const key = `${touchpoint}\0${metric}\0${scale}`;
  let found = scan.touchpoints.get(key);
  if (found === undefined) {
    found = { touchpoint, metric, tally: emptyTouchpoint(metric, scaleOf(scale)), invited: invitedCustomers() };
    scan.touchpoints.set(key, found);
  }
  return found;
}

function scaleOf(name: string): Scale {
  const [min = '0', max = '0'] = name.split('-');
  return { min: Number(min), max: Number(max) };
}
