/** From data that anybody may have written to a mapping that can be run. */
import { FORBIDDEN_NAMES } from '../trigger.ts';
import type { IgnoreRule, MappedCustomer, MappedEvent, MappedValue, Mapping, MappingFields } from './mapping.ts';
import { optional, readCheckedPath, readCondition, readOneOrMore, readValue } from './parse-value.ts';
import { CUSTOMER_FIELDS, FIELDS, mergeFields } from './plan.ts';
import { inside, misfit, placeOf, readList, readObject, readRecord, readText, type Place, type ShapeError } from './reader.ts';

export type ParsedMapping = { ok: true; mapping: Mapping } | { ok: false; errors: ShapeError[] };

const MOST_LISTS = 5;
const MOST_RULES = 50;
const MOST_CONDITIONS = 20;
const MOST_PROPERTIES = 100;
const LONGEST_NAME = 100;
const OWN_FIELDS = Object.keys(FIELDS) as (keyof typeof FIELDS)[];
/** As properties of interactions are named. */
const PROPERTY_NAME = /^(?!\$)[^.\p{Cc}]{1,100}$/u;

/**
 * The mapping anew, with nothing in it that was not checked, or what is wrong with JSON pointers. Total over any value. Refused are unknown
 * fields, paths and conversions that cannot work, and a mapping by which some item could not get an id of its own and a time.
 */
export function parseMapping(value: unknown): ParsedMapping {
  const place = placeOf(value);
  const mapping = readMapping(place);
  return mapping === null || place.errors.length > 0 ? { ok: false, errors: place.errors } : { ok: true, mapping };
}

function readMapping(place: Place): Mapping | null {
  const own = readObject(place, ['each', 'ignore', 'events', 'fields']);
  if (own === null) return null;
  const fields = readFields(own('fields') ?? inside(place, 'fields', undefined));
  const events = own('events');
  const mapping: Mapping = {
    ...optional('each', own('each'), (one) => readOneOrMore(one, MOST_LISTS, readListPath)),
    ...optional('ignore', own('ignore'), (list) => readList(list, { least: 0, most: MOST_RULES }, readRule)),
    ...optional('events', events, (list) => readList(list, { least: 1, most: MOST_RULES }, readEvent)),
    fields: fields ?? {},
  };
  if (place.errors.length > 0) return null;
  if (events === null) requireFields(inside(place, 'fields', null), mapping.fields);
  for (const [index, event] of (mapping.events ?? []).entries()) requireFields(inside(inside(place, 'events', null), index, null), mergeFields(mapping.fields, event.fields));
  return mapping;
}

function requireFields(place: Place, { id, occurredAt }: MappingFields): void {
  if (id === undefined) misfit(place, 'needs an id: where the sender\'s number of this interaction stands; "$delivery.id" where there is none');
  else if ('value' in id || id.default !== undefined) misfit(place, 'needs an id of its own for each interaction, not a constant or a default');
  if (occurredAt === undefined) misfit(place, 'needs occurredAt: where the time stands; "$delivery.at" where there is none');
  else if ('value' in occurredAt || occurredAt.default !== undefined) misfit(place, 'needs occurredAt from the delivery, not a constant or a default');
}

/** A list of items is inside the payload, and one. */
function readListPath(place: Place): string | null {
  const path = readCheckedPath(place);
  if (path === null) return null;
  if (path.root === 'headers' || path.root === 'delivery') return misfit(place, 'must lead into the payload');
  return path.steps.some(({ kind }) => kind === 'every') ? misfit(place, 'must lead to one list; leave out [*]') : String(place.value);
}

function readRule(place: Place): IgnoreRule | null {
  const own = readObject(place, ['when', 'reason']);
  if (own === null) return null;
  const when = readList(own('when') ?? inside(place, 'when', undefined), { least: 1, most: MOST_CONDITIONS }, readCondition);
  const reason = readText(own('reason') ?? inside(place, 'reason', undefined), LONGEST_NAME);
  return when === null || reason === null ? null : { when, reason };
}

/** Without conditions an event is every item that no earlier one is about. */
function readEvent(place: Place): MappedEvent | null {
  const own = readObject(place, ['name', 'when', 'fields']);
  if (own === null) return null;
  const name = readText(own('name') ?? inside(place, 'name', undefined), LONGEST_NAME);
  const when = readList(own('when') ?? inside(place, 'when', undefined), { least: 0, most: MOST_CONDITIONS }, readCondition);
  const fields = readFields(own('fields') ?? inside(place, 'fields', undefined));
  return name === null || when === null || fields === null ? null : { name, when, fields };
}

function readFields(place: Place): MappingFields | null {
  const own = readObject(place, [...OWN_FIELDS, 'customer', 'properties']);
  if (own === null) return null;
  return {
    ...Object.assign({}, ...OWN_FIELDS.map((name) => optional(name, own(name), readValue))) as Pick<MappingFields, keyof typeof FIELDS>,
    ...optional('customer', own('customer'), readCustomer),
    ...optional('properties', own('properties'), readProperties),
  };
}

function readCustomer(place: Place): MappedCustomer | null {
  const own = readObject(place, [...CUSTOMER_FIELDS, 'properties']);
  if (own === null) return null;
  return {
    ...Object.assign({}, ...CUSTOMER_FIELDS.map((name) => optional(name, own(name), readValue))) as Pick<MappedCustomer, (typeof CUSTOMER_FIELDS)[number]>,
    ...optional('properties', own('properties'), readProperties),
  };
}

function readProperties(place: Place): Record<string, MappedValue> | null {
  return readRecord(place, {
    most: MOST_PROPERTIES,
    name: (text) => PROPERTY_NAME.test(text) && !FORBIDDEN_NAMES.has(text),
    expected: 'a property\'s name has 1 to 100 characters, no "." or control characters, and does not start with "$"',
  }, readValue);
}
