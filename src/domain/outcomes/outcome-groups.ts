/**
 * One group of customers followed from an answer, or from an ask that stayed without one: who left when, and their money.
 * Days are counted; amounts are kept (8 bytes each), because a median needs them.
 */
import { summarizeValues } from '../business/lifetime-value.ts';
import type { ValueSummary } from '../business/lifetime-value.ts';
import { addToSum, emptySum, totalOfSum } from '../exact-sum.ts';
import type { ExactSum } from '../exact-sum.ts';
import { divideFractions, fraction, numberOfFraction } from '../fraction.ts';
import { money } from '../money.ts';
import type { Money } from '../money.ts';
import type { FollowUp } from './follow-up-window.ts';
import { countFollowUp, emptyFollowUps, mergeFollowUps } from './survival.ts';
import type { FollowUpCounts } from './survival.ts';

/** A customer's money in one currency, in whole minor units. */
export interface RowMoney {
  currency: string;
  /** MRR at the close of the day the clock started. */
  mrr: number;
  /** MRR on the last observed day. */
  mrrNow: number;
  /** Latest imported lifetime value before `until`; `null` when there is none. */
  clv: number | null;
}

export interface FollowedCustomer extends FollowUp {
  money: readonly RowMoney[];
}

/** Amounts as they come in, with room for more. */
interface Amounts {
  values: Float64Array;
  count: number;
}

interface GroupMoney {
  /** Of customers with MRR > 0 when the clock started. */
  mrr: Amounts;
  mrrNow: ExactSum;
  lost: ExactSum;
  clv: Amounts;
}

export interface GroupTally {
  followUps: FollowUpCounts;
  money: Map<string, GroupMoney>;
}

/** MRR of a group's paying customers when their clocks started, and what became of it. */
export interface GroupMrr extends ValueSummary {
  currency: string;
  total: Money;
  totalNow: Money;
  /** Lost to leaving and downgrades ÷ total, as a fraction; `null` without revenue. */
  revenueChurnGross: number | null;
  /** The same with upgrades taken off; negative when they outweigh. */
  revenueChurnNet: number | null;
}

export interface GroupClv extends ValueSummary {
  currency: string;
}

export function emptyGroup(): GroupTally {
  return { followUps: emptyFollowUps(), money: new Map() };
}

/** Adds one customer in place. */
export function addToGroup(group: GroupTally, customer: FollowedCustomer): void {
  countFollowUp(group.followUps, customer.followedDays, customer.churned);
  for (const { currency, mrr, mrrNow, clv } of customer.money) {
    const sums = moneyOf(group, currency);
    if (mrr > 0) {
      append(sums.mrr, mrr);
      addToSum(sums.mrrNow, mrrNow);
      if (mrrNow < mrr) addToSum(sums.lost, mrr - mrrNow);
    }
    if (clv !== null) append(sums.clv, clv);
  }
}

export function mergeGroups(groups: readonly GroupTally[]): GroupTally {
  const merged: GroupTally = { followUps: mergeFollowUps(groups.map((group) => group.followUps)), money: new Map() };
  for (const group of groups) {
    for (const [currency, part] of group.money) {
      const sums = moneyOf(merged, currency);
      appendAll(sums.mrr, part.mrr);
      appendAll(sums.clv, part.clv);
      addSum(sums.mrrNow, part.mrrNow);
      addSum(sums.lost, part.lost);
    }
  }
  return merged;
}

/** By currency, sorted; only currencies in which somebody paid. */
export function mrrOfGroup(group: GroupTally): GroupMrr[] {
  return sortedMoney(group).flatMap(([currency, { mrr, mrrNow, lost }]) => {
    if (mrr.count === 0) return [];
    const total = emptySum();
    for (const value of usedValues(mrr)) addToSum(total, value);
    const before = totalOfSum(total);
    const now = totalOfSum(mrrNow);
    return [
      {
        currency,
        ...summarizeValues(ascending(mrr), currency),
        total: money(before, currency),
        totalNow: money(now, currency),
        revenueChurnGross: quotient(totalOfSum(lost), before),
        revenueChurnNet: quotient(before - now, before),
      },
    ];
  });
}

/** By currency, sorted; only currencies in which somebody has an imported value. */
export function clvOfGroup(group: GroupTally): GroupClv[] {
  return sortedMoney(group).flatMap(([currency, { clv }]) =>
    clv.count === 0 ? [] : [{ currency, ...summarizeValues(ascending(clv), currency) }],
  );
}

function sortedMoney(group: GroupTally): [string, GroupMoney][] {
  return [...group.money].toSorted(([one], [other]) => (one < other ? -1 : 1));
}

function moneyOf(group: GroupTally, currency: string): GroupMoney {
  let found = group.money.get(currency);
  if (found === undefined) {
    found = { mrr: emptyAmounts(), mrrNow: emptySum(), lost: emptySum(), clv: emptyAmounts() };
    group.money.set(currency, found);
  }
  return found;
}

function emptyAmounts(): Amounts {
  return { values: new Float64Array(16), count: 0 };
}

function append(amounts: Amounts, value: number): void {
  if (amounts.count === amounts.values.length) makeRoom(amounts, amounts.count + 1);
  amounts.values[amounts.count] = value;
  amounts.count += 1;
}

function appendAll(amounts: Amounts, more: Amounts): void {
  if (amounts.count + more.count > amounts.values.length) makeRoom(amounts, amounts.count + more.count);
  amounts.values.set(usedValues(more), amounts.count);
  amounts.count += more.count;
}

function makeRoom(amounts: Amounts, needed: number): void {
  const larger = new Float64Array(Math.max(needed, amounts.values.length * 2));
  larger.set(amounts.values);
  amounts.values = larger;
}

function usedValues(amounts: Amounts): Float64Array {
  return amounts.values.subarray(0, amounts.count);
}

function ascending(amounts: Amounts): Float64Array {
  return usedValues(amounts).toSorted();
}

function addSum(sum: ExactSum, more: ExactSum): void {
  sum.settled += more.settled;
  addToSum(sum, more.recent);
}

function quotient(part: bigint, whole: bigint): number | null {
  const share = divideFractions(fraction(part), fraction(whole));
  return share === null ? null : numberOfFraction(share);
}
