import { defineCollection, Schema, SCHEMA_OPTIONS, type Owned } from '../../platform/mongo-collections.ts';

export const ACTOR_KINDS = ['person', 'key', 'command'] as const;

/** Who changed something, by the name they had then. */
export interface AuditActor {
  kind: (typeof ACTOR_KINDS)[number];
  id: string;
  name: string;
}

/** One change, kept for a year. Never holds a secret or an address of a customer. */
export interface AuditEntry extends Owned {
  at: Date;
  actor: AuditActor;
  /** `people`, `keys`, `account`, …: the part of the product. */
  area: string;
  /** `people.removed` where a service said what it did, else the route: `POST /api/v1/cases/:id/close`. */
  action: string;
  subject: string;
  /** The network it came from (/24, /48); `null` for commands. */
  from: string | null;
  before: Readonly<Record<string, unknown>> | null;
  after: Readonly<Record<string, unknown>> | null;
}

export const auditEntries = defineCollection<AuditEntry>('auditEntries', new Schema({
  _id: String, accountId: String, at: Date, actor: Schema.Types.Mixed, area: String, action: String, subject: String, from: String, before: Schema.Types.Mixed, after: Schema.Types.Mixed,
}, SCHEMA_OPTIONS)
  .index({ accountId: 1, at: 1, _id: 1 })
  .index({ at: 1 }, { expireAfterSeconds: 366 * 86_400 }));
