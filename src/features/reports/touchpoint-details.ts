/** What the page of a touchpoint shows besides its scores. */
import type { SkipReason } from '../../domain/eligibility.ts';
import type { InvitationCounts } from '../../domain/response-rate.ts';
import type { ScoreGroup } from '../../domain/score-report.ts';

/** From the interaction to the comment: decisions by the day of the report, mails by the day they were sent. */
export interface Funnel extends InvitationCounts {
  invited: number;
  skipped: Partial<Record<SkipReason, number>>;
  commented: number;
}

/** Scores by value of one declared segment. */
export interface SegmentScores {
  segment: string;
  groups: ScoreGroup[];
}

export interface TouchpointDetails {
  funnel: Funnel;
  /** Declared segments with answers, in the order they are declared. */
  segments: SegmentScores[];
}
