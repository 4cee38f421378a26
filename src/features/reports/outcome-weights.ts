/** The score by what customers are worth, beside the plain one; and whether those who answer stand for those who were asked. */
import { adminStrings } from '../../domain/admin-texts.ts';
import { localFigure, localPercent } from '../../domain/local-figures.ts';
import { isMissing } from '../../domain/outcomes/outcome-figures.ts';
import type { TouchpointOutcomes, WeightedFigure } from '../../domain/outcomes/outcome-report.ts';
import type { Representativeness } from '../../domain/outcomes/representativeness.ts';
import { outcomeTexts } from '../../domain/outcomes-texts.ts';
import { substitute } from '../../domain/variables.ts';
import { bars, type BarPlace } from '../../domain/charts.ts';
import { axisOf, tickText, valueText, type Reading } from '../../domain/metric-texts.ts';
import { valueDrawing } from './figure-texts.ts';
import { fractionText, intervalText, type EstimateText, type OutcomeReading } from './outcome-words.ts';

/** The plain score of the same question and days; `null` parts without answers. */
export interface PlainScore {
  value: number | null;
  low: number | null;
  high: number | null;
  n: number;
}

interface WeightRow {
  name: string;
  answers: string;
  /** As how many alike answers they count. */
  effective: string | null;
  score: EstimateText;
  warning: string | null;
}

export interface WeightsSection {
  sentences: string[];
  axis: { min: string; max: string };
  rows: WeightRow[];
}

type Score = Pick<PlainScore, 'value' | 'low' | 'high'>;

export function weightsSection(outcomes: TouchpointOutcomes, plain: PlainScore, reading: OutcomeReading): WeightsSection {
  const { language } = reading;
  const texts = outcomeTexts(language);
  const scoring = scoringOf(outcomes, reading);
  const axis = axisOf(outcomes.metric, outcomes.scale);
  const plainText = plain.value === null ? adminStrings(language).noAnswers : valueText(plain.value, scoring);
  const sentences = outcomes.weighted.flatMap((figure) => (isMissing(figure) || figure.value === null ? [] : [substitute(texts.weightedSentence, {
    weight: weightName(figure, language), value: valueText(figure.value, scoring), interval: intervalOf(figure, scoring), plain: plainText,
  })]));
  return {
    sentences: sentences.length === 0 ? [texts.weightedNone] : sentences,
    axis: { min: tickText(axis.min, scoring), max: tickText(axis.max, scoring) },
    rows: [
      { name: texts.plain, answers: localFigure(plain.n, language), effective: null, score: scoreText(plain, scoring), warning: null },
      ...outcomes.weighted.map((figure): WeightRow => ({
        name: substitute(texts.weightedBy, { weight: weightName(figure, language) }),
        answers: localFigure(figure.n, language),
        effective: localFigure(figure.effectiveN, language),
        score: isMissing(figure) ? { value: null, interval: null, drawing: null, reason: texts.tooFew } : scoreText(figure, scoring),
        warning: isMissing(figure) || figure.warning === null ? null : substitute(texts.weightedFew, {
          effective: localFigure(figure.effectiveN, language), largest: fractionText(figure.largestShare ?? 0, language),
        }),
      })),
    ],
  };
}

interface ShareRow {
  name: string;
  asked: string;
  answered: string;
  askedBar: BarPlace;
  answeredBar: BarPlace;
}

export interface RepresentationSection {
  sentences: string[];
  byValue: ShareRow[];
  byTenure: ShareRow[];
}

/** Beyond this share of answers that would have to come from others, a score is worth a second look. */
const FAR = 0.1;

export function representationSection(outcomes: TouchpointOutcomes, plain: PlainScore, reading: OutcomeReading): RepresentationSection {
  const { language } = reading;
  const texts = outcomeTexts(language);
  const { representativeness: found } = outcomes;
  if (isMissing(found)) return { sentences: [substitute(texts.noNumber, { reason: texts.tooFew })], byValue: [], byTenure: [] };
  const scoring = scoringOf(outcomes, reading);
  const { invited, answered, dissimilarity, postStratified } = found;
  const tenures = [texts.tenure0, texts.tenure1, texts.tenure2, texts.tenure3];
  const deciles = [...Array.from({ length: 10 }, (_, decile) => decile), null];
  return {
    sentences: [
      `${substitute(texts.representSentence, {
        invited: localFigure(invited, language), answered: localFigure(answered, language), share: fractionText(dissimilarity ?? 0, language),
      })} ${(dissimilarity ?? 0) > FAR ? texts.representFar : texts.representClose}`,
      ...(postStratified.value === null || plain.value === null ? [] : [substitute(texts.postStratified, {
        value: valueText(postStratified.value, scoring), interval: intervalOf(postStratified, scoring), plain: valueText(plain.value, scoring),
      })]),
    ],
    byValue: shareRows(found, deciles.map((decile) => ({
      name: decileName(decile, language), holds: ({ clvDecile }) => clvDecile === decile,
    })), reading),
    byTenure: shareRows(found, tenures.map((name, bucket) => ({ name, holds: ({ tenureBucket }) => tenureBucket === bucket })), reading),
  };
}

type Stratum = Representativeness['strata'][number];

/** Strata added up; a part without anybody asked is left out. */
function shareRows({ strata, invited, answered }: Representativeness, parts: readonly { name: string; holds: (stratum: Stratum) => boolean }[], { language, dir }: OutcomeReading): ShareRow[] {
  const summed = parts.map(({ name, holds }) => {
    const own = strata.filter(holds);
    return { name, asked: own.reduce((sum, stratum) => sum + stratum.invited, 0) / invited, answered: own.reduce((sum, stratum) => sum + stratum.answered, 0) / answered };
  }).filter(({ asked }) => asked > 0);
  const places = bars(summed.flatMap(({ asked, answered: share }) => [asked, share]), dir);
  return summed.map(({ name, asked, answered: share }, index) => ({
    name,
    asked: localPercent(100 * asked, language),
    answered: localPercent(100 * share, language),
    askedBar: places[2 * index] ?? { x: 0, width: 0 },
    answeredBar: places[2 * index + 1] ?? { x: 0, width: 0 },
  }));
}

function decileName(decile: number | null, language: string): string {
  const texts = outcomeTexts(language);
  if (decile === null) return texts.decileUnknown;
  return decile === 0 ? texts.decileLowest : decile === 9 ? texts.decileHighest : substitute(texts.decileOf, { number: localFigure(decile + 1, language) });
}

function scoringOf({ metric, scale }: Pick<TouchpointOutcomes, 'metric' | 'scale'>, { language, dir }: OutcomeReading): Reading {
  return { metric, scale, language, dir };
}

function weightName({ weight, currency }: WeightedFigure, language: string): string {
  const texts = outcomeTexts(language);
  return substitute(weight === 'mrr' ? texts.byMrr : texts.byClv, { currency });
}

function intervalOf(score: Score, scoring: Reading): string {
  return intervalText(score, scoring.language, (bound) => valueText(bound, scoring));
}

function scoreText({ value, low, high }: Score, scoring: Reading): EstimateText {
  if (value === null) return { value: null, interval: null, drawing: null, reason: adminStrings(scoring.language).noAnswers };
  return { value: valueText(value, scoring), interval: intervalOf({ value, low, high }, scoring), drawing: valueDrawing({ value, low, high }, scoring), reason: null };
}
