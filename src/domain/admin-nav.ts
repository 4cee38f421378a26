/** The menu of the account's own people: a page stands in it for those who may see it. */
import type { Policy } from './roles.ts';
import type { AdminNavTexts } from './texts/admin-nav.ts';

export interface NavSection {
  key: keyof AdminNavTexts['sections'];
  entries: readonly NavEntry[];
}

export interface NavEntry {
  path: string;
  key: keyof AdminNavTexts['entries'];
  policy: Policy;
}

/** In the order they are shown. A section is entered by the first page one may see. */
export const NAVIGATION: readonly NavSection[] = [
  { key: 'reports', entries: [
    { path: '/admin/reports', key: 'scores', policy: 'reports.read' },
    { path: '/admin/reports/outcomes', key: 'outcomes', policy: 'reports.read' },
    { path: '/admin/reports/business', key: 'business', policy: 'reports.read' },
    { path: '/admin/goals', key: 'goals', policy: 'reports.read' },
  ] },
  { key: 'answers', entries: [
    { path: '/admin/answers', key: 'answers', policy: 'answers.read' },
    { path: '/admin/cases', key: 'cases', policy: 'cases.read' },
    { path: '/admin/customers', key: 'customers', policy: 'customers.read' },
  ] },
  { key: 'workshop', entries: [
    { path: '/admin/surveys', key: 'surveys', policy: 'surveys.read' },
    { path: '/admin/try', key: 'tryIt', policy: 'surveys.read' },
    { path: '/admin/ledger', key: 'ledger', policy: 'ledger.read' },
    { path: '/admin/imports', key: 'imports', policy: 'imports.run' },
    { path: '/admin/sources', key: 'sources', policy: 'sources.manage' },
  ] },
  { key: 'settings', entries: [
    { path: '/admin/account', key: 'account', policy: 'settings.manage' },
    { path: '/admin/retention', key: 'retention', policy: 'settings.manage' },
    { path: '/admin/people', key: 'people', policy: 'people.manage' },
    { path: '/admin/keys', key: 'keys', policy: 'keys.manage' },
    { path: '/admin/audit', key: 'audit', policy: 'audit.read' },
    { path: '/admin/queues', key: 'queues', policy: 'queues.manage' },
    { path: '/admin/password', key: 'ownAccess', policy: 'own-access' },
  ] },
];
