/** Looks a path up in one item of a delivery: own properties only; what is `null` is not there. */
import { ownValue } from '../trigger.ts';
import type { Path, PathStep } from './path.ts';

/** What the roots of paths stand for while one item is mapped. */
export interface Scope {
  item: unknown;
  payload: unknown;
  /** By name in lower case. */
  headers: Readonly<Record<string, unknown>>;
  delivery: { id: string; at: string; item: number };
  work: Work;
}

/** What may still be looked at in one delivery, in members and names: large lists that many fields go through would hold up everybody. */
export interface Work {
  left: number;
}

/** Characters that cost as much as a member. */
const CHARACTERS = 16;

/** The value at a path, `undefined` where there is none, or no work is left. With `[*]` a list of what is there, which is not there when empty. */
export function readPath({ root, steps }: Path, scope: Scope): unknown {
  const value = follow(scope[root], steps, scope.work) ?? undefined;
  scope.work.left -= typeof value === 'string' ? value.length / CHARACTERS : Array.isArray(value) ? value.length : 1;
  return scope.work.left < 0 ? undefined : value;
}

function follow(start: unknown, steps: readonly PathStep[], work: Work): unknown {
  let value = start;
  for (const [index, step] of steps.entries()) {
    if (step.kind === 'every') return everyMember(value, steps.slice(index + 1), work);
    value = stepInto(value, step, work);
    if (value === undefined || value === null) return undefined;
  }
  return value;
}

/** Lists within lists become one list. */
function everyMember(list: unknown, steps: readonly PathStep[], work: Work): unknown[] | undefined {
  if (!isAffordable(list, work)) return undefined;
  const isNested = steps.some(({ kind }) => kind === 'every');
  const found = list.flatMap((member): unknown[] => {
    const value = follow(member, steps, work);
    if (value === undefined || value === null) return [];
    return isNested && Array.isArray(value) ? value : [value];
  });
  return found.length > 0 ? found : undefined;
}

/** A list that there is work left for, which is taken. */
function isAffordable(list: unknown, work: Work): list is unknown[] {
  if (!Array.isArray(list)) return false;
  work.left -= list.length;
  return work.left >= 0;
}

function stepInto(value: unknown, step: Exclude<PathStep, { kind: 'every' }>, work: Work): unknown {
  if (step.kind === 'name') return Array.isArray(value) ? undefined : ownValue(value, step.name);
  if (step.kind === 'index') return Array.isArray(value) ? value.at(step.index) : undefined;
  if (!isAffordable(value, work)) return undefined;
  return value.find((member) => isText(step.names.reduce<unknown>((part, name) => (Array.isArray(part) ? undefined : ownValue(part, name)), member), step.is));
}

/** A number is what it is written as, so that ids are found however a sender writes them. */
function isText(value: unknown, text: string): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) === text : false;
}
