/** Survival curves: steps that fall when somebody leaves, their bands, and where to write the names at their ends. */
import { rounded, share, type Axis, type Direction } from '../../domain/charts.ts';

export interface CurveStep {
  day: number;
  /** 0–1, to the close of the day. */
  survival: number;
  low: number | null;
  high: number | null;
}

export interface StepCurve {
  steps: readonly CurveStep[];
  /** The last day of which anything is known: the line ends there. */
  until: number;
}

export interface SurvivalBox {
  /** Of survival. */
  axis: Axis;
  days: number;
  width: number;
  height: number;
  margin: number;
  dir: Direction;
}

export interface StepDrawing {
  line: string;
  band: string;
  /** Where the line ends. */
  x: number;
  y: number;
}

/** The band starts where its bounds do: on the day of the first leaving, for nobody can doubt that all are there on day 0. */
export function stepDrawing({ steps, until }: StepCurve, { axis, days, width, height, margin, dir }: SurvivalBox): StepDrawing {
  const x = (day: number): number => rounded((dir === 'rtl' ? 1 - day / days : day / days) * width);
  const y = (survival: number): number => rounded(margin + (1 - share(survival, axis)) * (height - 2 * margin));
  const end = Math.min(until, days);
  const shown = steps.filter(({ day }) => day <= end);
  const bounded = shown.flatMap(({ day, low, high }) => (low === null || high === null ? [] : [{ day, low, high }]));
  const last = shown.at(-1);
  return {
    line: shown.length === 0 ? '' : `${shown.map(({ day, survival }, index) => (index === 0 ? `M${x(day)} ${y(survival)}` : `H${x(day)}V${y(survival)}`)).join('')}H${x(end)}`,
    band: bounded.length === 0 ? '' : bandPath(bounded, end, x, y),
    x: x(end),
    y: y(last?.survival ?? 1),
  };
}

/** Upper bound forwards, lower bound back, both as steps. */
function bandPath(bounded: readonly { day: number; low: number; high: number }[], end: number, x: (day: number) => number, y: (survival: number) => number): string {
  const [first] = bounded;
  const forwards = bounded.map(({ day, high }, index) => (index === 0 ? '' : `H${x(day)}V${y(high)}`)).join('');
  const back = bounded.toReversed().map(({ day, low }) => `V${y(low)}H${x(day)}`).join('');
  return `M${x(first?.day ?? 0)} ${y(first?.high ?? 1)}${forwards}H${x(end)}${back}Z`;
}

/** The part of 0–1 that the curves need, from a round tenth up to 1, with its ticks. */
export function survivalAxis(curves: readonly StepCurve[], days: number): { axis: Axis; ticks: number[] } {
  const shown = curves.flatMap(({ steps }) => steps.filter(({ day }) => day <= days).flatMap(({ survival, low }) => [survival, low ?? survival]));
  const min = Math.floor(Math.min(0.9, ...shown) * 10 + 1e-9) / 10;
  const step = min >= 0.5 ? 1 : 2;
  const ticks = Array.from({ length: 11 }, (_, tenth) => tenth).filter((tenth) => tenth >= min * 10 - 1e-9 && (10 - tenth) % step === 0).map((tenth) => tenth / 10);
  return { axis: { min, max: 1 }, ticks };
}

/**
 * Places moved apart so that neighbours are at least `gap` from each other, none beyond `from` … `to` as long as there is
 * room; each as near to where it was as that allows, and in the same order.
 */
export function apart(places: readonly number[], gap: number, { min: from, max: to }: Axis): number[] {
  const order = places.map((place, index) => ({ place, index })).toSorted((one, other) => one.place - other.place || one.index - other.index);
  const moved: number[] = [];
  for (const { place } of order) moved.push(Math.max(place, from, (moved.at(-1) ?? -Infinity) + gap));
  let highest = to;
  for (let index = moved.length - 1; index >= 0; index -= 1) {
    highest = Math.min(highest, moved[index] ?? to);
    moved[index] = highest;
    highest -= gap;
  }
  const found: number[] = [];
  order.forEach(({ index }, rank) => (found[index] = rounded(moved[rank] ?? 0)));
  return found;
}
