/** The parser of every kind of file. */
import type { ImportKind } from '../import-kinds.ts';
import type { Kind } from '../row-reader.ts';
import { activity, churn, customers, lifetimeValues } from './customer-kinds.ts';
import { costs, exchangeRates, purchases, renewals, revenue } from './money-kinds.ts';
import { invitations, responses } from './past-kinds.ts';

export const KINDS: Record<ImportKind, Kind> = {
  customers, churn, revenue, purchases, renewals, 'lifetime-values': lifetimeValues, costs, activity, 'exchange-rates': exchangeRates, invitations, responses,
};
