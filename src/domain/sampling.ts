/** Sampling without chance: a survey and a customer always give the same place, so a decision made again is the same. */

/** FNV-1a (32 bits) over UTF-16 code units, low byte first. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
  }
  return hash;
}

/** MurmurHash3's finaliser: FNV alone spreads the last characters of a text badly, and ids differ in their last characters. */
function mixed(hash: number): number {
  let value = hash ^ (hash >>> 16);
  value = Math.imul(value, 0x85ebca6b);
  value ^= value >>> 13;
  value = Math.imul(value, 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

/** Where a customer stands in the sample of a survey: 0 ≤ place < 100, evenly spread, independent between surveys. */
export function samplePlace(surveyId: string, customerId: string): number {
  return (mixed(fnv1a(`${surveyId.length}:${surveyId}${customerId}`)) / 2 ** 32) * 100;
}

/** Whether a customer is in a sample of `samplePercent` (0 = nobody, 100 = everybody). Raising the percentage never drops anybody. */
export function isSampled(surveyId: string, customerId: string, samplePercent: number): boolean {
  return samplePlace(surveyId, customerId) < samplePercent;
}
