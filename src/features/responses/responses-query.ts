/** The parameters of answers as a program writes them, and what they mean for one account. */
import { z } from 'zod';
import { METRICS } from '../../domain/metric.ts';
import { startOfDay } from '../../domain/period.ts';
import { readSegmentValue, segmentsDeclared, type SegmentValue } from '../../domain/segment.ts';
import { Invalid } from '../../platform/errors.ts';
import { day, key } from '../../platform/http/fields.ts';
import type { Account } from '../accounts/accounts.queries.ts';
import { CATEGORY_NAMES } from './response-view.ts';
import type { ResponseFilter } from './responses.queries.ts';
import { tagField } from './tag-field.ts';

const oneOf = <const T extends readonly [string, ...string[]]>(values: T) => z.enum(values, { error: `must be one of ${values.join(', ')}` });

export const responseFields = {
  survey: key.optional(),
  touchpoint: key.optional(),
  metric: oneOf(METRICS).optional(),
  category: z.enum(CATEGORY_NAMES, { error: `must be one of ${CATEGORY_NAMES.join(', ')}` }).optional(),
  hasComment: oneOf(['true', 'false']).transform((value) => value === 'true').optional(),
  tag: tagField.optional(),
  heldBack: oneOf(['true', 'false']).transform((value) => value === 'true').optional().describe('Only those that wait to be accepted or dismissed, or none of them'),
  where: z.string({ error: 'must be one segment' }).min(1, 'must name a segment').max(300).optional().describe('One declared segment, such as `locale:en` or `property:plan:pro`'),
  from: day.optional().describe('First local day of the answer'),
  to: day.optional().describe('The day after the last one'),
};
const ResponsesQuery = z.strictObject(responseFields);
export type ResponsesQuery = z.infer<typeof ResponsesQuery>;

/** @throws Invalid for a segment that the account does not declare */
export function responseFilter({ from, to, where, ...filter }: ResponsesQuery, { timeZone, segmentKeys }: Pick<Account, 'timeZone' | 'segmentKeys'>): ResponseFilter {
  return {
    ...filter,
    where: where === undefined ? undefined : requireSegmentValue(where, segmentKeys),
    from: from === undefined ? null : startOfDay(from, timeZone),
    to: to === undefined ? null : startOfDay(to, timeZone),
  };
}

function requireSegmentValue(where: string, segmentKeys: string[]): SegmentValue {
  const found = readSegmentValue(where, segmentKeys);
  if (!found) throw new Invalid([{ pointer: '/query/where', detail: `is no declared segment with a value; declared are ${segmentsDeclared(segmentKeys).join(', ')}` }]);
  return found;
}
