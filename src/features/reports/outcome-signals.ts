/** Two comparisons at a touchpoint: whether a falling score warns, and whether closing cases helped. */
import { adminStrings } from '../../domain/admin-texts.ts';
import { localFigure } from '../../domain/local-figures.ts';
import { LANDMARK_DAYS } from '../../domain/outcomes/case-effect.ts';
import { smallestChange } from '../../domain/outcomes/change-signal.ts';
import { isMissing, type DifferenceFigure } from '../../domain/outcomes/outcome-figures.ts';
import type { TouchpointOutcomes } from '../../domain/outcomes/outcome-report.ts';
import { sideOf } from '../../domain/outcomes/outcome-verdict.ts';
import { outcomeTexts } from '../../domain/outcomes-texts.ts';
import { substitute } from '../../domain/variables.ts';
import { differenceAxis } from './charts-ratio.ts';
import { intervalDrawing } from '../../domain/charts.ts';
import { churnText, daysText, fractionText, intervalText, knownOf, pointsText, reasonText, type Drawing, type EstimateText, type OutcomeReading } from './outcome-words.ts';

const LEAST_REACH = 0.1;

export interface SignalSection {
  sentence: string;
  certainty: string | null;
  /** How many were compared. */
  basis: string | null;
  drawing: Drawing | null;
  /** Both sides, as far as their own churn is known. */
  sides: { name: string; customers: string; churn: EstimateText }[];
}

export function changeSection({ change, scale }: Pick<TouchpointOutcomes, 'change' | 'scale'>, reading: OutcomeReading): SignalSection {
  const { language, horizon } = reading;
  const texts = outcomeTexts(language);
  const figure = change[horizon];
  const known = knownOf(figure);
  if (known === null || isMissing(figure)) return absent(figure, language);
  const [one, other] = figure.of.map((count) => localFigure(count, language));
  const verdict = { above: texts.differenceAbove, below: texts.differenceBelow, unclear: texts.differenceUnclear }[sideOf(known, 0)];
  return {
    sentence: substitute(texts.changeSentence, {
      points: localFigure(smallestChange(scale), language), days: daysText(horizon, language),
      difference: pointsText(known.value, language), interval: intervalText(known, language, pointsText),
    }),
    certainty: verdict,
    basis: substitute(texts.changeOf, { one, other }),
    drawing: differenceOf(known, reading),
    sides: [],
  };
}

/** `null` where no case of a low scorer was closed in time. */
export function caseSection({ caseEffect }: Pick<TouchpointOutcomes, 'caseEffect'>, reading: OutcomeReading): SignalSection | null {
  if (caseEffect === null) return null;
  const { language, horizon } = reading;
  const texts = outcomeTexts(language);
  const figure = caseEffect[horizon];
  const { withClosedCase, without, of: [n, others] } = figure;
  const axis = { min: 0, max: Math.max(0.1, ...[withClosedCase, without].map((side) => (isMissing(side) ? 0 : Math.ceil(10 * (side.high ?? side.value ?? 0)) / 10))) };
  const sides = [
    { name: texts.caseWith, customers: localFigure(n, language), churn: churnText(withClosedCase, axis, reading) },
    { name: texts.caseWithout, customers: localFigure(others, language), churn: churnText(without, axis, reading) },
  ];
  const [known, one, other] = [knownOf(figure), knownOf(withClosedCase), knownOf(without)];
  if (known === null || one === null || other === null) return { ...absent(figure, language), sides };
  const verdict = { above: texts.caseAbove, below: texts.caseBelow, unclear: texts.caseUnclear }[sideOf(known, 0)];
  return {
    sentence: substitute(texts.caseSentence, {
      landmark: localFigure(LANDMARK_DAYS, language), days: localFigure(horizon, language), one: fractionText(one.value, language), other: fractionText(other.value, language),
      difference: pointsText(known.value, language), interval: intervalText(known, language, pointsText),
    }),
    certainty: verdict,
    basis: null,
    drawing: differenceOf(known, reading),
    sides,
  };
}

function differenceOf(known: { value: number; low: number | null; high: number | null }, { language, dir }: OutcomeReading): Drawing {
  const axis = differenceAxis([known], LEAST_REACH);
  const title = substitute(outcomeTexts(language).drawingDifference, {
    value: pointsText(known.value, language), interval: intervalText(known, language, pointsText), min: pointsText(axis.min, language), max: pointsText(axis.max, language),
    zero: localFigure(0, language),
  });
  return { ...intervalDrawing(known, axis, dir), title };
}

function absent(figure: DifferenceFigure, language: string): SignalSection {
  const reason = isMissing(figure) ? reasonText(figure.reason, language) : adminStrings(language).noData;
  return { sentence: substitute(outcomeTexts(language).noNumber, { reason }), certainty: null, basis: null, drawing: null, sides: [] };
}
