import type { Author } from '../../domain/author.ts';
import type { Doubt, HeldReason, SenderTrace } from '../../domain/held-back.ts';
import type { Category, Metric, Scale, Thresholds } from '../../domain/metric.ts';
import { defineCollection, Schema, SCHEMA_OPTIONS, type Owned } from '../../platform/mongo-collections.ts';
import type { Channel } from '../invitations/invitations.service.ts';

/** Who a write came from, as keyed hashes: enough to tell two senders apart, not to find one. */
export interface Sender extends SenderTrace {
  /** A trusted pointer, key or touch event came before the form was sent. */
  human: boolean;
}

export interface Revision {
  score: number;
  comment: string | null;
  /** When this was the answer until. */
  until: Date;
  /** The import that corrected it; undoing that brings this back. */
  importId?: string;
  /** When it was given, where the correction changed that. */
  respondedAt?: Date;
}

/** An answer was left out of every number, or taken in again. */
export interface Judgement {
  kind: 'excluded' | 'restored';
  reason: string | null;
  at: Date;
  /** `null` where a program did it. */
  by: Author | null;
}

/** Why an answer is held back. While it is, and after it was dismissed, it is excluded too: whoever counts need not know of it. */
export interface HeldBack {
  reasons: HeldReason[];
  at: Date;
  /** Nobody has accepted or dismissed it yet. */
  isWaiting: boolean;
}

/** The recorded score, one per invitation: `_id` = invitation id. */
export interface Response extends Owned {
  surveyId: string;
  surveyKey: string;
  version: number;
  metric: Metric;
  scale: Scale;
  thresholds: Thresholds;
  touchpoint: string;
  customerId: string;
  channel: Channel;
  language: string;
  segments: Record<string, string>;
  score: number;
  category: Category;
  comment: string | null;
  /** When a rule of the account removed its comment: that there was one stays counted. */
  commentRemovedAt?: Date;
  respondedAt: Date;
  /** Local day of `respondedAt`: scores count on it, whatever is revised later. */
  respondedOn: string;
  /** Local day its invitation was sent, `null` where none was mailed. */
  sentOn: string | null;
  updatedAt: Date;
  sender: Sender | null;
  /** What the answer was before, oldest first. */
  revisions: Revision[];
  excluded: { reason: string; at: Date } | null;
  /** It came as a program sends it; a later answer of the person takes its place. */
  heldBack?: HeldBack;
  /** Oldest first. */
  judgements?: Judgement[];
  tags?: string[];
  /** Tags that a person took away: rules do not give them again. */
  untagged?: string[];
  /** When an answer given elsewhere became known here. */
  recordedAt?: Date;
  /** The import it came with. */
  importId?: string;
}

/** A write about an answer, or that a link was followed which no person sees; kept 30 days, shown. */
export interface Evidence extends Owned {
  invitationId: string;
  at: Date;
  /** `null`: a link was followed. */
  score: number | null;
  verdict: 'recorded' | 'revised' | 'quarantined' | 'trapped';
  /** What only a program does, where that was seen. */
  doubts?: Doubt[];
  sender: Sender;
  /** Seconds between the form and its return, `null` where unknown. */
  formAgeSeconds: number | null;
}

export const responses = defineCollection<Response>('responses', new Schema({
  _id: String,
  accountId: String,
  surveyId: String,
  surveyKey: String,
  version: Number,
  metric: String,
  scale: Schema.Types.Mixed,
  thresholds: Schema.Types.Mixed,
  touchpoint: String,
  customerId: String,
  channel: String,
  language: String,
  segments: Schema.Types.Mixed,
  score: Number,
  category: String,
  comment: String,
  commentRemovedAt: Date,
  respondedAt: Date,
  respondedOn: String,
  sentOn: String,
  updatedAt: Date,
  sender: Schema.Types.Mixed,
  revisions: [Schema.Types.Mixed],
  excluded: Schema.Types.Mixed,
  heldBack: Schema.Types.Mixed,
  judgements: { type: [Schema.Types.Mixed], default: undefined },
  tags: { type: [String], default: undefined },
  untagged: { type: [String], default: undefined },
  recordedAt: Date,
  importId: String,
}, SCHEMA_OPTIONS)
  .index({ accountId: 1, respondedAt: 1, _id: 1 })
  .index({ accountId: 1, touchpoint: 1, respondedAt: 1, _id: 1 })
  .index({ importId: 1 }, { sparse: true })
  .index({ accountId: 1, 'heldBack.isWaiting': 1, respondedAt: 1, _id: 1 }, { partialFilterExpression: { 'heldBack.isWaiting': true } })
  .index({ 'revisions.importId': 1 }, { sparse: true })
  .index({ accountId: 1, customerId: 1 }));

export const evidence = defineCollection<Evidence>('evidence', new Schema({
  _id: String, accountId: String, invitationId: String, at: Date, score: Number, verdict: String, doubts: { type: [String], default: undefined }, sender: Schema.Types.Mixed, formAgeSeconds: Number,
}, SCHEMA_OPTIONS)
  .index({ accountId: 1, invitationId: 1 })
  .index({ at: 1 }, { expireAfterSeconds: 30 * 86_400 }));
