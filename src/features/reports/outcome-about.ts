/** How the figures of the outcomes report are computed: definitions, windows, exclusions and numbers behind them. */
import { localDay, localFigure } from '../../domain/local-figures.ts';
import { LANDMARK_DAYS } from '../../domain/outcomes/case-effect.ts';
import type { OutcomeAnswer, RankedTouchpoint } from '../../domain/outcomes/outcome-answer.ts';
import { outcomeTexts } from '../../domain/outcomes-texts.ts';
import { addDays } from '../../domain/period.ts';
import { substitute } from '../../domain/variables.ts';
import type { ReportPeriod } from './report-period.ts';

export interface AboutEntry {
  term: string;
  text: string;
}

export function outcomeAbout({ definition, until }: OutcomeAnswer, { period, ranked, language }: { period: ReportPeriod; ranked: readonly RankedTouchpoint[]; language: string }): AboutEntry[] {
  const texts = outcomeTexts(language);
  const day = (value: string): string => localDay(value, language, 'full');
  const tested = ranked.filter(({ adjustedPValue }) => adjustedPValue !== null).length;
  const landmark = localFigure(LANDMARK_DAYS, language);
  return [
    { term: texts.aboutPeriod, text: substitute(texts.aboutPeriodText, { from: day(period.from), to: day(period.through), until: day(addDays(until, -1)) }) },
    { term: texts.aboutFollow, text: texts.aboutFollowText },
    { term: texts.aboutSilent, text: texts.aboutSilentText },
    { term: texts.aboutChurn, text: texts.aboutChurnText },
    { term: texts.aboutLift, text: texts.aboutLiftText },
    { term: texts.aboutAuc, text: substitute(texts.aboutAucText, { count: localFigure(tested, language), level: localFigure(0.05, language, { decimals: 2 }) }) },
    { term: texts.aboutRisk, text: texts.aboutRiskText },
    { term: texts.aboutWeighted, text: texts.aboutWeightedText },
    { term: texts.aboutRepresent, text: texts.aboutRepresentText },
    { term: texts.aboutCases, text: substitute(texts.aboutCasesText, { landmark }) },
    { term: texts.aboutMinimum, text: substitute(texts.aboutMinimumText, { minimum: localFigure(definition.minimumSample, language) }) },
    { term: texts.aboutVersion, text: definition.version },
  ];
}
