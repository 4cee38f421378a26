/** Customers in three tiers of equal size by their latest imported lifetime value, within one currency. Source of the idea: CRM-CX. */
import { latestLifetimeValues, quantileBounds, quantileGroup } from './lifetime-value.ts';
import type { LifetimeValueRow } from './lifetime-value.ts';
import type { Day } from '../period.ts';

export const VALUE_TIERS = ['low', 'medium', 'high'] as const;
/** `unknown`: no imported value in the tiers' currency. */
export type ValueTier = (typeof VALUE_TIERS)[number] | 'unknown';

/** Values seen so far, by currency. */
export type SeenValues = Map<string, number[]>;

export interface TierBounds {
  currency: string | null;
  bounds: number[];
}

/** Adds one customer's values in place. */
export function seeValues(seen: SeenValues, rows: readonly LifetimeValueRow[], until: Day): void {
  for (const [currency, { amountMinor }] of latestLifetimeValues(rows, until)) {
    const values = seen.get(currency);
    if (values === undefined) seen.set(currency, [Number(amountMinor)]);
    else values.push(Number(amountMinor));
  }
}

/** Bounds of the tiers in the currency asked for, else in the one most customers have a value in (the first by name of several). */
export function tierBounds(seen: SeenValues, currency: string | null): TierBounds {
  const [most] = [...seen].toSorted(([one, values], [other, others]) => others.length - values.length || (one < other ? -1 : 1));
  const chosen = currency ?? most?.[0] ?? null;
  const values = (chosen === null ? undefined : seen.get(chosen)) ?? [];
  return { currency: chosen, bounds: quantileBounds(Float64Array.from(values).toSorted(), VALUE_TIERS.length) };
}

export function tierOf({ currency, bounds }: TierBounds, rows: readonly LifetimeValueRow[], until: Day): ValueTier {
  const value = currency === null ? undefined : latestLifetimeValues(rows, until).get(currency);
  return value === undefined ? 'unknown' : VALUE_TIERS[quantileGroup(bounds, Number(value.amountMinor))] ?? 'unknown';
}
