/** The kinds of files that can be imported; a file holds rows of one kind. */
import type { FactKind } from '../../domain/facts.ts';

const FACT_KINDS = ['customers', 'churn', 'revenue', 'purchases', 'renewals', 'lifetime-values', 'costs', 'activity', 'exchange-rates'] as const satisfies readonly FactKind[];
export const IMPORT_KINDS = [...FACT_KINDS, 'invitations', 'responses'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];
