/** Exact sums of whole numbers at the speed of doubles: a bigint takes over only what a double could no longer hold. */

export interface ExactSum {
  /** Always below 2^52, so that one more value stays exact. */
  recent: number;
  settled: bigint;
}

const LIMIT = 2 ** 52;

export function emptySum(): ExactSum {
  return { recent: 0, settled: 0n };
}

/** Adds a safe integer in place. */
export function addToSum(sum: ExactSum, value: number): void {
  if (Math.abs(value) >= LIMIT) {
    sum.settled += BigInt(value);
    return;
  }
  sum.recent += value;
  if (Math.abs(sum.recent) >= LIMIT) {
    sum.settled += BigInt(sum.recent);
    sum.recent = 0;
  }
}

export function totalOfSum(sum: ExactSum): bigint {
  return sum.settled + BigInt(sum.recent);
}
