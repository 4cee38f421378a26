/** The business report as the API shows it. */
import { z } from 'zod';
import { MOVEMENTS } from '../../domain/business/recurring-revenue.ts';
import { ComparedFigure, currencyCode, Figure, Money } from './figure-document.ts';

const FIGURES = [
  'churnOfEnd', 'expectedLifetime', 'revenueChurnNet', 'revenueChurnGross', 'mrr', 'expansionMrr', 'mrrGrowthExisting', 'clvContribution', 'clvPurchase', 'clvToDate',
  'cac', 'clvToCac', 'profitPerCustomer', 'contributionLessCac', 'crc', 'stickiness',
] as const;
const each = <Name extends string, Part>(names: readonly Name[], part: Part) => Object.fromEntries(names.map((name) => [name, part])) as Record<Name, Part>;

export const BusinessView = z.object({
  definition: z.looseObject({ version: z.string() }),
  periods: z.array(z.object({
    from: z.iso.date(),
    to: z.iso.date().describe('Exclusive; never after `until`'),
    group: z.string().nullable().describe('Value of `groupBy`; null without it, and for customers who have none'),
    currency: currencyCode.nullable().describe('Of every amount; null where no amount is known'),
    customers: z.object(each(['start', 'end', 'lost', 'won', 'acquired', 'joinedAndLeft'], z.int())),
    figures: z.object({
      ...each(['churn', 'retention', 'renewal', 'repeatPurchase'], ComparedFigure),
      ...each(FIGURES, Figure),
      mrrMovements: z.object(each(MOVEMENTS, Money.nullable())).describe('Signed; they add up to the change of the MRR'),
    }),
  })),
}).meta({ id: 'BusinessReport' });
