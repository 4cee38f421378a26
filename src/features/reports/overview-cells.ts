/** Outcomes and business in the words of the overview. */
import { carried, pageLanguage, withQuery } from '../../domain/admin-frame.ts';
import type { Asked } from '../../domain/admin-frame.ts';
import { adminStrings } from '../../domain/admin-texts.ts';
import { businessTexts } from '../../domain/business-texts.ts';
import { localMoney, localPercent } from '../../domain/local-figures.ts';
import { scaleName, type Metric, type Scale } from '../../domain/metric.ts';
import { isMissing } from '../../domain/outcomes/outcome-figures.ts';
import { substitute } from '../../domain/variables.ts';
import { BUSINESS_PATH } from './business-page.ts';
import { percentInterval, ratioText, ratioVerdict } from './business-words.ts';
import { changeText, type ChangeText } from './figure-texts.ts';
import { touchpointPath } from './outcome-controls.ts';
import { knownOf, reasonText, riskTexts, timesText, type RiskText } from './outcome-words.ts';
import type { GlanceBusiness, GlanceOutcomes } from './overview-glance.ts';
import { periodQuery } from './report-controls.ts';
import type { ReportPeriod } from './report-period.ts';

export interface OutcomeCells {
  href: string;
  lift: string | null;
  /** Its bounds, or why there is no number. */
  detail: string;
  risks: RiskText[];
}

/** Of one row; `null` where nobody of the touchpoint can be followed. */
export function outcomeCells(asked: Asked, known: readonly GlanceOutcomes[], { touchpoint, metric, scale }: { touchpoint?: unknown; metric: Metric; scale: Scale }): OutcomeCells | null {
  const language = pageLanguage(asked);
  const ui = adminStrings(language);
  const here = known.filter((each) => each.touchpoint === touchpoint && each.metric === metric);
  const found = here.find((each) => scaleName(each.scale) === scaleName(scale));
  if (found === undefined) return null;
  const lift = knownOf(found.lift);
  return {
    href: withQuery(touchpointPath(found.touchpoint), { metric: here.length > 1 ? `${metric}-${scaleName(scale)}` : metric, ...carried(asked) }),
    lift: lift && timesText(lift.value, language),
    detail: isMissing(found.lift) ? reasonText(found.lift.reason, language)
      : lift === null || lift.low === null || lift.high === null ? ui.noInterval : substitute(ui.intervalOf, { low: timesText(lift.low, language), high: timesText(lift.high, language) }),
    risks: riskTexts(found, language),
  };
}

export interface GlanceStrip {
  heading: string;
  figures: { name: string; value: string | null; detail: string | null; change: ChangeText | null }[];
  href: string;
  link: string;
}

export function glanceStrip(asked: Asked, period: ReportPeriod, { currency, figures: { churn, mrr, clvToCac } }: GlanceBusiness): GlanceStrip {
  const language = pageLanguage(asked);
  const texts = businessTexts(language);
  return {
    heading: texts.overviewHeading,
    figures: [
      {
        name: texts.churn, value: churn.value === null ? null : localPercent(churn.value, language), detail: percentInterval(churn, language),
        change: churn.comparison && changeText(churn.comparison, language, { decimals: 1, isGood: false }),
      },
      { name: texts.mrr, value: currency === null || mrr.value === null ? null : localMoney(mrr.value, language), detail: null, change: null },
      { name: texts.clvToCac, value: clvToCac.value === null ? null : ratioText(clvToCac.value, language), detail: clvToCac.verdict && ratioVerdict(clvToCac.verdict, language), change: null },
    ],
    href: withQuery(BUSINESS_PATH, { ...periodQuery(period), ...carried(asked) }),
    link: texts.overviewLink,
  };
}
