import type { Role } from '../../domain/roles.ts';
import { defineCollection, Schema, SCHEMA_OPTIONS, type Owned } from '../../platform/mongo-collections.ts';

export interface User extends Owned {
  email: string;
  /** One spelling per mailbox. */
  emailKey: string;
  name: string;
  role: Role;
  /** argon2id; `null` until a password is chosen. */
  passwordHash: string | null;
  /** Language of the interface and of mails to this person. */
  language: string;
  /** Gets a mail for each low score. */
  wantsAlerts: boolean;
  createdAt: Date;
  /** Part of what a session proves: another value ends every session of this person. */
  stamp?: string;
  /** Absent until the first time. */
  lastSignInAt?: Date;
  /** Counts changes among the owners, so that of two at once one sees the other. */
  ownerChanges?: number;
  /** Absent while a password or link is enough. */
  secondStep?: SecondStep | null;
}

/** What is asked for after the password. */
export interface SecondStep {
  /** The secret of the person's app, sealed. */
  sealed: string;
  since: Date;
  /** Time step of the last code that was taken: this one and earlier ones are worth nothing any more. */
  lastStep: number;
  /** Keyed hashes of the recovery codes that are left. */
  recovery: string[];
}

/** `sign-in`: printed for an operator; `invitation`: for a new person; `reset`: for one who forgot the password. */
export type LinkKind = 'sign-in' | 'invitation' | 'reset';

/** A link that signs in once. Kept hashed. */
export interface SignInLink extends Owned {
  userId: string;
  kind: LinkKind;
  expiresAt: Date;
  usedAt: Date | null;
}

export const SCOPES = ['read', 'write', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** `_id` = hash of the key, so that a look-up by key is one by `_id` and the key itself is nowhere. */
export interface ApiKey extends Owned {
  keyId: string;
  name: string;
  scope: Scope;
  createdAt: Date;
  revokedAt: Date | null;
  /** The first instant at which it no longer works; absent or `null` for a key without end. */
  expiresAt?: Date | null;
  /** To the minute; absent until the first time. */
  lastUsedAt?: Date;
}

export const users = defineCollection<User>('users', new Schema({
  _id: String, accountId: String, email: String, emailKey: String, name: String, role: String, passwordHash: String, language: String, wantsAlerts: Boolean, createdAt: Date,
  stamp: String, lastSignInAt: Date, ownerChanges: Number, secondStep: Schema.Types.Mixed,
}, SCHEMA_OPTIONS).index({ emailKey: 1 }).index({ accountId: 1 }));

export const signInLinks = defineCollection<SignInLink>('signInLinks', new Schema({
  _id: String, accountId: String, userId: String, kind: String, expiresAt: Date, usedAt: Date,
}, SCHEMA_OPTIONS).index({ expiresAt: 1 }, { expireAfterSeconds: 86_400 }).index({ accountId: 1, userId: 1 }));

export const apiKeys = defineCollection<ApiKey>('apiKeys', new Schema({
  _id: String, accountId: String, keyId: String, name: String, scope: String, createdAt: Date, revokedAt: Date, expiresAt: Date, lastUsedAt: Date,
}, SCHEMA_OPTIONS).index({ accountId: 1, keyId: 1 }));
