/** The mapping of a table whose columns are named as the fields of an interaction are. */
import { plainWord } from '../plain-text.ts';
import { FORBIDDEN_NAMES } from '../trigger.ts';
import type { MappedValue, Mapping } from './mapping.ts';
import { LONGEST_PATH, printPath } from './path.ts';

/** Where a column goes, by its name without case, spaces and signs. */
const PLACES: Readonly<Record<string, string>> = {
  id: 'id', interactionid: 'id', type: 'type', touchpoint: 'touchpoint', occurredat: 'occurredAt',
  customerexternalid: 'customer.externalId', customerid: 'customer.externalId', externalid: 'customer.externalId',
  customeremail: 'customer.email', email: 'customer.email', customername: 'customer.name', name: 'customer.name',
  customerlocale: 'customer.locale', locale: 'customer.locale', language: 'customer.locale', customertimezone: 'customer.timeZone', timezone: 'customer.timeZone',
};
const NEEDED = ['id', 'occurredAt'];
const CUSTOMER_PROPERTY = /^customer\.properties\.(?=.)/i;
const PROPERTY = /^properties\.(?=.)/i;
const MOST_PROPERTIES = 100;
const LONGEST_NAME = 100;

export type NaturalMapping = { ok: true; mapping: Mapping } | { ok: false; detail: string };

/**
 * `id`, `type`, `touchpoint`, `occurredAt`, `customer.email` (or `email`) and so on; `customer.properties.x` is a property of the customer,
 * `properties.x` and every other column one of the interaction. Times without an offset are of `timeZone`. Of two columns for one field the first counts.
 */
export function naturalMapping(columns: readonly string[], timeZone: string): NaturalMapping {
  const fields = new Map<string, MappedValue>();
  const properties: Record<string, MappedValue> = {};
  const known: Record<string, MappedValue> = {};
  for (const column of columns) {
    const path = printPath({ root: 'item', steps: [{ kind: 'name', name: column }] });
    if (FORBIDDEN_NAMES.has(column) || path.length > LONGEST_PATH) return { ok: false, detail: `The column "${column.slice(0, 60)}" has a name that cannot be read. Rename it.` };
    const place = PLACES[plainWord(column)];
    if (place !== undefined && !fields.has(place)) fields.set(place, valueOf(place, path, timeZone));
    else if (CUSTOMER_PROPERTY.test(column)) known[propertyName(column.replace(CUSTOMER_PROPERTY, ''))] ??= { path };
    else properties[propertyName(column.replace(PROPERTY, ''))] ??= { path };
  }
  const missing = NEEDED.filter((name) => !fields.has(name));
  if (missing.length > 0) return { ok: false, detail: `Missing: ${missing.join(', ')}. The file has the columns: ${columns.join(', ').slice(0, 300)}. Name the columns id, type, touchpoint, occurredAt, customer.externalId, customer.email, customer.name, customer.locale, customer.timeZone, or give a mapping that says which column is which.` };
  if (Math.max(Object.keys(properties).length, Object.keys(known).length) > MOST_PROPERTIES) return { ok: false, detail: `More than ${MOST_PROPERTIES} columns are not fields of an interaction and would become properties; give a mapping that names those you want.` };
  const within = (prefix: string): Record<string, MappedValue> => Object.fromEntries([...fields].flatMap(([place, value]) => (place.startsWith(prefix) && !place.slice(prefix.length).includes('.') ? [[place.slice(prefix.length), value]] : [])));
  return { ok: true, mapping: { fields: { ...within(''), customer: { ...within('customer.'), properties: known }, properties } } };
}

function valueOf(place: string, path: string, timeZone: string): MappedValue {
  if (place === 'occurredAt') return { path, convert: { date: 'iso', zone: timeZone } };
  return place === 'customer.locale' ? { path, convert: 'language' } : { path };
}

/** Dots and a dollar at the start mean something else in paths to properties. */
function propertyName(label: string): string {
  const name = label.replaceAll(/[.\p{Cc}]/gu, '_').replace(/^\$/, '_').slice(0, LONGEST_NAME);
  return FORBIDDEN_NAMES.has(name) ? `_${name}` : name;
}
