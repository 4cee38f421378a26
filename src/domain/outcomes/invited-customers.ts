/**
 * Everybody a touchpoint asked in a period, kept as numbers until all are known: only then can their values be cut into
 * deciles. Some twenty bytes a customer.
 */
import { quantileBounds, quantileGroup } from '../business/lifetime-value.ts';
import type { Category } from '../metric.ts';
import { countInvited, tenureBucket } from './representativeness.ts';
import type { RepresentationTally } from './representativeness.ts';

export interface InvitedCustomers {
  tenure: number[];
  /** `null` = did not answer. */
  scores: (number | null)[];
  categories: (Category | null)[];
  /** Who has an imported value in a currency, and which. */
  values: Map<string, { places: number[]; amounts: number[] }>;
}

export interface InvitedCustomer {
  tenureDays: number;
  answer: { score: number; category: Category } | null;
  values: readonly { currency: string; clv: number | null }[];
}

export function invitedCustomers(): InvitedCustomers {
  return { tenure: [], scores: [], categories: [], values: new Map() };
}

/** Adds one customer in place. */
export function addInvited(invited: InvitedCustomers, { tenureDays, answer, values }: InvitedCustomer): void {
  const place = invited.tenure.push(tenureBucket(tenureDays)) - 1;
  invited.scores.push(answer?.score ?? null);
  invited.categories.push(answer?.category ?? null);
  for (const { currency, clv } of values) {
    if (clv === null) continue;
    let known = invited.values.get(currency);
    if (known === undefined) invited.values.set(currency, (known = { places: [], amounts: [] }));
    known.places.push(place);
    known.amounts.push(clv);
  }
}

/**
 * Counts everybody into strata of tenure and CLV decile. Deciles are cut among the invited within one currency, the one in
 * which most of them have a value (the first by name of several); all others have no decile.
 */
export function countRepresentation(invited: InvitedCustomers, tally: RepresentationTally): void {
  const [, valued] = [...invited.values]
    .toSorted(([one, { places }], [other, { places: others }]) => others.length - places.length || (one < other ? -1 : 1))[0] ?? [];
  const bounds = quantileBounds(Float64Array.from(valued?.amounts ?? []).toSorted(), 10);
  const deciles = new Map<number, number>();
  valued?.places.forEach((place, index) => deciles.set(place, quantileGroup(bounds, valued.amounts[index] ?? 0)));
  invited.tenure.forEach((bucket, place) => {
    const [score, category] = [invited.scores[place] ?? null, invited.categories[place] ?? null];
    countInvited(tally, { clvDecile: deciles.get(place) ?? null, tenureBucket: bucket }, score === null || category === null ? null : { score, category });
  });
}
