/** Which interactions a survey answers to. */
import type { Condition, Trigger } from './survey.ts';

/** What conditions may look at: the interaction's `customer.…` and `properties.…`. */
export interface ConditionSubject {
  customer: Readonly<Record<string, unknown>>;
  properties: Readonly<Record<string, unknown>>;
}

type Test = (actual: unknown, expected: unknown) => boolean;

/** Never followed, whatever a sender puts under them. */
export const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

const LONGEST_VALUE = 80;

/**
 * Whether an interaction is one of a survey's. With a touchpoint: the survey's touchpoint is the same, and its trigger
 * type is the same or `null` (any). Without a touchpoint: only where the trigger names the interaction's type.
 */
export function matchesTrigger(
  survey: { trigger: Pick<Trigger, 'type'>; touchpoint: string },
  interaction: { type: string | null; touchpoint: string | null },
): boolean {
  const { type } = survey.trigger;
  if (type !== null && type !== interaction.type) return false;
  if (interaction.touchpoint === null) return type !== null;
  return survey.touchpoint === interaction.touchpoint;
}

/** What an object or list holds of its own under a name; `undefined` where it does not, or the name may not be followed. */
export function ownValue(holder: unknown, name: string): unknown {
  if (typeof holder !== 'object' || holder === null || FORBIDDEN_NAMES.has(name) || !Object.hasOwn(holder, name)) return undefined;
  return (holder as Record<string, unknown>)[name];
}

/** The value at a dotted path, own properties only; `undefined` where there is none. A stored `null` is no value. */
function valueAt(path: string, subject: ConditionSubject): unknown {
  const [root, ...names] = path.split('.');
  if (names.length === 0 || (root !== 'customer' && root !== 'properties')) return undefined;
  let value: unknown = subject[root];
  for (const name of names) {
    value = ownValue(value, name);
  }
  return value ?? undefined;
}

/** Texts, numbers and booleans are equal to themselves, without conversion; lists and objects are equal to nothing. */
function isEqual(actual: unknown, expected: unknown): boolean {
  return (typeof actual === 'string' || typeof actual === 'number' || typeof actual === 'boolean') && actual === expected;
}

/** −1, 0 or 1 for two numbers or two texts (by code units, so ISO dates of one format are in order of time); otherwise `null`. */
function order(actual: unknown, expected: unknown): number | null {
  if (typeof actual === 'number' && typeof expected === 'number') return Math.sign(actual - expected);
  if (typeof actual === 'string' && typeof expected === 'string') return actual === expected ? 0 : actual < expected ? -1 : 1;
  return null;
}

/** Tests on a value that is there. */
const TESTS: Record<Condition['op'], Test> = {
  eq: isEqual,
  ne: (actual, expected) => !isEqual(actual, expected),
  in: (actual, expected) => Array.isArray(expected) && expected.some((one) => isEqual(actual, one)),
  gt: (actual, expected) => order(actual, expected) === 1,
  gte: (actual, expected) => (order(actual, expected) ?? -1) >= 0,
  lt: (actual, expected) => order(actual, expected) === -1,
  lte: (actual, expected) => (order(actual, expected) ?? 1) <= 0,
  exists: (_actual, expected) => expected !== false,
  contains: (actual, expected) => {
    if (Array.isArray(actual)) return actual.some((one) => isEqual(one, expected));
    return typeof actual === 'string' && typeof expected === 'string' && actual.includes(expected);
  },
};

/** Whether a value meets a condition; a missing one (`undefined`) fails everything but `ne` and `exists: false`. */
export function meets(actual: unknown, { op, value }: Pick<Condition, 'op' | 'value'>): boolean {
  if (actual === undefined) return op === 'ne' || (op === 'exists' && value === false);
  return TESTS[op](actual, value);
}

/**
 * The first condition (with its place in the list) that an interaction does not meet, or `null` when it meets all; no conditions are always met.
 * `eq`, `ne`, `in` compare texts, numbers and booleans without conversion; `gt` … `lte` numbers with numbers and texts with texts;
 * `contains` a substring (case-sensitive) or a member of a list; `exists` takes `true` (also when left out) or `false`.
 */
export function failedCondition(where: readonly Condition[], subject: ConditionSubject): { index: number; condition: Condition } | null {
  for (const [index, condition] of where.entries()) {
    if (!meets(valueAt(condition.path, subject), condition)) return { index, condition };
  }
  return null;
}

/** A condition as one short line: `properties.plan eq "pro"`. */
export function describeCondition(condition: Condition): string {
  const value = condition.value === undefined ? '' : ` ${JSON.stringify(condition.value)}`;
  return `${condition.path} ${condition.op}${value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value}`;
}
