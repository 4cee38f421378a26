/** Published and made-up follow-ups in the notation of the literature: `6+` is censored after 6 days. */
import { countFollowUp, emptyFollowUps } from '../../../../src/domain/outcomes/survival.ts';
import type { FollowUpCounts } from '../../../../src/domain/outcomes/survival.ts';

/** Freireich et al. 1963, remission under 6-MP and under placebo, as printed in every textbook of survival analysis. */
export const TREATED = '6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+';
export const PLACEBO = '1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23';
export const THIRD = '2 4+ 4 7 9 9+ 14 18+ 20 24 24+ 26 30+ 31 33+';

export function followed(text: string): FollowUpCounts {
  const counts = emptyFollowUps();
  for (const item of text.split(' ')) countFollowUp(counts, Number.parseInt(item, 10), !item.endsWith('+'));
  return counts;
}
