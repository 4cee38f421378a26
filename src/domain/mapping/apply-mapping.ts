/** Runs a mapping over one delivery. */
import { meets } from '../trigger.ts';
import { shown } from './converted.ts';
import { evaluate } from './evaluate.ts';
import { MOST_ITEMS, NO_ITEMS, UNKNOWN_EVENT } from './mapping.ts';
import type { Delivery, MappedInteraction, MappedItem, Mapping, MappingProblem } from './mapping.ts';
import { printPath, type Path, type PathStep } from './path.ts';
import { planOf, type Holder, type Plan, type PlannedCondition, type PlannedField } from './plan.ts';
import { readPath, type Scope } from './read-path.ts';

/** One item, and where in the payload it stands. */
interface Item {
  value: unknown;
  steps: PathStep[];
}

/** Enough for a payload of the largest size whose every part is mapped several times; some tenths of a second at the most. */
const MOST_WORK = 1_000_000;

/**
 * What becomes of each item of a payload, in its order; at least one entry, at most `MOST_ITEMS` and one that says how many
 * items lie beyond. Total over JSON: whatever the payload holds is a value, never a throw. Throws only on a mapping that `parseMapping` did not check.
 */
export function applyMapping(mapping: Mapping, payload: unknown, delivery: Delivery): MappedItem[] {
  const plan = planOf(mapping);
  const items = itemsOf(plan, payload);
  if (!Array.isArray(items)) return [{ kind: 'problem', event: null, errors: [items] }];
  if (items.length === 0) return [{ kind: 'ignored', reason: NO_ITEMS }];
  const about = { payload, headers: lowerCased(delivery.headers), id: delivery.id, at: delivery.receivedAt.toISOString(), work: { left: MOST_WORK } };
  const mapped = items.slice(0, MOST_ITEMS).map((item, index) => mapItem(plan, item, scopeOf(about, item.value, index)));
  const [first] = items;
  if (items.length <= MOST_ITEMS || first === undefined) return mapped;
  const list = pathInPayload({ root: 'item', steps: [] }, first.steps.slice(0, -1));
  const detail = `holds ${items.length} items, of which the first ${MOST_ITEMS} were read; have the sender write at most ${MOST_ITEMS} into one delivery`;
  return [...mapped, { kind: 'problem', event: null, errors: [{ path: list, pointer: '', detail }] }];
}

function scopeOf({ payload, headers, id, at, work }: Pick<Scope, 'payload' | 'headers' | 'work'> & { id: string; at: string }, item: unknown, index: number): Scope {
  return { item, payload, headers, delivery: { id, at, item: index }, work };
}

function lowerCased(headers: Delivery['headers']): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** A list is its members, an object the one item. */
function itemsOf({ each }: Plan, payload: unknown): Item[] | MappingProblem {
  if (each.length === 0) return [{ value: payload, steps: [] }];
  const scope = scopeOf({ payload, headers: {}, id: '', at: '', work: { left: MOST_WORK } }, payload, 0);
  for (const path of each) {
    const found = readPath(path, scope);
    if (found === undefined) continue;
    if (Array.isArray(found)) return found.map((value, index) => ({ value, steps: [...path.steps, { kind: 'index', index }] }));
    if (typeof found === 'object') return [{ value: found, steps: path.steps }];
    return { path: printPath(path), pointer: '', detail: `${shown(found)} is not a list of items` };
  }
  return { path: each.map(printPath).join(' or '), pointer: '', detail: 'no list of items is there' };
}

/** Where too much work was asked for, nothing of what was found counts. */
function mapItem(plan: Plan, item: Item, scope: Scope): MappedItem {
  const mapped = mapWithin(plan, item, scope);
  if (scope.work.left >= 0) return mapped;
  return { kind: 'problem', event: null, errors: [{ path: pathInPayload({ root: 'item', steps: [] }, item.steps), pointer: '', detail: 'goes through too many members of lists; map fewer fields with "[*]", or have the sender write smaller lists' }] };
}

function mapWithin({ ignore, events, fields }: Plan, item: Item, scope: Scope): MappedItem {
  const rule = ignore.find(({ when }) => holds(when, scope));
  if (rule !== undefined) return { kind: 'ignored', reason: rule.reason };
  if (events === null) return mapFields(null, fields, item, scope);
  const event = events.find(({ when }) => holds(when, scope));
  return event === undefined ? { kind: 'ignored', reason: UNKNOWN_EVENT } : mapFields(event.name, event.fields, item, scope);
}

function holds(conditions: readonly PlannedCondition[], scope: Scope): boolean {
  return conditions.every((condition) => ('instant' in condition ? isOlder(condition, scope) : meets(readPath(condition.parsedPath, scope), condition)));
}

function isOlder({ instant, olderThanMs }: Extract<PlannedCondition, { instant: unknown }>, scope: Scope): boolean {
  const { result: found } = evaluate(instant, scope);
  return found.ok && typeof found.value === 'string' && Date.parse(scope.delivery.at) - Date.parse(found.value) > olderThanMs;
}

function mapFields(event: string | null, fields: readonly PlannedField[], item: Item, scope: Scope): MappedItem {
  const errors: MappingProblem[] = [];
  const paths: Record<string, string> = {};
  const found: Found = { interaction: {}, customer: {}, 'customer/properties': {}, properties: {} };
  for (const field of fields) {
    const { holder, name, pointer } = field;
    const { result, paths: from } = evaluate(field, scope);
    const isFound = result.ok && result.value !== undefined;
    const path = from.map((one) => pathInPayload(one, item.steps)).join(isFound ? ', ' : ' or ');
    if (!result.ok) errors.push({ path, pointer, detail: result.detail });
    else if (isFound) {
      found[holder][name] = result.value;
      if (path !== '') paths[pointer] = path;
    } else if (field.isNeeded) errors.push({ path, pointer, detail: 'is needed, but nothing is there' });
  }
  return errors.length > 0 ? { kind: 'problem', event, errors } : { kind: 'interaction', event, value: interactionOf(found), paths };
}

/** Paths of plans, printed: most items are the whole payload, so that the same is printed for each delivery. */
const printed = new WeakMap<Path, string>();

/** Where a path of an item leads in the whole payload. */
function pathInPayload(path: Path, itemSteps: readonly PathStep[]): string {
  const { root, steps } = path;
  if (root === 'item' && itemSteps.length > 0) return printPath({ root, steps: [...itemSteps, ...steps] });
  const known = printed.get(path);
  if (known !== undefined) return known;
  const text = printPath(root === 'payload' ? { root: 'item', steps } : path);
  printed.set(path, text);
  return text;
}

/** Under names that a mapping may give, none of which is special to an object. */
type Found = Record<Holder, Record<string, unknown>>;

function interactionOf({ interaction, customer, 'customer/properties': known, properties }: Found): MappedInteraction {
  if (Object.keys(known).length > 0) customer['properties'] = known;
  // The fields that are needed were found, each of the kind its plan names.
  return { ...interaction, customer, properties } as unknown as MappedInteraction;
}
