import type { AnswerGroup } from '../../domain/comparison-choice.ts';
import { scaleName } from '../../domain/metric.ts';
import { compareFigures } from '../../domain/score-figures.ts';
import { scoreReport, type ScoreGroup } from '../../domain/score-report.ts';
import { findMonths } from '../rollups/rollups.queries.ts';
import type { Compared } from './touchpoint-compare.ts';

/** Two groups of answers of one touchpoint, score by score, for scores that both have. The first is the later one of the comparison. */
export async function compareGroups(accountId: string, { touchpoint, first, second, minimumSample }: { touchpoint: string; first: AnswerGroup; second: AnswerGroup; minimumSample: number }): Promise<Compared[]> {
  const [one, other] = await Promise.all([first, second].map((group) => groupsOf(accountId, touchpoint, group, minimumSample))) as [ScoreGroup[], ScoreGroup[]];
  return one.flatMap(({ key: { metric, scale }, total }) => {
    const counterpart = other.find(({ key }) => key.metric === metric && scaleName(key.scale) === scaleName(scale))?.total;
    return counterpart === undefined ? [] : [{ metric, scale, first: total, second: counterpart, comparison: compareFigures(metric, counterpart, total, minimumSample) }];
  });
}

async function groupsOf(accountId: string, touchpoint: string, { from, to, where }: AnswerGroup, minimumSample: number): Promise<ScoreGroup[]> {
  const months = await findMonths(accountId, { from, to, segment: where?.segment ?? '', segmentValue: where?.value, touchpoint });
  return scoreReport({ from, to, interval: null, compare: false, months, groupBy: null, where, minimumSample }).groups;
}
