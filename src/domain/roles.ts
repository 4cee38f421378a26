/** Who may do what: the one table that every page's route names an entry of. */

export const ROLES = ['owner', 'admin', 'analyst', 'agent', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

const EVERYBODY: readonly Role[] = ROLES;
const MANAGERS: readonly Role[] = ['owner', 'admin'];
const ANALYSTS: readonly Role[] = [...MANAGERS, 'analyst'];
const AGENTS: readonly Role[] = [...MANAGERS, 'agent'];

/** A viewer reads reports; an agent answers customers; an analyst makes surveys and imports; an admin sets up; an owner owns. */
export const POLICIES = {
  'own-access': EVERYBODY,
  'reports.read': EVERYBODY,
  'answers.read': EVERYBODY,
  'answers.tag': [...AGENTS, 'analyst'],
  'answers.judge': ANALYSTS,
  'cases.read': EVERYBODY,
  'cases.work': [...AGENTS, 'analyst'],
  'customers.read': [...AGENTS, 'analyst'],
  'customers.change': AGENTS,
  'customers.erase': MANAGERS,
  'ledger.read': [...AGENTS, 'analyst'],
  'ledger.change': AGENTS,
  'surveys.read': ANALYSTS,
  'surveys.change': ANALYSTS,
  'imports.run': ANALYSTS,
  'goals.change': ANALYSTS,
  'sources.manage': MANAGERS,
  'settings.manage': MANAGERS,
  'keys.manage': MANAGERS,
  'people.manage': MANAGERS,
  'audit.read': MANAGERS,
  'queues.manage': ['owner'],
  'account.create': ['owner'],
  'account.delete': ['owner'],
  'restore.confirm': ['owner'],
} as const satisfies Record<string, readonly Role[]>;

export type Policy = keyof typeof POLICIES;

/** Everything a role may do. */
export function policiesOf(role: Role): ReadonlySet<Policy> {
  const held = Object.entries(POLICIES).filter(([, roles]) => (roles as readonly Role[]).includes(role));
  return new Set(held.map(([policy]) => policy as Policy));
}
