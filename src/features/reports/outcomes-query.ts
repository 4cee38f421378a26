/** The parameters of the outcomes report, read for one account. */
import { z } from 'zod';
import { METRICS } from '../../domain/metric.ts';
import { key } from '../../platform/http/fields.ts';
import type { Account } from '../accounts/accounts.queries.ts';
import type { OutcomesRequest } from '../outcomes/outcomes.queries.ts';
import { sharedFields, sharedRequest } from './business-query.ts';

export const outcomesFields = {
  ...sharedFields,
  touchpoint: key.optional(),
  metric: z.enum(METRICS, { error: `must be one of ${METRICS.join(', ')}` }).optional(),
  minimum: z.coerce.number({ error: 'must be a whole number from 1' }).int('must be a whole number').min(1, 'must be at least 1').max(1_000_000).optional()
    .describe('Fewest answers that get a number; default the account\'s minimum sample'),
};
export const OutcomesQuery = z.strictObject(outcomesFields);
export type OutcomesQuery = z.infer<typeof OutcomesQuery>;

/** @throws Invalid as `sharedRequest` does */
export function outcomesRequest({ touchpoint, metric, minimum, ...query }: OutcomesQuery, account: Account, now: Date): OutcomesRequest {
  return { ...sharedRequest(query, account, now), touchpoint: touchpoint ?? null, metric: metric ?? null, minimum: minimum ?? account.minimumSample };
}
