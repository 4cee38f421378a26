/** Operations that no index serves, and why none is needed. */
export interface Allowance {
  collection: string;
  /** Only conditions on these paths; absent: whatever is asked of it. */
  paths?: readonly string[];
  reason: string;
}

export const ALLOWED: readonly Allowance[] = [
  { collection: 'accounts', reason: 'one document for each company, read by sweeps and commands alone' },
  { collection: 'users', paths: ['wantsAlerts', 'role'], reason: 'the people of one account, by its index' },
  { collection: 'touchpoints', paths: ['deletedAt'], reason: 'the touchpoints of one account, by its index' },
  { collection: 'invitations', paths: ['sentOn'], reason: 'all of one account, to count them anew' },
];
