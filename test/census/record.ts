/** Notes every database operation of the product in a test process, each shape once: a set-up file of vitest where AFTERWORD_TEST_CENSUS names a folder. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { shapeOf, shapesOfPipeline, type Shape } from './shapes.ts';

type Json = Record<string, unknown>;
type Method = (this: { collectionName: string }, ...args: unknown[]) => unknown;

const folder = process.env['AFTERWORD_TEST_CENSUS'] ?? '';
const seen = new Set<string>();

/** The frame that asks: ours, behind what wraps the driver. `null` where a test looks for itself. */
function placeOfCall(): string | null {
  const frames = (new Error().stack ?? '').split('\n').slice(1).filter((line) => !/node_modules|node:|test\/census/.test(line));
  const [first] = frames;
  if (first !== undefined && /\/test\//.test(first)) return null;
  const asking = frames.find((line) => /\/src\//.test(line) && !/mongo-collections/.test(line));
  return /src\/[\w./-]+/.exec(asking ?? '')?.[0] ?? 'library';
}

function note(shapes: readonly Shape[]): void {
  for (const shape of shapes) {
    const text = JSON.stringify(shape);
    if (seen.has(text)) continue;
    seen.add(text);
    appendFileSync(join(folder, `${process.pid}.jsonl`), `${text}\n`);
  }
}

/** By method of the driver: the shapes of a call. */
const READERS: Record<string, (collection: string, args: unknown[], place: string) => Shape[]> = {
  distinct: (collection, [, filter], place) => [shapeOf(collection, 'distinct', filter, {}, place)],
  aggregate: (collection, [pipeline], place) => shapesOfPipeline(collection, (pipeline ?? []) as Json[], place),
  bulkWrite: (collection, [operations], place) => (operations as Record<string, { filter?: unknown }>[]).flatMap((operation) => Object.entries(operation).flatMap(([kind, { filter }]) => (filter === undefined ? [] : [shapeOf(collection, kind, filter, {}, place)]))),
  find: (collection, [filter, options], place) => [shapeOf(collection, 'find', filter, (options ?? {}) as Json, place)],
};
for (const name of ['findOne', 'findOneAndUpdate', 'findOneAndDelete', 'updateOne', 'updateMany', 'replaceOne', 'deleteOne', 'deleteMany', 'countDocuments']) {
  READERS[name] = (collection, [filter], place) => [shapeOf(collection, name, filter, {}, place)];
}

if (folder !== '') {
  Error.stackTraceLimit = 60;
  mkdirSync(folder, { recursive: true });
  const methods = mongoose.mongo.Collection.prototype as unknown as Record<string, Method>;
  for (const [name, shapesOf] of Object.entries(READERS)) {
    const original = methods[name];
    if (original === undefined) throw new Error(`the driver has no ${name} any more`);
    methods[name] = function noted(...args) {
      const place = placeOfCall();
      if (place !== null) note(shapesOf(this.collectionName, args, place));
      return original.apply(this, args);
    };
  }
}
