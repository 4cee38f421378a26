/** Operations that no index serves, and why none is needed. */
export interface Allowance {
  /** Absent: any. */
  collection?: string;
  /** Only conditions on these paths, besides the account; absent: whatever is asked of it. */
  paths?: readonly string[];
  /** Only where this file asks. */
  place?: string;
  reason: string;
}

export const ALLOWED: readonly Allowance[] = [
  { collection: 'accounts', reason: 'one document for each company, read by sweeps and commands alone' },
  { collection: 'users', paths: ['wantsAlerts', 'role'], reason: 'the people of one account, by its index' },
  { collection: 'apiKeys', paths: ['revokedAt'], reason: 'the keys of one account, by its index' },
  { collection: 'auditEntries', paths: ['action'], place: 'src/features/audit/audit.service.ts', reason: 'asked once in the life of an installation, by a migration' },
  { collection: 'touchpoints', paths: ['deletedAt'], reason: 'the touchpoints of one account, by its index' },
  { collection: 'invitations', paths: ['sentOn'], reason: 'all of one account, to count them anew' },
  { collection: 'processes', reason: 'one document for each process that runs' },
  { collection: 'importDrafts', paths: [], reason: 'uploads of the last days that are no imports yet' },
  { collection: 'surveys', paths: ['caseDueAfter'], reason: 'asked once in the life of an installation, by a migration' },
  { collection: 'deliveries', paths: ['outcomes'], place: 'src/features/sources/deliveries.service.ts', reason: 'asked once in the life of an installation, by a migration' },
  { collection: 'sessions', paths: ['session.person.accountId'], reason: 'the people who are signed in, gone through when an account is deleted' },
  {
    paths: [], place: 'src/features/privacy/delete-account.service.ts',
    reason: 'each collection once when an account is deleted: an index by account would cost at every write of what is else found by id alone',
  },
];
