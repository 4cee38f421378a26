/** Whether declared indexes serve an operation: judged by their keys alone, as every MongoDB would use them, not by what one server says today. */
import type { Condition, Shape } from './shapes.ts';

export interface Index {
  /** Paths in order, with their direction. */
  keys: readonly (readonly [string, number])[];
  /** It holds only documents that have its first path. */
  isSparse: boolean;
  /** It holds only some documents, and serves nothing for certain. */
  isPartial: boolean;
}

type Conditions = Record<string, Condition>;

/** Paths that an index narrows down: equal ones from its beginning, and one range after them. */
function narrowed(conditions: Conditions, { keys }: Index): string[] {
  const paths: string[] = [];
  for (const [path] of keys) {
    const condition = conditions[path];
    if (condition !== 'equal' && condition !== 'range') break;
    paths.push(path);
    if (condition === 'range') break;
  }
  return paths;
}

/** Whether what the index yields is in the order asked for, forwards or backwards. */
function sorts(conditions: Conditions, sort: Shape['sort'], { keys }: Index): boolean {
  const rest = keys.slice(keys.findIndex(([path]) => conditions[path] !== 'equal'));
  const wanted = Object.entries(sort).filter(([path]) => conditions[path] !== 'equal');
  if (keys.every(([path]) => conditions[path] === 'equal')) return wanted.length === 0;
  const direction = Math.sign((wanted[0]?.[1] ?? 1) * (rest[0]?.[1] ?? 1));
  return wanted.every(([path, way], place) => rest[place]?.[0] === path && Math.sign(way * (rest[place]?.[1] ?? 0)) === direction);
}

const isSelective = (paths: readonly string[]): boolean => paths.some((path) => path !== 'accountId');

/** @param isWhole nothing else is asked besides these conditions */
function servesAll(conditions: Conditions, { sort, isLimited }: Pick<Shape, 'sort' | 'isLimited'>, indexes: readonly Index[], isWhole: boolean): boolean {
  const asked = Object.keys(conditions);
  // By id: no more documents than ids.
  if (conditions['_id'] === 'equal') return true;
  return indexes.filter(({ isPartial, isSparse, keys }) => !isPartial && (!isSparse || conditions[keys[0]?.[0] ?? ''] !== undefined)).some((index) => {
    const paths = narrowed(conditions, index);
    const inOrder = Object.keys(sort).length > 0 && sorts(conditions, sort, index);
    // All of a collection, or all of an account, is read where that is asked.
    if (isWhole && asked.every((path) => path === 'accountId') && (asked.length === 0 || paths.length === 1)) return !isLimited || Object.keys(sort).length === 0 || inOrder;
    if (isSelective(paths)) return !isLimited || Object.keys(sort).length === 0 || inOrder;
    // Few in order, looked through until there are enough.
    return isLimited && inOrder && asked.includes('accountId') && paths.length > 0;
  });
}

/** Every collection has one by id. */
const BY_ID: Index = { keys: [['_id', 1]], isSparse: false, isPartial: false };

export function isServed({ conditions, alternatives, sort, isLimited }: Shape, declared: readonly Index[]): boolean {
  const indexes = [...declared, BY_ID];
  if (servesAll(conditions, { sort, isLimited }, indexes, alternatives.length === 0)) return true;
  return alternatives.length > 0 && alternatives.every((each) => servesAll({ ...conditions, ...each }, { sort: {}, isLimited: false }, indexes, false));
}
