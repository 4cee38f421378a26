import { monthsBetween, type Day, type Month } from '../../domain/period.ts';
import type { RollupMonth } from '../../domain/rollup.ts';
import { rollups } from './rollup.model.ts';

export interface RollupFilter {
  from: Day;
  to: Day;
  /** Only these of the months in between, where a reader needs no others. */
  months?: readonly Month[] | undefined;
  /** `''` for everybody, else a declared segment such as `locale` or `property:plan`. */
  segment: string;
  segmentValue?: string | undefined;
  touchpoint?: string | undefined;
  survey?: string | undefined;
  metric?: string | undefined;
}

/** Month documents touched by [from, to): one indexed read, its cost independent of the number of answers. */
export async function findMonths(accountId: string, { from, to, months = monthsBetween(from, to), segment, segmentValue, touchpoint, survey, metric }: RollupFilter): Promise<RollupMonth[]> {
  const where = {
    ...(segmentValue === undefined ? {} : { segmentValue }),
    ...(touchpoint === undefined ? {} : { touchpoint }),
    ...(survey === undefined ? {} : { surveyKey: survey }),
    ...(metric === undefined ? {} : { metric }),
  };
  return rollups.of(accountId).aggregate<RollupMonth>([
    { $match: { segment, month: { $in: [...months] } } },
    // Apart, so that the index alone chooses what is read.
    ...(Object.keys(where).length > 0 ? [{ $match: where }] : []),
  ]);
}
