/** Builds the page of one touchpoint's outcomes: what its score is worth, each part in a sentence, a drawing and a table. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { direction } from '../../domain/default-texts.ts';
import { localDay, localFigure, localPercent } from '../../domain/local-figures.ts';
import { outcomeTexts } from '../../domain/outcomes-texts.ts';
import type { OutcomeAnswer, RankedTouchpoint } from '../../domain/outcomes/outcome-answer.ts';
import { LANDMARK_DAYS } from '../../domain/outcomes/case-effect.ts';
import { rankTouchpoints } from '../../domain/outcomes/outcome-report.ts';
import type { Horizon } from '../../domain/outcomes/outcome-figures.ts';
import { sideOf } from '../../domain/outcomes/outcome-verdict.ts';
import type { Page } from '../../domain/page-frame.ts';
import { addDays } from '../../domain/period.ts';
import { substitute } from '../../domain/variables.ts';
import { metricName, scaleText } from '../../domain/metric-texts.ts';
import { ratioAxis, ratioEnds } from './charts-ratio.ts';
import { importsHref } from './imports-link.ts';
import { outcomeAbout, type AboutEntry } from './outcome-about.ts';
import { horizonFilter, outcomeControls, outcomeHref, questionFilter, questionOf, RANKING_PATH, touchpointPath, WIDEST } from './outcome-controls.ts';
import { groupsSection, scoresSection, type GroupsSection, type ScoresSection } from './outcome-scores.ts';
import { caseSection, changeSection, type SignalSection } from './outcome-signals.ts';
import { survivalSection, type SurvivalSection } from './outcome-survival.ts';
import { representationSection, weightsSection, type PlainScore, type RepresentationSection, type WeightsSection } from './outcome-weights.ts';
import {
  daysText, fractionText, intervalText, knownOf, liftText, listText, lossTexts, predictionText, riskTexts, timesEnd, timesText,
  type EstimateText, type LossText, type OutcomeReading, type PredictionText, type RiskText,
} from './outcome-words.ts';
import type { ReportControls, ReportFilter } from './report-controls.ts';
import { reportFiles, type ReportFile } from './report-files.ts';
import type { ReportPeriod } from './report-period.ts';

export interface OutcomeTouchpointInput {
  key: string;
  name: string;
  period: ReportPeriod;
  horizon: Horizon;
  answer: OutcomeAnswer;
  /** The plain score of a question over the same days. */
  plainOf: (question: Pick<RankedTouchpoint, 'metric' | 'scale'>) => PlainScore;
}

interface Sections {
  question: { metric: string; scale: string; customers: string };
  prediction: PredictionText & { sentence: string };
  lift: EstimateText & { sentence: string; axis: { min: string; max: string } };
  risk: { sentence: string; amounts: RiskText[]; losses: LossText[]; listHref: string | null };
  survival: SurvivalSection;
  scores: ScoresSection;
  groups: GroupsSection & { sentence: string };
  change: SignalSection;
  weights: WeightsSection;
  representation: RepresentationSection;
  cases: SignalSection | null;
  casesNone: string;
  files: ReportFile[];
}

interface OutcomeTouchpointData extends AdminFrame {
  texts: ReturnType<typeof outcomeTexts>;
  controls: ReportControls;
  backHref: string;
  /** `null` where nothing of the period counts. */
  found: Sections | null;
  about: AboutEntry[];
  empty: { importsHref: string | null; widerHref: string | null } | null;
}

export function outcomeTouchpointPage(asked: Asked, { key, name, period, horizon, answer, plainOf }: OutcomeTouchpointInput): Page<'admin/reports/outcome-touchpoint', OutcomeTouchpointData> {
  const language = pageLanguage(asked);
  const texts = outcomeTexts(language);
  const reading: OutcomeReading = { language, dir: direction(language), horizon };
  const ranked = rankTouchpoints(answer.touchpoints, horizon);
  const shown = questionOf(ranked, key, asked.query['metric']);
  const question = shown && questionFilter(shown, ranked, language);
  const filters = [horizonFilter(horizon, language), ...(question ? [question] : [])];
  const visible = filters.filter(({ options }) => options.length > 1);
  return {
    view: 'admin/reports/outcome-touchpoint',
    data: {
      ...adminFrame(asked, { title: name, current: RANKING_PATH }),
      texts,
      controls: outcomeControls(asked, period, visible, answer.until),
      backHref: outcomeHref(asked, RANKING_PATH, period, filters.slice(0, 1)),
      found: shown ? sectionsOf(asked, shown, { period, filters, until: answer.until, plain: plainOf(shown), reading }) : null,
      about: outcomeAbout(answer, { period, ranked, language }),
      empty: shown ? null : { importsHref: importsHref(asked), widerHref: period.period === WIDEST ? null : withQuery(touchpointPath(key), { period: WIDEST, ...carried(asked) }) },
    },
  };
}

interface Context {
  period: ReportPeriod;
  filters: readonly ReportFilter[];
  until: string;
  plain: PlainScore;
  reading: OutcomeReading;
}

function sectionsOf(asked: Asked, outcomes: RankedTouchpoint, { period, filters, until, plain, reading }: Context): Sections {
  const { language, horizon } = reading;
  const texts = outcomeTexts(language);
  const path = touchpointPath(outcomes.touchpoint);
  const mayList = asked.visitor?.policies.has('customers.read') === true && outcomes.mrrAtRisk.some(({ customers }) => customers > 0);
  return {
    question: { metric: metricName(outcomes.metric, language), scale: scaleText(outcomes.scale, language), customers: localFigure(outcomes.customers, language) },
    prediction: { ...predictionText(outcomes.auc[horizon], outcomes.adjustedPValue, reading), sentence: pairsSentence(outcomes, reading) },
    lift: liftPart(outcomes, reading),
    risk: {
      sentence: riskSentence(outcomes, reading), amounts: riskTexts(outcomes, language), losses: lossTexts(outcomes, reading),
      listHref: mayList ? outcomeHref(asked, `${path}/customers`, period, filters) : null,
    },
    survival: survivalSection(outcomes, reading),
    scores: scoresSection(outcomes, reading),
    groups: {
      ...groupsSection(outcomes, reading),
      sentence: substitute(texts.groupsSentence, { days: daysText(horizon, language), until: localDay(addDays(until, -1), language, 'full') }),
    },
    change: changeSection(outcomes, reading),
    weights: weightsSection(outcomes, plain, reading),
    representation: representationSection(outcomes, plain, reading),
    cases: caseSection(outcomes, reading),
    casesNone: substitute(texts.caseNone, { landmark: localFigure(LANDMARK_DAYS, language) }),
    files: reportFiles(asked, (ending) => outcomeHref(asked, `${path}/figures${ending}`, period, filters)),
  };
}

function pairsSentence({ auc }: RankedTouchpoint, { language, horizon }: OutcomeReading): string {
  const known = knownOf(auc[horizon]);
  if (known === null) return '';
  return substitute(outcomeTexts(language).aucSentence, {
    pairs: fractionText(known.value, language), interval: intervalText(known, language, fractionText), half: localPercent(50, language, 0),
  });
}

function liftPart({ lift }: RankedTouchpoint, reading: OutcomeReading): Sections['lift'] {
  const { language, horizon } = reading;
  const texts = outcomeTexts(language);
  const figure = lift[horizon];
  const known = knownOf(figure);
  const axis = ratioAxis(known === null ? [] : [known]);
  const ends = ratioEnds(axis);
  const shown = { ...liftText(figure, axis, reading), axis: { min: timesEnd(ends.min, language), max: timesEnd(ends.max, language) } };
  if (known === null || !('denominator' in figure)) return { ...shown, sentence: '' };
  const verdict = { above: texts.liftAbove, below: texts.liftBelow, unclear: texts.liftUnclear }[sideOf(known, 1)];
  const sentence = substitute(texts.liftSentence, {
    days: daysText(horizon, language), low: fractionText(figure.numerator ?? 0, language), all: fractionText(figure.denominator ?? 0, language),
    lift: timesText(known.value, language), interval: intervalText(known, language, timesText),
  });
  return { ...shown, sentence: `${sentence} ${verdict}` };
}

function riskSentence(outcomes: RankedTouchpoint, reading: OutcomeReading): string {
  const { language, horizon } = reading;
  const texts = outcomeTexts(language);
  const amounts = listText(riskTexts(outcomes, language).map(({ amount }) => amount), language);
  if (amounts === '') return texts.riskNone;
  const losses = lossTexts(outcomes, reading);
  const reason = losses.find((loss) => loss.reason !== null)?.reason ?? null;
  if (reason !== null) return substitute(texts.riskNoLoss, { amounts, reason });
  const lost = losses.map(({ value, range }) => (range === null ? value ?? '' : `${value ?? ''} (${range})`));
  return substitute(texts.riskSentence, { amounts, losses: listText(lost, language), days: daysText(horizon, language) });
}
