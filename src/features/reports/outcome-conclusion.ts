/** What a ranking of touchpoints says, in sentences: which score tells who leaves, how sure that is, and what is at stake. */
import { embedded } from '../../domain/local-text.ts';
import type { RankedTouchpoint } from '../../domain/outcomes/outcome-answer.ts';
import { predictionVerdict, sideOf } from '../../domain/outcomes/outcome-verdict.ts';
import { outcomeTexts } from '../../domain/outcomes-texts.ts';
import { substitute } from '../../domain/variables.ts';
import { groupBy } from '../../platform/group-by.ts';
import { daysText, fractionText, intervalText, knownOf, listText, riskTexts, timesText, type OutcomeReading } from './outcome-words.ts';

/** @param ranked within the horizon, best first; `[]` for none */
export function conclusion(ranked: readonly RankedTouchpoint[], names: ReadonlyMap<string, string>, reading: OutcomeReading): string[] {
  if (ranked.length === 0) return [];
  const { language, horizon } = reading;
  const texts = outcomeTexts(language);
  const nameOf = ({ touchpoint, metric }: RankedTouchpoint): string => {
    const name = embedded(names.get(touchpoint) ?? touchpoint, language);
    return ranked.filter((other) => other.touchpoint === touchpoint).length > 1 ? `${name} (${metric.toUpperCase()})` : name;
  };
  const by = groupBy(ranked, (outcomes) => {
    const verdict = predictionVerdict(outcomes.auc[horizon], outcomes.adjustedPValue);
    const lift = knownOf(outcomes.lift[horizon]);
    // The lowest scorers may stand out where the rest of the scale tells nothing: that is a warning sign all the same.
    return verdict === 'unclear' && lift !== null && sideOf(lift, 1) === 'above' ? 'low-only' : verdict;
  });
  const [best, ...others] = by.get('tells') ?? [];
  const unknown = (['too-few', 'not-followed', 'no-churn'] as const).flatMap((reason) => by.get(reason) ?? []);
  const about = (text: string, some: readonly RankedTouchpoint[] = []): string[] =>
    some.length === 0 ? [] : [substitute(text, { names: listText(some.map(nameOf), language) })];
  return [
    ...(best === undefined ? [substitute(texts.answerNone, { days: daysText(horizon, language) })] : [bestSentence(best, nameOf(best), reading), ...moneySentence(best, language)]),
    ...about(texts.answerAlso, others),
    ...about(texts.answerLowOnly, by.get('low-only')),
    ...about(texts.answerReversed, by.get('reversed')),
    ...about(texts.answerNoLink, by.get('unclear')),
    ...about(texts.answerUnknown, unknown),
  ];
}

function bestSentence({ lift, auc }: RankedTouchpoint, touchpoint: string, { language, horizon }: OutcomeReading): string {
  const texts = outcomeTexts(language);
  const days = daysText(horizon, language);
  const [times, pairs] = [lift[horizon], knownOf(auc[horizon])];
  const known = knownOf(times);
  if (known === null || !('denominator' in times)) {
    return substitute(texts.answerTellsPairs, {
      touchpoint, days, pairs: fractionText(pairs?.value ?? 0, language), interval: intervalText(pairs ?? { low: null, high: null }, language, fractionText),
    });
  }
  return substitute(texts.answerTells, {
    touchpoint, days, low: fractionText(times.numerator ?? 0, language), all: fractionText(times.denominator ?? 0, language),
    lift: timesText(known.value, language), interval: intervalText(known, language, timesText),
  });
}

function moneySentence(best: RankedTouchpoint, language: string): string[] {
  const amounts = riskTexts(best, language).map(({ amount }) => amount);
  return amounts.length === 0 ? [] : [substitute(outcomeTexts(language).answerMoney, { amount: listText(amounts, language) })];
}
