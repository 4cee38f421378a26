/** The business report as rows of a table, a period a row. Percent as 0–100, money in major units. */
import type { BusinessPeriod } from '../../domain/business/business-breakdown.ts';
import { MOVEMENTS } from '../../domain/business/recurring-revenue.ts';
import { formatAmount, type Money } from '../../domain/money.ts';
import type { CsvRow } from '../../platform/csv.ts';
import type { BusinessPageReport } from './business-page.ts';

const SHARES = ['churn', 'retention', 'renewal', 'repeatPurchase'] as const;
const NUMBERS = ['churnOfEnd', 'expectedLifetime', 'revenueChurnNet', 'revenueChurnGross', 'clvToCac', 'stickiness'] as const;
const AMOUNTS = ['mrr', 'expansionMrr', 'mrrGrowthExisting', 'clvContribution', 'clvPurchase', 'clvToDate', 'cac', 'contributionLessCac', 'crc'] as const;
const COUNTS = ['start', 'end', 'lost', 'won', 'acquired', 'joinedAndLeft'] as const;

export const BUSINESS_COLUMNS = [
  'part', 'from', 'to', 'group', 'currency', ...COUNTS, ...SHARES.flatMap((name) => [name, `${name}Low`, `${name}High`, `${name}Verdict`]), ...NUMBERS, 'clvToCacVerdict', ...AMOUNTS,
  'mrrOpening', ...MOVEMENTS.map((kind) => `mrr-${kind}`), 'definition',
];

/** What a page shows: the whole range, the one before it, and each part. */
export function businessPageRows({ whole, previous, buckets, definition }: BusinessPageReport): CsvRow[] {
  const row = (part: Part, period: BusinessPeriod): CsvRow => businessRow(part, period, definition);
  return [...(whole ? [row('whole', whole)] : []), ...(previous ? [row('period before', previous)] : []), ...buckets.map((bucket) => row('part', bucket))];
}

type Part = 'whole' | 'period before' | 'part';

export function businessRow(part: Part, { from, to, group, currency, customers, figures }: BusinessPeriod, definition: BusinessPageReport['definition']): CsvRow {
  const amount = (value: Money | null): number | null => (currency === null || value === null ? null : Number(formatAmount(value)));
  const moved = MOVEMENTS.reduce((sum, kind) => sum + figures.mrrMovements[kind].amountMinor, 0n);
  const { mrr } = figures;
  return Object.fromEntries<CsvRow[string]>([
    ['part', part], ['from', from], ['to', to], ['group', group], ['currency', currency],
    ...COUNTS.map((name): [string, number] => [name, customers[name]]),
    ...SHARES.flatMap((name): [string, CsvRow[string]][] => {
      const { value, low, high, comparison } = figures[name];
      return [[name, value], [`${name}Low`, low], [`${name}High`, high], [`${name}Verdict`, comparison?.verdict ?? null]];
    }),
    ...NUMBERS.map((name): [string, number | null] => [name, figures[name].value]),
    ['clvToCacVerdict', figures.clvToCac.verdict],
    ...AMOUNTS.map((name): [string, number | null] => [name, amount(figures[name].value)]),
    ['mrrOpening', amount(mrr.value && { ...mrr.value, amountMinor: mrr.value.amountMinor - moved })],
    ...MOVEMENTS.map((kind): [string, number | null] => [`mrr-${kind}`, amount(figures.mrrMovements[kind])]),
    ['definition', definition['version'] ?? null],
  ]);
}
