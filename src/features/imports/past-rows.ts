/** Rows of files whose rows are not facts about customers but asks and answers from before: what the two parsers produce. */
import type { FactRow } from '../../domain/facts.ts';
import type { Metric, Scale } from '../../domain/metric.ts';
import type { Day } from '../../domain/period.ts';

/** What became of an ask made elsewhere; `sent` and not answered by `expiresOn` is silence. */
export const PAST_STATUSES = ['sent', 'responded', 'expired', 'bounced', 'unsubscribed', 'failed', 'cancelled'] as const;
export type PastStatus = (typeof PAST_STATUSES)[number];

/** An ask made elsewhere. At least one of `customerId` and `email` is known; the address is in its one spelling. */
export interface PastInvitation {
  kind: 'invitations';
  /** The natural key: the invitation's id. */
  key: string;
  invitationId: string;
  customerId: string | null;
  email: string | null;
  /** Key of the touchpoint as the file writes it; whether it exists is not known here. */
  touchpoint: string;
  sentAt: Date;
  /** Last day on which it could be answered. */
  expiresOn: Day | null;
  status: PastStatus;
}

/** An answer given elsewhere, on a scale its metric may be asked on. At least one of `customerId` and `email` is known. */
export interface PastResponse {
  kind: 'responses';
  /** The natural key: the response's id. */
  key: string;
  responseId: string;
  invitationId: string | null;
  customerId: string | null;
  email: string | null;
  touchpoint: string;
  metric: Metric;
  scale: Scale;
  score: number;
  answeredAt: Date;
  comment: string | null;
}

/** One row of a file, parsed. */
export type ImportRow = FactRow | PastInvitation | PastResponse;
