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
}

/** The value at a path, `undefined` where there is none. With `[*]` a list of what is there, which is not there when empty. */
export function readPath({ root, steps }: Path, scope: Scope): unknown {
  return follow(scope[root], steps) ?? undefined;
}

function follow(start: unknown, steps: readonly PathStep[]): unknown {
  let value = start;
  for (const [index, step] of steps.entries()) {
    if (step.kind === 'every') return everyMember(value, steps.slice(index + 1));
    value = stepInto(value, step);
    if (value === undefined || value === null) return undefined;
  }
  return value;
}

/** Lists within lists become one list. */
function everyMember(list: unknown, steps: readonly PathStep[]): unknown[] | undefined {
  if (!Array.isArray(list)) return undefined;
  const isNested = steps.some(({ kind }) => kind === 'every');
  const found = list.flatMap((member): unknown[] => {
    const value = follow(member, steps);
    if (value === undefined || value === null) return [];
    return isNested && Array.isArray(value) ? value : [value];
  });
  return found.length > 0 ? found : undefined;
}

function stepInto(value: unknown, step: Exclude<PathStep, { kind: 'every' }>): unknown {
  if (step.kind === 'name') return Array.isArray(value) ? undefined : ownValue(value, step.name);
  if (!Array.isArray(value)) return undefined;
  if (step.kind === 'index') return value.at(step.index);
  return value.find((member) => isText(step.names.reduce<unknown>((part, name) => (Array.isArray(part) ? undefined : ownValue(part, name)), member), step.is));
}

/** A number is what it is written as, so that ids are found however a sender writes them. */
function isText(value: unknown, text: string): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) === text : false;
}
