/** Days counted from the first day that a company's story tells: 0, and below 0 for what came before. */
import { addDays, daysBetween } from '../domain/period.ts';
import type { Day } from '../domain/period.ts';

export interface Calendar {
  dayAt(place: number): Day;
  placeOf(day: Day): number;
}

export function createCalendar(from: Day): Calendar {
  const days = new Map<number, Day>();
  return {
    dayAt: (place) => {
      let day = days.get(place);
      if (day === undefined) days.set(place, (day = addDays(from, place)));
      return day;
    },
    placeOf: (day) => daysBetween(from, day),
  };
}
