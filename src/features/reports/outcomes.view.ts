/** Builds the ranking of touchpoints by what their scores tell: who leaves, how sure that is, how much money is at risk. */
import { adminFrame, carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { AdminFrame, Asked } from '../../domain/admin-frame.ts';
import { direction } from '../../domain/default-texts.ts';
import { localFigure } from '../../domain/local-figures.ts';
import { outcomeTexts } from '../../domain/outcomes-texts.ts';
import type { OutcomeAnswer } from '../../domain/outcomes/outcome-answer.ts';
import { rankTouchpoints } from '../../domain/outcomes/outcome-report.ts';
import type { Horizon } from '../../domain/outcomes/outcome-figures.ts';
import type { Page } from '../../domain/page-frame.ts';
import { substitute } from '../../domain/variables.ts';
import { scaleText } from '../../domain/metric-texts.ts';
import { ratioAxis, ratioEnds } from './charts-ratio.ts';
import { importsHref } from './imports-link.ts';
import { outcomeAbout, type AboutEntry } from './outcome-about.ts';
import { conclusion } from './outcome-conclusion.ts';
import { horizonFilter, outcomeControls, outcomeHref, questionFilter, RANKING_PATH, touchpointPath, WIDEST } from './outcome-controls.ts';
import { daysText, knownOf, liftText, lossTexts, predictionText, riskTexts, timesEnd, type EstimateText, type LossText, type OutcomeReading, type PredictionText, type RiskText } from './outcome-words.ts';
import type { ReportControls } from './report-controls.ts';
import { reportFiles, type ReportFile } from './report-files.ts';
import type { ReportPeriod } from './report-period.ts';

export interface RankingInput {
  period: ReportPeriod;
  horizon: Horizon;
  answer: OutcomeAnswer;
  touchpoints: readonly { key: string; name: string }[];
}

interface RankingRow {
  name: string;
  href: string;
  metric: string;
  scale: string;
  prediction: PredictionText;
  lift: EstimateText;
  customers: string;
  risks: RiskText[];
  losses: LossText[];
}

interface RankingData extends AdminFrame {
  texts: ReturnType<typeof outcomeTexts>;
  controls: ReportControls;
  /** What the ranking says, in sentences. */
  conclusion: string[];
  axis: { min: string; max: string };
  rows: RankingRow[];
  notes: string[];
  about: AboutEntry[];
  files: ReportFile[];
  empty: { importsHref: string | null; widerHref: string | null } | null;
}

export function rankingPage(asked: Asked, { period, horizon, answer, touchpoints }: RankingInput): Page<'admin/reports/outcomes', RankingData> {
  const language = pageLanguage(asked);
  const texts = outcomeTexts(language);
  const reading: OutcomeReading = { language, dir: direction(language), horizon };
  const filters = [horizonFilter(horizon, language)];
  const names = new Map(touchpoints.map(({ key, name }) => [key, name]));
  const ranked = rankTouchpoints(answer.touchpoints, horizon);
  const axis = ratioAxis(ranked.flatMap(({ lift }) => knownOf(lift[horizon]) ?? []));
  const ends = ratioEnds(axis);
  const one = localFigure(1, language);
  return {
    view: 'admin/reports/outcomes',
    data: {
      ...adminFrame(asked, { title: texts.title, current: RANKING_PATH }),
      texts,
      controls: outcomeControls(asked, period, filters, answer.until),
      conclusion: conclusion(ranked, names, reading),
      axis: { min: timesEnd(ends.min, language), max: timesEnd(ends.max, language) },
      rows: ranked.map((outcomes) => ({
        name: names.get(outcomes.touchpoint) ?? outcomes.touchpoint,
        href: outcomeHref(asked, touchpointPath(outcomes.touchpoint), period, [...filters, questionFilter(outcomes, ranked, language)]),
        metric: outcomes.metric.toUpperCase(),
        scale: scaleText(outcomes.scale, language),
        prediction: predictionText(outcomes.auc[horizon], outcomes.adjustedPValue, reading),
        lift: liftText(outcomes.lift[horizon], axis, reading),
        customers: localFigure(outcomes.customers, language),
        risks: riskTexts(outcomes, language),
        losses: lossTexts(outcomes, reading),
      })),
      notes: [
        substitute(texts.readAuc, { half: localFigure(0.5, language, { decimals: 1 }), whole: one }),
        substitute(texts.readLift, { one }),
        substitute(texts.readRisk, { days: daysText(horizon, language) }),
      ],
      about: outcomeAbout(answer, { period, ranked, language }),
      files: reportFiles(asked, (ending) => outcomeHref(asked, `${RANKING_PATH}${ending}`, period, filters)),
      empty: ranked.length > 0 ? null : {
        importsHref: importsHref(asked),
        widerHref: period.period === WIDEST ? null : withQuery(RANKING_PATH, { period: WIDEST, ...carried(asked) }),
      },
    },
  };
}
