/** What happened at a touchpoint meanwhile: new versions of its surveys and people's notes, with their places on the trend. */
import { slicePosition, type Direction } from '../../domain/charts.ts';
import { localDay, localFigure } from '../../domain/local-figures.ts';
import { embedded } from '../../domain/local-text.ts';
import { dayOf, daysBetween, type Day, type DayRange } from '../../domain/period.ts';
import { touchpointTexts } from '../../domain/touchpoint-texts.ts';
import { substitute } from '../../domain/variables.ts';
import { percentAt } from './charts-trend.ts';

export interface Happenings {
  versions: readonly { survey: string; version: number; createdAt: Date }[];
  notes: readonly { day: Day; text: string; touchpoint: string | null; by: { name: string } }[];
}

export interface Happened {
  day: Day;
  text: string;
  /** Who wrote it, and whether it is about all touchpoints; `null` for what the product noted. */
  aside: string | null;
}

/** In the order of their days. */
export function happenedIn({ versions, notes }: Happenings, { language, timeZone }: { language: string; timeZone: string }): Happened[] {
  const { marks, notes: words } = touchpointTexts(language);
  return [
    ...versions.map(({ survey, version, createdAt }): Happened => ({
      day: dayOf(createdAt, timeZone), aside: null,
      text: substitute(version === 1 ? marks.started : marks.version, { version: localFigure(version, language), survey: embedded(survey, language) }),
    })),
    ...notes.map(({ day, text, touchpoint, by }): Happened => ({
      day, text, aside: [substitute(words.by, { name: embedded(by.name, language) }), ...(touchpoint === null ? [marks.everywhere] : [])].join(', '),
    })),
  ].toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
}

export interface TrendMark {
  x: string;
  number: string;
  day: string;
  entries: Pick<Happened, 'text' | 'aside'>[];
  title: string;
}

/** A line for each day with something, numbered in the order of days, where its day lies in its slice of the trend. */
export function trendMarks(happened: readonly Happened[], buckets: readonly DayRange[], { language, dir }: { language: string; dir: Direction }): TrendMark[] {
  const { marks } = touchpointTexts(language);
  const days = [...new Set(happened.map(({ day }) => day))].flatMap((day) => {
    const index = buckets.findIndex(({ from, to }) => day >= from && day < to);
    const bucket = buckets[index];
    return bucket === undefined ? [] : [{ day, place: index + daysBetween(bucket.from, day) / daysBetween(bucket.from, bucket.to) }];
  });
  return days.map(({ day, place }, index) => {
    const number = localFigure(index + 1, language);
    const entries = happened.filter((each) => each.day === day).map(({ text, aside }) => ({ text, aside }));
    // Slices are placed by their middle.
    const x = percentAt(slicePosition(place - 0.5, buckets.length, dir));
    return { x, number, day: localDay(day, language, 'full'), entries, title: substitute(marks.drawing, { number, text: entries.map(({ text }) => text).join('; ') }) };
  });
}
