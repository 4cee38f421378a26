import type { InvitationStatus } from '../../domain/invitation-status.ts';
import type { Metric } from '../../domain/metric.ts';
import { defineCollection, Schema, SCHEMA_OPTIONS, type Owned } from '../../platform/mongo-collections.ts';

/**
 * What is next: `due` = a mail (the invitation or a reminder) goes out at `wakeAt`; `claimed`, `sending` = under way, lease
 * until `wakeAt`; `open` = nothing more to send, expires at `wakeAt`; `closed` = nothing is next.
 */
export type Phase = 'due' | 'claimed' | 'sending' | 'open' | 'closed';

export type Channel = 'email' | 'api' | 'link' | 'widget' | 'import';

export interface HistoryEntry {
  status: InvitationStatus;
  at: Date;
  /** Why, where that is not plain: a mail server's reply, a suppression, a lost worker. */
  reason?: string;
  /** 1 … 3 for a reminder. */
  reminder?: number;
}

/** Reason in the history of the ask through which somebody unsubscribed. */
export const UNSUBSCRIBED = 'unsubscribed';

/** One ask: one customer, one survey, one token; reminders are its later sends. `_id` = hash of survey and interaction. */
export interface Invitation extends Owned {
  surveyId: string;
  surveyKey: string;
  version: number;
  metric: Metric;
  touchpoint: string;
  channel: Channel;
  customerId: string;
  interactionId: string | null;
  /** `null` where nothing is mailed. */
  address: string | null;
  addressHash: string | null;
  name: string | null;
  language: string;
  timeZone: string;
  /** Declared segment values, fixed when it was made. */
  segments: Record<string, string>;
  /** Values of the variables its texts use, as they were when it was made. */
  variables: Record<string, string | number>;
  status: InvitationStatus;
  phase: Phase;
  wakeAt: Date | null;
  /** Not to be sent (again) after this instant. */
  deadlineAt: Date | null;
  expiresAt: Date;
  lease: string | null;
  /** Tries of the current mail; back to 0 when it went out. */
  attempts: number;
  /** It was sent once more after a doubt. */
  resent: boolean;
  scheduledAt: Date | null;
  sentAt: Date | null;
  /** Local day of `sentAt`, under which response rates count it. */
  sentOn: string | null;
  remindedAt: Date[];
  respondedAt: Date | null;
  ignoresAccountCoolDown: boolean;
  createdAt: Date;
  history: HistoryEntry[];
  /** When the hidden link of its survey page was last followed. */
  trappedAt?: Date;
  /** When an ask made elsewhere became known here. */
  recordedAt?: Date;
  /** The import it came with. */
  importId?: string;
  /** When a rule of the account removed its address, name and variables. */
  emptiedAt?: Date;
  /** What imports changed about it, oldest first; undoing one brings its values back. */
  corrections?: { importId: string; sentAt: Date; expiresAt: Date; status: InvitationStatus }[];
}

export const invitations = defineCollection<Invitation>('invitations', new Schema({
  _id: String,
  accountId: String,
  surveyId: String,
  surveyKey: String,
  version: Number,
  metric: String,
  touchpoint: String,
  channel: String,
  customerId: String,
  interactionId: String,
  address: String,
  addressHash: String,
  name: String,
  language: String,
  timeZone: String,
  segments: Schema.Types.Mixed,
  variables: Schema.Types.Mixed,
  status: String,
  phase: String,
  wakeAt: Date,
  deadlineAt: Date,
  expiresAt: Date,
  lease: String,
  attempts: Number,
  resent: Boolean,
  scheduledAt: Date,
  sentAt: Date,
  sentOn: String,
  remindedAt: [Date],
  respondedAt: Date,
  ignoresAccountCoolDown: Boolean,
  createdAt: Date,
  history: [Schema.Types.Mixed],
  trappedAt: Date,
  recordedAt: Date,
  importId: String,
  emptiedAt: Date,
  corrections: { type: [Schema.Types.Mixed], default: undefined },
}, SCHEMA_OPTIONS)
  .index({ importId: 1 }, { sparse: true })
  .index({ 'corrections.importId': 1 }, { sparse: true })
  .index({ phase: 1, wakeAt: 1 })
  .index({ accountId: 1, customerId: 1 })
  .index({ accountId: 1, addressHash: 1 })
  .index({ accountId: 1, createdAt: 1, _id: 1 }));
