/** What the pages of the business report are made of: a range, the one before it, and its parts, in one currency. */
import type { BusinessPeriod } from '../../domain/business/business-breakdown.ts';
import type { CostPart } from '../../domain/business/cost-parts.ts';

export const BUSINESS_PATH = '/admin/reports/business';

export interface BusinessPageReport {
  definition: Record<string, string | number>;
  /** Those in which any amount of the range is, sorted; `[]` without any. */
  currencies: string[];
  /** Of every amount below. */
  currency: string | null;
  /** `null` where nothing of the range has been observed. */
  whole: BusinessPeriod | null;
  previous: BusinessPeriod | null;
  /** Ascending. */
  buckets: BusinessPeriod[];
  costParts: CostPart[];
}
