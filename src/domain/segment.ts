/** Names of the segments that answers are counted by: `locale`, and `property:name` for each property an account declares. */

export interface SegmentValue {
  segment: string;
  value: string;
}

/** Every segment an account counts by. */
export function segmentsDeclared(segmentKeys: readonly string[]): string[] {
  return ['locale', ...segmentKeys.map((key) => `property:${key}`)];
}

/**
 * Reads `locale:en` or `property:plan:pro`. Names may hold colons, so of several declared names the longest one that fits
 * is meant; `null` where no declared one fits or the value is empty.
 */
export function readSegmentValue(text: string, segmentKeys: readonly string[]): SegmentValue | null {
  const fitting = segmentsDeclared(segmentKeys).filter((segment) => text.startsWith(`${segment}:`) && text.length > segment.length + 1);
  const segment = fitting.toSorted((a, b) => b.length - a.length)[0];
  return segment === undefined ? null : { segment, value: text.slice(segment.length + 1) };
}
