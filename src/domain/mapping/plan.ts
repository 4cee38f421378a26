/** A mapping made ready to run: fields of common part and event merged, paths parsed. Only checked mappings come here; a bad one is breakage and throws. */
import { requireDurationMs } from '../duration.ts';
import type { Condition } from '../survey.ts';
import { requireText, type TextPart } from './joined-text.ts';
import type { Constant, Conversion, MappedCustomer, MappedValue, Mapping, MappingCondition, MappingFields } from './mapping.ts';
import { requirePath, type Path } from './path.ts';

/** What a field must be: one text, an instant, or any value of JSON. */
export type FieldKind = 'text' | 'instant' | 'json';

/** The interaction's fields besides its properties, and whether an interaction needs them. */
export const FIELDS = {
  id: { kind: 'text', isNeeded: true },
  type: { kind: 'text', isNeeded: false },
  touchpoint: { kind: 'text', isNeeded: false },
  occurredAt: { kind: 'instant', isNeeded: true },
} as const satisfies Record<string, { kind: FieldKind; isNeeded: boolean }>;

export const CUSTOMER_FIELDS = ['externalId', 'email', 'name', 'locale', 'timeZone'] as const;

/** The objects of an interaction that fields stand in. */
export type Holder = 'interaction' | 'customer' | 'customer/properties' | 'properties';

export interface PlannedField {
  holder: Holder;
  name: string;
  /** Into the interaction: `/customer/email`. */
  pointer: string;
  kind: FieldKind;
  isNeeded: boolean;
  value: PlannedValue;
}

export interface PlannedValue {
  from: { kind: 'paths'; paths: Path[] } | { kind: 'text'; parts: TextPart[] } | { kind: 'constant' };
  /** The constant, or the default. */
  fallback: Constant | undefined;
  conversions: readonly Conversion[];
}

export type PlannedCondition =
  | Condition & { parsedPath: Path }
  | { instant: Pick<PlannedField, 'kind' | 'value'>; olderThanMs: number };

export interface Plan {
  each: Path[];
  ignore: { when: PlannedCondition[]; reason: string }[];
  /** `null` = every item is of one kind. */
  events: { name: string; when: PlannedCondition[]; fields: PlannedField[] }[] | null;
  fields: PlannedField[];
}

/** Planning takes longer than mapping an item, and a mapping is never changed in place. */
const plans = new WeakMap<Mapping, Plan>();

export function planOf(mapping: Mapping): Plan {
  const known = plans.get(mapping);
  if (known !== undefined) return known;
  const plan = planMapping(mapping);
  plans.set(mapping, plan);
  return plan;
}

function planMapping({ each, ignore, events, fields }: Mapping): Plan {
  return {
    each: each === undefined ? [] : [each].flat().map(requirePath),
    ignore: (ignore ?? []).map(({ when, reason }) => ({ when: when.map(planCondition), reason })),
    events: events?.map((event) => ({ name: event.name, when: event.when.map(planCondition), fields: planFields(mergeFields(fields, event.fields)) })) ?? null,
    fields: events === undefined ? planFields(fields) : [],
  };
}

/** The event's fields over the common ones, field by field and property by property. */
export function mergeFields(common: MappingFields, event: MappingFields): MappingFields {
  const customer: MappedCustomer = {
    ...common.customer, ...event.customer,
    properties: { ...common.customer?.properties, ...event.customer?.properties },
  };
  return { ...common, ...event, customer, properties: { ...common.properties, ...event.properties } };
}

function planCondition(condition: MappingCondition): PlannedCondition {
  if (!('olderThan' in condition)) return { ...condition, parsedPath: requirePath(condition.path) };
  const { olderThan, ...instant } = condition;
  return { instant: { kind: 'instant', value: planValue(instant) }, olderThanMs: requireDurationMs(olderThan) };
}

function planFields({ customer = {}, properties = {}, ...own }: MappingFields): PlannedField[] {
  const { properties: known = {}, ...person } = customer;
  return [
    ...(Object.keys(FIELDS) as (keyof typeof FIELDS)[]).flatMap((name) => planField('interaction', name, FIELDS[name], own[name])),
    ...CUSTOMER_FIELDS.flatMap((name) => planField('customer', name, { kind: 'text', isNeeded: false }, person[name])),
    ...Object.entries(known).flatMap(([name, value]) => planField('customer/properties', name, { kind: 'json', isNeeded: false }, value)),
    ...Object.entries(properties).flatMap(([name, value]) => planField('properties', name, { kind: 'json', isNeeded: false }, value)),
  ];
}

function planField(holder: Holder, name: string, field: Pick<PlannedField, 'kind' | 'isNeeded'>, value: MappedValue | undefined): PlannedField[] {
  const pointer = `${holder === 'interaction' ? '' : `/${holder}`}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return value === undefined ? [] : [{ ...field, holder, name, pointer, value: planValue(value) }];
}

function planValue(value: MappedValue): PlannedValue {
  if ('value' in value) return { from: { kind: 'constant' }, fallback: value.value, conversions: [] };
  const from: PlannedValue['from'] = 'text' in value ? { kind: 'text', parts: requireText(value.text) } : { kind: 'paths', paths: [value.path].flat().map(requirePath) };
  return { from, fallback: value.default, conversions: value.convert === undefined ? [] : [value.convert].flat() };
}
