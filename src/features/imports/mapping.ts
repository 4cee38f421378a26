/** What the columns of a file mean: named by a saved mapping, or guessed. */
import { z } from 'zod';
import { dateFormat } from '../../domain/date-format.ts';
import { plainWord } from '../../domain/plain-text.ts';
import { DELIMITERS } from '../../platform/table/table.ts';
import type { ImportKind } from './import-kinds.ts';
import { KINDS } from './kinds/all-kinds.ts';
import { PRESET_NAMES, PRESETS, type Preset, type PresetName } from './presets.ts';
import { synonymsOf } from './synonyms.ts';

/** A column takes the cells of the file's column of that name, or one value for every row. */
const ColumnSource = z.union([z.string().max(200), z.strictObject({ constant: z.string().max(1_000) })], { error: 'must be the name of a column of the file, or { "constant": "…" }' });

export const Mapping = z.strictObject({
  /** Canonical column → where it comes from. What is not named is guessed from the names left over. */
  columns: z.record(z.string().max(100), ColumnSource).optional(),
  /** Values for cells that are empty, by canonical column. */
  defaults: z.record(z.string().max(100), z.string().max(1_000)).optional(),
  /** `dd.MM.yyyy`, `M/d/yyyy h:mm a`, …; `excel` for serial numbers of days, `unix` for seconds since 1970. ISO 8601 is always understood beside it. */
  dateFormat: z.string().min(1).max(50).refine((pattern) => dateFormat(pattern) !== null, 'must be a pattern such as dd.MM.yyyy or M/d/yyyy h:mm a, or excel, unix, iso').optional(),
  calendar: z.enum(['gregorian', 'jalali']).optional(),
  decimalSeparator: z.enum(['.', ',']).optional(),
  encoding: z.string().max(40).optional(),
  delimiter: z.enum(DELIMITERS).optional(),
  sheet: z.string().max(100).optional(),
  /** The product whose export the file is; told by its columns where it can be. */
  preset: z.enum(PRESET_NAMES).optional(),
});
export type Mapping = z.infer<typeof Mapping>;

export interface GuessedMapping {
  /** Complete: every column that has a source names it. */
  mapping: Mapping;
  /** Columns of the file that nothing takes. */
  unmapped: string[];
  /** Required columns without a source; alternatives are joined by " or ". */
  missing: string[];
  /** What the mapping names that the file or the kind does not have. */
  unknown: string[];
}

/** Completes a mapping, or makes one, from the names of a file's columns. */
export function guessMapping(kind: ImportKind, header: readonly string[], given: Mapping = {}): GuessedMapping {
  const { columns: known, oneOf } = KINDS[kind];
  const presetName = given.preset ?? presetOf(kind, header);
  const preset = presetName === undefined ? undefined : PRESETS[presetName];
  const names = new Set(known.map(({ name }) => name));
  const columns = new Map<string, string | { constant: string }>();
  const unknown = [...Object.keys(given.columns ?? {}), ...Object.keys(given.defaults ?? {})].filter((name) => !names.has(name));
  const taken = new Set<string>();
  for (const [name, source] of Object.entries(given.columns ?? {})) {
    const place = typeof source === 'string' ? findName(header, [source]) : source;
    if (typeof source === 'string' && place === undefined) unknown.push(source);
    if (place !== undefined && names.has(name)) columns.set(name, place);
    if (typeof place === 'string') taken.add(place);
  }
  for (const candidates of [preset?.columns, undefined]) {
    for (const { name } of known) {
      if (columns.has(name) || name in (given.columns ?? {})) continue;
      const free = header.filter((column) => !taken.has(column));
      const place = findName(free, candidates === undefined ? ownNames(kind, name, preset) : (candidates[name] ?? []));
      if (place === undefined) continue;
      columns.set(name, place);
      taken.add(place);
    }
  }
  const defaults = { ...preset?.defaults, ...given.defaults };
  const lacks = (name: string): boolean => !columns.has(name) && (defaults[name] ?? '') === '';
  const missing = known.filter(({ name, isRequired }) => isRequired && lacks(name)).map(({ name }) => name);
  if (oneOf.length > 0 && oneOf.every(lacks)) missing.push(oneOf.join(' or '));
  return {
    mapping: { ...given, columns: Object.fromEntries(columns), ...(Object.keys(defaults).length > 0 ? { defaults } : {}), ...(presetName === undefined ? {} : { preset: presetName }) },
    unmapped: header.filter((column) => !taken.has(column)),
    missing, unknown,
  };
}

/** In the file of a known product a column is what that product calls it: "name" or "answer" may be something else there. */
function ownNames(kind: ImportKind, column: string, preset: Preset | undefined): readonly string[] {
  return preset !== undefined && column in preset.columns ? [column] : synonymsOf(kind, column);
}

/** The product whose export this is, by columns that only its files have. */
function presetOf(kind: ImportKind, header: readonly string[]): PresetName | undefined {
  const names = new Set(header.map(plainWord));
  return PRESET_NAMES.find((name) => PRESETS[name].kind === kind && PRESETS[name].marks.some((mark) => mark.every((column) => names.has(plainWord(column)))));
}

/** The file's column of one of these names, the first name first. */
function findName(header: readonly string[], names: readonly string[]): string | undefined {
  for (const name of names) {
    const place = header.find((column) => column === name) ?? header.find((column) => plainWord(column) === plainWord(name) && plainWord(name) !== '');
    if (place !== undefined) return place;
  }
  return undefined;
}
