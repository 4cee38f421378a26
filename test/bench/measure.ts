/** Rounds, medians and the table: every figure beside its floor, measured in turns on the same services. */

export interface Summary {
  median: number;
  min: number;
  max: number;
}

export interface Row {
  /** What `--only` selects. */
  group: string;
  path: string;
  unit: string;
  ours: Summary;
  floor: (Summary & { name: string }) | null;
  /** Ours to the floor's, or another comparison the goal is about; `null` where the figure stands alone. */
  ratio: number | null;
  goal: string;
  met: boolean | null;
  note: string;
}

/** @throws for no values, which would be a measurement that did not happen */
export function summary(values: number[]): Summary {
  const sorted = values.toSorted((a, b) => a - b);
  const [min, max, middle] = [sorted[0], sorted.at(-1), sorted[Math.floor(sorted.length / 2)]];
  if (min === undefined || max === undefined || middle === undefined) throw new Error('nothing was measured');
  const other = sorted[Math.ceil(sorted.length / 2) - 1] ?? middle;
  return { median: (middle + other) / 2, min, max };
}

/** Takes turns, so that a slow minute of the machine hits every side alike. */
export async function inTurns<Names extends string>(rounds: number, sides: Record<Names, (round: number) => Promise<number>>): Promise<Record<Names, Summary>> {
  const values = Object.fromEntries(Object.keys(sides).map((name) => [name, []])) as unknown as Record<Names, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of Object.keys(sides) as Names[]) values[name].push(await sides[name](round));
  }
  return Object.fromEntries((Object.keys(sides) as Names[]).map((name) => [name, summary(values[name])])) as Record<Names, Summary>;
}

export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

const number = (value: number): string => (value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(value >= 10 ? 1 : 2));
const range = ({ median, min, max }: Summary): string => `${number(median)} [${number(min)} … ${number(max)}]`;

export function asTable(rows: Row[]): string {
  const cells = rows.map((row) => [
    row.path, row.unit, range(row.ours), row.floor ? `${range(row.floor)} ${row.floor.name}` : '–',
    row.ratio === null ? '–' : row.ratio.toFixed(2), row.goal, row.met === null ? '' : row.met ? '✓' : '✗', row.note,
  ]);
  const lines = [['path', 'unit', 'this product', 'floor', 'ratio', 'goal', '', 'note'], ...cells];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length))) ?? [];
  return lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n');
}
