/** Quotients people read as percentages. */

/** `part ÷ whole × 100` at full precision, or `null` ("no data") when there is nothing to divide by. */
export function percent(part: number, whole: number): number | null {
  // 100 × part is exact for counts, so there is a single rounding: 400 of 500 is 80, not 80.00000000000001.
  return whole > 0 ? (100 * part) / whole : null;
}
