/** Churn by exact score with its intervals, and all groups of a touchpoint side by side with their money. */
import { localFigure, localMoney, localPercent } from '../../domain/local-figures.ts';
import { scoresOf } from '../../domain/metric.ts';
import { isMissing } from '../../domain/outcomes/outcome-figures.ts';
import type { OutcomeGroup, TouchpointOutcomes } from '../../domain/outcomes/outcome-report.ts';
import { outcomeTexts } from '../../domain/outcomes-texts.ts';
import { substitute } from '../../domain/variables.ts';
import type { Axis } from '../../domain/charts.ts';
import { survivalGroups, type Look } from './outcome-survival.ts';
import { churnText, daysText, fractionText, groupText, knownOf, type EstimateText, type OutcomeReading } from './outcome-words.ts';

interface ScoreRow {
  score: string;
  customers: string;
  churn: EstimateText;
}

export interface ScoresSection {
  sentence: string;
  axis: { min: string; max: string };
  rows: ScoreRow[];
}

/** Every score of the scale, best first, also those that nobody gave. */
export function scoresSection({ scale, groups }: Pick<TouchpointOutcomes, 'scale' | 'groups'>, reading: OutcomeReading): ScoresSection {
  const { language, horizon } = reading;
  const texts = outcomeTexts(language);
  const given = scoresOf(scale).toReversed().map((score) => ({ score, group: groups.find(({ group }) => group === `score:${score}`) }));
  const known = given.flatMap(({ score, group }) => {
    const churn = group && knownOf(group.churn[horizon]);
    return churn ? [{ score, churn }] : [];
  });
  const [best, worst] = [known[0], known.at(-1)];
  const axis = churnAxis(groups, reading);
  return {
    sentence: best === undefined || worst === undefined || best === worst ? texts.scoresNone : substitute(texts.scoresSentence, {
      days: daysText(horizon, language),
      worst: localFigure(worst.score, language), worstChurn: fractionText(worst.churn.value, language),
      best: localFigure(best.score, language), bestChurn: fractionText(best.churn.value, language),
    }),
    axis: { min: fractionText(axis.min, language), max: fractionText(axis.max, language) },
    rows: given.map(({ score, group }) => ({
      score: localFigure(score, language),
      customers: localFigure(group?.customers ?? 0, language),
      churn: group === undefined ? { value: null, interval: null, drawing: null, reason: texts.tooFew } : churnText(group.churn[horizon], axis, reading),
    })),
  };
}

interface GroupRow {
  look: Look | 'none';
  name: string;
  customers: string;
  churn: EstimateText;
  /** One entry for each currency. */
  money: { mrr: string; lost: string | null }[];
  clv: string[];
}

export interface GroupsSection {
  axis: { min: string; max: string };
  rows: GroupRow[];
}

/** Categories, the silent, and those the ask did not reach, as far as there is anybody in them. */
export function groupsSection({ metric, groups }: Pick<TouchpointOutcomes, 'metric' | 'groups'>, reading: OutcomeReading): GroupsSection {
  const { language } = reading;
  const looked: { group: OutcomeGroup; look: GroupRow['look'] }[] = survivalGroups(metric, groups);
  const unreached = groups.filter(({ group, customers }) => customers > 0 && (group === 'bounced' || group === 'unsubscribed')).map((group) => ({ group, look: 'none' as const }));
  const axis = churnAxis(groups, reading);
  return {
    axis: { min: fractionText(axis.min, language), max: fractionText(axis.max, language) },
    rows: [...looked, ...unreached].map(({ group, look }) => ({
      look,
      name: groupText(group.group, language),
      customers: localFigure(group.customers, language),
      churn: churnText(group.churn[reading.horizon], axis, reading),
      money: group.mrr.map(({ total, revenueChurnGross }) => ({ mrr: localMoney(total, language), lost: revenueChurnGross === null ? null : localPercent(100 * revenueChurnGross, language) })),
      clv: group.clvMedian.map((value) => localMoney(value, language)),
    })),
  };
}

/** One axis for all groups of a touchpoint: from 0 to the next tenth above every bound. */
function churnAxis(groups: readonly OutcomeGroup[], { horizon }: OutcomeReading): Axis {
  const highest = groups.flatMap(({ churn }) => {
    const figure = churn[horizon];
    return isMissing(figure) ? [] : [figure.high ?? figure.value ?? 0];
  });
  return { min: 0, max: Math.min(1, Math.ceil(Math.max(0.1, ...highest) * 10 - 1e-9) / 10) };
}
