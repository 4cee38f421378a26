/** Changes of stored documents, oldest first; each runs once per installation, at start. Never change or remove one that was released. */
import type { App } from './app.ts';
import { forgetNamedCustomers } from './features/audit/audit.service.ts';
import { settleDeliveryTexts } from './features/sources/deliveries.service.ts';
import { settleCaseTerms } from './features/surveys/surveys.service.ts';
import type { Migration } from './platform/migrate.ts';

export const MIGRATIONS: readonly Migration<App>[] = [
  // Surveys from before there were cases say nothing about them; what was read into that silence is written down.
  { name: '2026-11-case-terms', up: () => settleCaseTerms() },
  // The audit log named customers as senders do, and nobody's erasure reached that.
  { name: '2026-11-customers-in-audit', up: () => forgetNamedCustomers() },
  // Deliveries were stored field by field, which cost the database more than the work they tell of.
  { name: '2026-11-delivery-texts', isBreaking: true, up: () => settleDeliveryTexts() },
];
