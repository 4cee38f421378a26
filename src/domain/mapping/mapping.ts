/** How a sender's payload becomes interactions: plain data, not code, so that a company can adjust it. */
import type { Condition } from '../survey.ts';

/** As in a survey's trigger, but `path` looks into the payload, the headers or the delivery (see `path.ts`); or how long ago something was. */
export type MappingCondition = Condition | AgeCondition;

/** Met where the instant at a path lies further back than a duration (`7d`) from the receipt of the delivery; not met where there is none. */
export interface AgeCondition {
  path: string;
  convert?: Conversion | Conversion[];
  olderThan: string;
}

export interface Mapping {
  /**
   * Where the items are that are mapped one by one; of several paths the first that is there. `$` then starts at the item and
   * `$$` at the whole payload. A list is its members, an object is the one item. Absent: the payload is the one item.
   */
  each?: string | string[];
  /** Items that are left out: the reason of the first rule whose conditions all hold. */
  ignore?: IgnoreRule[];
  /** The first whose conditions all hold names the event, and its fields go over the common ones. None: the item is ignored. Absent: every item is of one kind. */
  events?: MappedEvent[];
  fields: MappingFields;
}

export interface IgnoreRule {
  when: MappingCondition[];
  /** For the log of the source: `spam`, `agent was a bot`. */
  reason: string;
}

export interface MappedEvent {
  name: string;
  when: MappingCondition[];
  fields: MappingFields;
}

/** The fields of an interaction as the API takes them; properties of any name. */
export interface MappingFields {
  id?: MappedValue;
  type?: MappedValue;
  touchpoint?: MappedValue;
  occurredAt?: MappedValue;
  customer?: MappedCustomer;
  properties?: Record<string, MappedValue>;
}

export interface MappedCustomer {
  externalId?: MappedValue;
  email?: MappedValue;
  name?: MappedValue;
  locale?: MappedValue;
  timeZone?: MappedValue;
  properties?: Record<string, MappedValue>;
}

/** `null` and a blank text count as not there. */
export type MappedValue = ValueAtPath | ConstantValue | JoinedText;

/** Of several paths the first that is there; the default, where none is, is taken as it stands. */
export interface ValueAtPath {
  path: string | string[];
  default?: Constant;
  convert?: Conversion | Conversion[];
}

export interface ConstantValue {
  value: Constant;
}

/**
 * Constants and places: `deal-{objectId}`. Not there while one of the places is not; a place with a question mark (`{first} {last?}`) may be
 * missing, as long as one place is there. Doubled braces stand for themselves.
 */
export interface JoinedText {
  text: string;
  default?: Constant;
  convert?: Conversion | Conversion[];
}

export type Constant = string | number | boolean;

/** `number` and `boolean` read texts; `language` turns `en_US` into `en-US`; the others make an instant, or a text. */
export const NAMED_CONVERSIONS = ['text', 'trim', 'lower-case', 'upper-case', 'number', 'boolean', 'language', 'date', 'unix-seconds', 'unix-milliseconds'] as const;
export type NamedConversion = (typeof NAMED_CONVERSIONS)[number];

/** What a conversion cannot read is a problem, never a guess. A list is converted member by member. */
export type Conversion = NamedConversion | LocalDateConversion | TableConversion | DivisionConversion;

/** A date without an offset, as `date-format.ts` reads it: `DD/MM/YYYY HH:mm`, or `iso`. A day alone is its first moment. */
export interface LocalDateConversion {
  date: string;
  /** IANA zone of the times. */
  zone: string;
}

/** What stands in the table becomes its other side; what does not, `otherwise`, or a problem where that is not given. */
export interface TableConversion {
  table: Record<string, string>;
  otherwise?: string;
}

/** Cents into whole units: `{ dividedBy: 100 }`. */
export interface DivisionConversion {
  dividedBy: number;
}

/** What is known of a delivery besides its payload: `$headers.…`, `$delivery.id`, `$delivery.at`; `$delivery.item` counts the items from 0. */
export interface Delivery {
  headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  id: string;
  receivedAt: Date;
}

/** What became of one item. */
export type MappedItem =
  /** Of the API's shape, still to be checked as the API checks; `paths` tells for a JSON pointer into `value` where in the payload it came from. */
  | { kind: 'interaction'; event: string | null; value: MappedInteraction; paths: Record<string, string> }
  | { kind: 'ignored'; reason: string }
  | { kind: 'problem'; event: string | null; errors: MappingProblem[] };

export interface MappedInteraction {
  id: string;
  type?: string;
  touchpoint?: string;
  occurredAt: string;
  customer: { externalId?: string; email?: string; name?: string; locale?: string; timeZone?: string; properties?: Record<string, unknown> };
  properties: Record<string, unknown>;
}

export interface MappingProblem {
  /** Where in the payload: `$.order.id`, or the alternatives that were looked at. */
  path: string;
  /** The interaction's field as JSON pointer, `""` for the whole item. */
  pointer: string;
  detail: string;
}

/** An item that no event of the mapping is about. */
export const UNKNOWN_EVENT = 'unknown-event';
/** A payload whose list of items is empty. */
export const NO_ITEMS = 'no-items';
/** Items of one payload that are mapped; what lies beyond is a problem. */
export const MOST_ITEMS = 100;
