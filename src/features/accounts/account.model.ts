import type { Calendar } from '../../domain/local-calendar.ts';
import { DEFAULT_RETENTION, type Retention, type RetentionRun } from '../../domain/retention.ts';
import type { SenderFinding } from '../../domain/sender-check.ts';
import { defineCollection, Schema, SCHEMA_OPTIONS, type Owned } from '../../platform/mongo-collections.ts';

/** Answers and asks are being moved to the local days of another zone. */
export interface ZoneChange {
  from: string;
  startedAt: Date;
  /** What is being looked through now. */
  step: 'asks' | 'answers' | 'outcomes';
  /** How many of them have been looked at. */
  seen: number;
}

/** What the DNS said about the sender, when somebody last asked. */
export interface SenderCheck {
  at: Date;
  /** Of the sender at that time. */
  domain: string;
  findings: SenderFinding[];
}

/** One company's separate world of data; its `accountId` is its own `_id`. */
export interface Account extends Owned {
  name: string;
  /** IANA zone in which its days begin. */
  timeZone: string;
  /** In which days are shown to Persian readers. */
  calendar: Calendar;
  /** ISO weekday with which weeks of reports begin, 1 = Monday … 7. */
  weekStart: number;
  /** `null` unless the zone is being changed. */
  zoneChange: ZoneChange | null;
  /** BCP 47 tags, the first is the default. */
  languages: string[];
  branding: { companyName: string; color: string; logoUrl: string | null; postalAddress: string | null };
  /** `null` fields fall back to MAIL_FROM. A paused sender sends nothing until it is resumed. */
  sender: { name: string | null; address: string | null; replyTo: string | null; paused: { at: Date; reason: string; byHand?: boolean } | null };
  /** `null` until somebody asks. */
  senderCheck: SenderCheck | null;
  /** Property names whose values reports may group and filter by. */
  segmentKeys: string[];
  /** Below this many answers a comparison says "too few". */
  minimumSample: number;
  /** For how long what tells of persons is kept. */
  retention: Retention;
  /** Absent until these rules were applied for the first time. */
  retentionRun?: RetentionRun;
  /** Everybody needs a second step to sign in. */
  requiresSecondStep?: boolean;
  /** Since when everything of it is being deleted; there is no such account any more for anybody but who deletes. */
  deletingSince?: Date;
  createdAt: Date;
}

/** What accounts made before these settings existed go by. */
const EARLIER: Pick<Account, 'calendar' | 'weekStart' | 'zoneChange' | 'senderCheck' | 'retention'> = { calendar: 'gregorian', weekStart: 1, zoneChange: null, senderCheck: null, retention: DEFAULT_RETENTION };

/** An account as stored, with every setting. */
export function complete(stored: Account): Account {
  return { ...EARLIER, ...stored, retention: { ...DEFAULT_RETENTION, ...stored.retention } };
}

export const accounts = defineCollection<Account>('accounts', new Schema({
  _id: String,
  accountId: String,
  name: String,
  timeZone: String,
  calendar: String,
  weekStart: Number,
  zoneChange: Schema.Types.Mixed,
  languages: [String],
  branding: Schema.Types.Mixed,
  sender: Schema.Types.Mixed,
  senderCheck: Schema.Types.Mixed,
  segmentKeys: [String],
  minimumSample: Number,
  retention: Schema.Types.Mixed,
  retentionRun: Schema.Types.Mixed,
  requiresSecondStep: Boolean,
  deletingSince: Date,
  createdAt: Date,
}, SCHEMA_OPTIONS).index({ 'sender.paused.at': 1 }, { sparse: true }).index({ 'retentionRun.wakeAt': 1 }));
