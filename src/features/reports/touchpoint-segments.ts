/** Segments side by side: small drawings of one score, all on the same axis. */
import { lineDrawing, trendAxis, type LineDrawing } from '../../domain/charts.ts';
import { direction } from '../../domain/default-texts.ts';
import { localFigure } from '../../domain/local-figures.ts';
import { languageName } from '../../domain/local-text.ts';
import { axisOf, metricName, scaleText, tickText, type Reading } from '../../domain/metric-texts.ts';
import { scaleName } from '../../domain/metric.ts';
import type { ScoreGroup } from '../../domain/score-report.ts';
import { touchpointTexts } from '../../domain/touchpoint-texts.ts';
import { substitute } from '../../domain/variables.ts';
import { figuresText, trendTitle, type FiguresText } from './figure-texts.ts';
import type { SegmentScores } from './touchpoint-details.ts';

const DRAWING = { width: 240, height: 64, margin: 4 };
/** Of one score; the others are counted. */
const MOST_SHOWN = 12;

export interface SegmentMultiples {
  id: string;
  name: string;
  metric: string;
  scale: string;
  ends: { min: string; max: string };
  items: { name: string; figures: FiguresText; answers: string; drawing: (LineDrawing & { title: string }) | null }[];
  more: string | null;
}

/** One block for each segment and score that has at least two values to put side by side. */
export function segmentMultiples(segments: readonly SegmentScores[], language: string): SegmentMultiples[] {
  return segments.flatMap(({ segment, groups }) => {
    const questions = [...new Set(groups.map(questionOf))];
    return questions.flatMap((question, index) => {
      const own = groups.filter((group) => questionOf(group) === question);
      return own.length < 2 ? [] : [blockOf(segment, own, { id: `${segment.replaceAll(/[^a-zA-Z0-9]/g, '-')}-${index}`, language })];
    });
  });
}

/** A segment by name: the word for language, or the name of the property as the account wrote it. */
export function segmentName(segment: string, language: string): string {
  return segment === 'locale' ? touchpointTexts(language).segments.locale : segment.replace(/^property:/, '');
}

/** A value of a segment as readers know it. */
export function segmentValueName(segment: string, value: string, language: string): string {
  if (value === '') return touchpointTexts(language).segments.unknown;
  return segment === 'locale' ? languageName(value, language) : value;
}

/** `''` where it is not known. */
export function segmentValueOf(key: ScoreGroup['key'], segment: string): string {
  const value = key[segment];
  return typeof value === 'string' ? value : '';
}

function questionOf({ key: { metric, scale } }: ScoreGroup): string {
  return `${metric} ${scaleName(scale)}`;
}

function blockOf(segment: string, groups: readonly ScoreGroup[], { id, language }: { id: string; language: string }): SegmentMultiples {
  const [{ metric, scale }] = groups.map(({ key }) => key) as [ScoreGroup['key']];
  const reading: Reading = { metric, scale, language, dir: direction(language) };
  const shown = groups.toSorted((a, b) => b.total.n - a.total.n).slice(0, MOST_SHOWN);
  const { axis } = trendAxis(shown.flatMap(({ buckets }) => buckets), axisOf(metric, scale));
  const { segments: words } = touchpointTexts(language);
  return {
    id,
    name: segmentName(segment, language),
    metric: metricName(metric, language),
    scale: scaleText(scale, language),
    ends: { min: tickText(axis.min, reading), max: tickText(axis.max, reading) },
    items: shown.map(({ key, total, buckets }) => {
      const title = trendTitle(buckets, reading);
      return {
        name: segmentValueName(segment, segmentValueOf(key, segment), language),
        figures: figuresText(total, reading),
        answers: substitute(words.answers, { n: localFigure(total.n, language) }),
        drawing: title === null ? null : { ...lineDrawing(buckets, { ...DRAWING, axis, dir: reading.dir }), title },
      };
    }),
    more: groups.length > shown.length ? substitute(words.more, { count: localFigure(groups.length - shown.length, language) }) : null,
  };
}
