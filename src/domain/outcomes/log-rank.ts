/** The log-rank test: do groups leave at different rates? Source: Mantel 1966, with the hypergeometric variance for ties. */
import chisquareCdf from '@stdlib/stats-base-dists-chisquare-cdf';
import type { FollowUpCounts } from './survival.ts';

export interface LogRank {
  /** Chi-square with `degreesOfFreedom`. */
  statistic: number;
  pValue: number;
  degreesOfFreedom: number;
}

/**
 * Log-rank test over any number of groups, in any order. Groups of which nobody was at risk when the first customer left
 * tell nothing and do not count. `null` with fewer than two groups left, or when no day tells them apart.
 */
export function logRank(groups: readonly FollowUpCounts[]): LogRank | null {
  const first = Math.min(...groups.map(firstLeaving));
  const compared = groups.filter((group) => group.longest >= first);
  if (compared.length < 2) return null;
  const { excess, covariance } = observedLessExpected(compared);
  // The excesses add up to zero, so one group is left out and the rest carry the whole test.
  const statistic = quadraticForm(excess.slice(1), covariance.slice(1).map((row) => row.slice(1)));
  if (statistic === null) return null;
  const degreesOfFreedom = compared.length - 1;
  return { statistic, pValue: 1 - chisquareCdf(statistic, degreesOfFreedom), degreesOfFreedom };
}

function firstLeaving(group: FollowUpCounts): number {
  const day = group.left.findIndex((left) => left > 0);
  return day < 0 ? Infinity : day;
}

function observedLessExpected(groups: readonly FollowUpCounts[]): { excess: number[]; covariance: number[][] } {
  const atRisk = groups.map((group) => group.n);
  const excess = groups.map(() => 0);
  const covariance = groups.map(() => groups.map(() => 0));
  const last = Math.max(...groups.map((group) => group.longest));
  for (let day = 0; day <= last; day += 1) {
    const left = groups.map((group) => group.left[day] ?? 0);
    const leaving = sum(left);
    const present = sum(atRisk);
    if (leaving > 0) {
      const factor = present > 1 ? (leaving * (present - leaving)) / (present - 1) : 0;
      const shares = atRisk.map((count) => count / present);
      shares.forEach((share, one) => {
        excess[one] = (excess[one] ?? 0) + (left[one] ?? 0) - leaving * share;
        const row = covariance[one] ?? [];
        shares.forEach((otherShare, other) => {
          row[other] = (row[other] ?? 0) + factor * share * ((one === other ? 1 : 0) - otherShare);
        });
      });
    }
    groups.forEach((group, index) => {
      atRisk[index] = (atRisk[index] ?? 0) - (left[index] ?? 0) - (group.stayed[day] ?? 0);
    });
  }
  return { excess, covariance };
}

/** xᵀ·M⁻¹·x by elimination with pivots, or `null` where M cannot be inverted. */
function quadraticForm(vector: readonly number[], matrix: readonly (readonly number[])[]): number | null {
  const rows = matrix.map((row, index) => [...row, vector[index] ?? 0]);
  const size = vector.length;
  const tolerance = 1e-12 * Math.max(...matrix.flat().map(Math.abs), Number.MIN_VALUE);
  for (let column = 0; column < size; column += 1) {
    const pivot = rows.slice(column).toSorted((one, other) => Math.abs(other[column] ?? 0) - Math.abs(one[column] ?? 0))[0];
    if (pivot === undefined || Math.abs(pivot[column] ?? 0) <= tolerance) return null;
    rows.splice(rows.indexOf(pivot), 1);
    rows.splice(column, 0, pivot);
    for (const row of rows) {
      if (row === pivot) continue;
      const factor = (row[column] ?? 0) / (pivot[column] ?? 1);
      row.forEach((value, index) => (row[index] = value - factor * (pivot[index] ?? 0)));
    }
  }
  return vector.reduce((total, value, index) => total + (value * (rows[index]?.[size] ?? 0)) / (rows[index]?.[index] ?? 1), 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
