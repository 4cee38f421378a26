/** Checks the values and conditions of a mapping: every path, text and conversion. */
import { durationMs } from '../duration.ts';
import { CONDITION_OPERATORS, type Condition } from '../survey.ts';
import { isTimeZone } from '../wall-time.ts';
import { isDatePattern } from './date-conversion.ts';
import { parseText } from './joined-text.ts';
import { NAMED_CONVERSIONS } from './mapping.ts';
import type { AgeCondition, Constant, Conversion, LocalDateConversion, MappedValue, MappingCondition, NamedConversion, TableConversion } from './mapping.ts';
import { LONGEST_PATH, parsePath, type Path } from './path.ts';
import { inside, misfit, readList, readObject, readRecord, readText, type Place } from './reader.ts';

const LONGEST_TEXT = 1000;
const LONGEST_ENTRY = 200;
const LONGEST_PATTERN = 50;
const MOST_PATHS = 10;
const MOST_CONVERSIONS = 5;
const MOST_ENTRIES = 200;
const MOST_CHOICES = 100;
const VALUE_FORMS = 'must have one of path, text and value';

export function readValue(place: Place): MappedValue | null {
  const own = readObject(place, ['path', 'text', 'value', 'default', 'convert']);
  if (own === null) return null;
  const [path, text, value] = [own('path'), own('text'), own('value')];
  if ([path, text, value].filter((one) => one !== null).length !== 1) return misfit(place, VALUE_FORMS);
  const [fallback, convert] = [own('default'), own('convert')];
  if (value !== null) {
    if (fallback !== null || convert !== null) misfit(place, 'a constant has neither default nor conversion');
    const constant = readConstant(value);
    return constant === null ? null : { value: constant };
  }
  const more = {
    ...optional('default', fallback, readConstant),
    ...optional('convert', convert, (one) => readOneOrMore(one, MOST_CONVERSIONS, readConversion)),
  };
  if (text !== null) {
    const joined = readJoinedText(text);
    return joined === null ? null : { text: joined, ...more };
  }
  const paths = path === null ? null : readOneOrMore(path, MOST_PATHS, readPathText);
  return paths === null ? null : { path: paths, ...more };
}

/** A part of an object where it is given and fits. */
export function optional<Name extends string, T>(name: Name, place: Place | null, read: (place: Place) => T | null): { [N in Name]?: T } {
  const found = place === null ? null : read(place);
  return found === null ? {} : { [name]: found } as { [N in Name]?: T };
}

export function readOneOrMore<T>(place: Place, most: number, read: (place: Place) => T | null): T | T[] | null {
  return Array.isArray(place.value) ? readList(place, { least: 1, most }, read) : read(place);
}

function readPathText(place: Place): string | null {
  return readCheckedPath(place) === null ? null : String(place.value);
}

export function readCheckedPath(place: Place): Path | null {
  const text = readText(place, LONGEST_PATH);
  if (text === null) return null;
  const parsed = parsePath(text);
  return parsed.ok ? parsed.path : misfit(place, `is no path: at character ${parsed.at} ${parsed.detail}`);
}

function readJoinedText(place: Place): string | null {
  const text = readText(place, LONGEST_TEXT);
  if (text === null) return null;
  const parsed = parseText(text);
  return parsed.ok ? text : misfit(place, `is no text with places: at character ${parsed.at} ${parsed.detail}`);
}

function readConstant(place: Place): Constant | null {
  const { value } = place;
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value;
  return typeof value === 'string' ? readText(place, LONGEST_TEXT) : misfit(place, 'must be a text, a number, true or false');
}

function readConversion(place: Place): Conversion | null {
  const { value } = place;
  if (typeof value === 'string') return NAMED_CONVERSIONS.includes(value as NamedConversion) ? value as NamedConversion : misfit(place, unknownConversion());
  if (typeof value !== 'object' || value === null) return misfit(place, unknownConversion());
  if (Object.hasOwn(value, 'date')) return readLocalDate(place);
  if (Object.hasOwn(value, 'table')) return readTable(place);
  if (!Object.hasOwn(value, 'dividedBy')) return misfit(place, unknownConversion());
  const divisor = readObject(place, ['dividedBy'])?.('dividedBy');
  if (!divisor) return null;
  const isUsable = typeof divisor.value === 'number' && Number.isFinite(divisor.value) && divisor.value > 0;
  return isUsable ? { dividedBy: Number(divisor.value) } : misfit(divisor, 'must be a number above 0');
}

function unknownConversion(): string {
  return `must be one of ${NAMED_CONVERSIONS.join(', ')}, or { "date", "zone" }, { "table" } or { "dividedBy" }`;
}

function readLocalDate(place: Place): LocalDateConversion | null {
  const own = readObject(place, ['date', 'zone']);
  const [date, zone] = [own?.('date') ?? null, own?.('zone') ?? null];
  const pattern = date && readText(date, LONGEST_PATTERN);
  if (date && pattern !== null && !isDatePattern(pattern)) return misfit(date, 'must be a pattern such as "DD/MM/YYYY HH:mm" or "M/d/yyyy h:mm a", or "iso"; it names year, month and day once each');
  if (!zone) return misfit(place, 'needs the "zone" of its clock, such as "Europe/Warsaw"');
  if (typeof zone.value !== 'string' || !isTimeZone(zone.value)) return misfit(zone, 'must be an IANA time zone such as "Europe/Warsaw"');
  return pattern === null ? null : { date: pattern, zone: zone.value };
}

function readTable(place: Place): TableConversion | null {
  const own = readObject(place, ['table', 'otherwise']);
  const given = own?.('table');
  if (!own || !given) return null;
  const expected = `must have at most ${LONGEST_ENTRY} characters`;
  const table = readRecord(given, { most: MOST_ENTRIES, name: (text) => text.length <= LONGEST_ENTRY, expected }, (entry) => readText(entry, LONGEST_ENTRY));
  return table === null ? null : { table, ...optional('otherwise', own('otherwise'), (one) => readText(one, LONGEST_ENTRY)) };
}

export function readCondition(place: Place): MappingCondition | null {
  return typeof place.value === 'object' && place.value !== null && Object.hasOwn(place.value, 'olderThan') ? readAge(place) : readComparison(place);
}

function readAge(place: Place): AgeCondition | null {
  const own = readObject(place, ['path', 'convert', 'olderThan']);
  const duration = own?.('olderThan');
  if (!own || !duration) return null;
  const path = readPathText(own('path') ?? inside(place, 'path', undefined));
  const { value } = duration;
  if (typeof value !== 'string' || durationMs(value) === null) return misfit(duration, 'must be a duration such as "36h" or "7d"');
  return path === null ? null : { path, ...optional('convert', own('convert'), (one) => readOneOrMore(one, MOST_CONVERSIONS, readConversion)), olderThan: value };
}

function readComparison(place: Place): Condition | null {
  const own = readObject(place, ['path', 'op', 'value']);
  if (own === null) return null;
  const path = readPathText(own('path') ?? inside(place, 'path', undefined));
  const operator = own('op') ?? inside(place, 'op', undefined);
  const op = CONDITION_OPERATORS.find((known) => known === operator.value);
  if (op === undefined) return misfit(operator, `must be one of ${CONDITION_OPERATORS.join(', ')}`);
  const value = own('value');
  if (op === 'exists') {
    if (value !== null && typeof value.value !== 'boolean') return misfit(value, 'must be true or false');
    return path === null ? null : { path, op, ...(value === null ? {} : { value: value.value }) };
  }
  const given = value ?? inside(place, 'value', undefined);
  const compared = op === 'in' ? readList(given, { least: 1, most: MOST_CHOICES }, readConstant) : readConstant(given);
  return path === null || compared === null ? null : { path, op, value: compared };
}
