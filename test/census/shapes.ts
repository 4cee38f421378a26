/** What a database operation looks for, without its values: the same for all operations that one index serves alike. */

/** `equal`: one value or a list of them; `range`: between bounds, or texts that begin alike; `other`: what an index narrows down by nothing. */
export type Condition = 'equal' | 'range' | 'other';

export interface Shape {
  collection: string;
  /** `find`, `updateMany` … */
  operation: string;
  /** Conditions that all hold, by path. */
  conditions: Record<string, Condition>;
  /** Of these lists of conditions one holds, besides the others. */
  alternatives: Record<string, Condition>[];
  sort: Record<string, number>;
  isLimited: boolean;
  /** Where in the product it is asked. */
  place: string;
}

type Json = Record<string, unknown>;

/** Values of one type lie side by side in an index. */
const RANGES = ['$gt', '$gte', '$lt', '$lte', '$type'];

function isPlain(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function conditionOf(value: unknown): Condition {
  if (value instanceof RegExp) return value.source.startsWith('^') && !value.flags.includes('i') ? 'range' : 'other';
  if (!isPlain(value) || !Object.keys(value).some((key) => key.startsWith('$'))) return 'equal';
  const operators = Object.keys(value);
  if (operators.some((operator) => operator === '$eq' || operator === '$in')) return 'equal';
  // Whatever is there; what is not there is one value of an index.
  if (operators.includes('$exists')) return value['$exists'] === true ? 'range' : 'equal';
  if (operators.includes('$regex')) return conditionOf(new RegExp(value['$regex'] as string, (value['$options'] ?? '') as string));
  return operators.some((operator) => RANGES.includes(operator)) ? 'range' : 'other';
}

/** Of two conditions on one path the narrower one counts. */
function narrower(one: Condition | undefined, other: Condition): Condition {
  const order: Condition[] = ['equal', 'range', 'other'];
  return one !== undefined && order.indexOf(one) < order.indexOf(other) ? one : other;
}

function conditionsOf(filter: Json): Pick<Shape, 'conditions' | 'alternatives'> {
  const conditions: Record<string, Condition> = {};
  const alternatives: Record<string, Condition>[] = [];
  for (const [path, value] of Object.entries(filter)) {
    if (path === '$and') {
      for (const part of value as Json[]) {
        const inner = conditionsOf(part);
        for (const [name, condition] of Object.entries(inner.conditions)) conditions[name] = narrower(conditions[name], condition);
        alternatives.push(...inner.alternatives);
      }
    } else if (path === '$or') alternatives.push(...(value as Json[]).map((part) => conditionsOf(part).conditions));
    else if (!path.startsWith('$')) conditions[path] = narrower(conditions[path], conditionOf(value));
  }
  return { conditions, alternatives };
}

export function shapeOf(collection: string, operation: string, filter: unknown, options: { sort?: unknown; limit?: unknown } = {}, place = ''): Shape {
  const sort = Object.fromEntries(options.sort instanceof Map ? [...options.sort as Map<string, number>] : Object.entries((options.sort ?? {}) as Record<string, number>));
  const isOne = /One/.test(operation);
  return { collection, operation, ...conditionsOf((filter ?? {}) as Json), sort, isLimited: isOne || Number(options.limit ?? 0) > 0, place };
}

/** The shapes of one aggregation: what it begins with, and every look into another collection. */
export function shapesOfPipeline(collection: string, pipeline: readonly Json[], place: string): Shape[] {
  const matches = pipeline.findIndex((stage) => stage['$match'] === undefined);
  const [leading, rest] = matches < 0 ? [pipeline, []] : [pipeline.slice(0, matches), pipeline.slice(matches)];
  const filter = leading.length === 1 ? leading[0]?.['$match'] : { $and: leading.map((stage) => stage['$match']) };
  const sort = rest[0]?.['$sort'] ?? {};
  const isLimited = rest.slice(0, 2).some((stage) => stage['$limit'] !== undefined);
  const lookups = pipeline.flatMap((stage) => {
    const lookup = stage['$lookup'] as { from: string; foreignField?: string } | undefined;
    return lookup?.foreignField === undefined ? [] : [shapeOf(lookup.from, 'lookup', { [lookup.foreignField]: 1 }, {}, place)];
  });
  return [shapeOf(collection, 'aggregate', filter, { sort, limit: isLimited ? 1 : 0 }, place), ...lookups];
}
