/** How scores are computed: definitions, thresholds and comparisons, in words. */
import { adminStrings } from '../../domain/admin-texts.ts';
import { localDay, localFigure } from '../../domain/local-figures.ts';
import { metricName, scaleText } from '../../domain/metric-texts.ts';
import { addDays, previousPeriod } from '../../domain/period.ts';
import type { ScoreReport } from '../../domain/score-report.ts';
import { touchpointTexts } from '../../domain/touchpoint-texts.ts';
import { substitute } from '../../domain/variables.ts';
import type { AboutEntry } from './outcome-about.ts';
import type { ReportPeriod } from './report-period.ts';

/** Each score under its own thresholds, as `definition` has them. */
export function scoreAbout({ definition }: Pick<ScoreReport, 'definition'>, { period, timeZone, language }: { period: ReportPeriod; timeZone: string; language: string }): AboutEntry[] {
  const { about: words } = touchpointTexts(language);
  const before = previousPeriod(period.from, period.to);
  const figure = (value: number): string => localFigure(value, language);
  return [
    { term: words.answers, text: substitute(words.answersText, { zone: timeZone }) },
    ...definition.metrics.map(({ metric, scale, thresholds: { low, high } }) => ({
      term: `${metricName(metric, language)}, ${scaleText(scale, language)}`, text: substitute(words[metric], { low: figure(low), high: figure(high) }),
    })),
    {
      term: words.change,
      text: substitute(words.changeText, { from: localDay(before.from, language, 'full'), to: localDay(addDays(before.to, -1), language, 'full'), minimum: figure(definition.minimumSample) }),
    },
    { term: words.rate, text: words.rateText },
    { term: words.version, text: substitute(adminStrings(language).definition, { version: definition.version }) },
  ];
}
