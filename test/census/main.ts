/** Judges what was recorded: every shape is served by a declared index, or stands in the list of those that need none. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import mongoose from 'mongoose';
// Defines every collection.
import '../../src/web.ts';
import '../../src/worker.ts';
import { ALLOWED, type Allowance } from './allowed.ts';
import { isServed, type Index } from './served.ts';
import type { Shape } from './shapes.ts';

/** Made by the driver with the first file that is stored. */
const OF_FILES: [string, Index[]][] = [
  ['uploads.files', [{ keys: [['filename', 1], ['uploadDate', 1]], isSparse: false, isPartial: false }]],
  ['uploads.chunks', [{ keys: [['files_id', 1], ['n', 1]], isSparse: false, isPartial: false }]],
];

function indexesOf(): Map<string, Index[]> {
  return new Map([...OF_FILES, ...Object.values(mongoose.models).map((model) => [model.collection.name, model.schema.indexes().map(([keys, options]) => ({
    keys: Object.entries(keys) as [string, number][], isSparse: options['sparse'] === true, isPartial: options['partialFilterExpression'] !== undefined,
  }))] as [string, Index[]])]);
}

const textOf = ({ collection, operation, conditions, alternatives, sort, isLimited, place }: Shape): string => {
  const listed = (one: Record<string, string | number>): string => Object.entries(one).map(([path, what]) => `${path}:${what}`).join(' ') || 'everything';
  return `${collection} ${operation} ${listed(conditions)}${alternatives.length > 0 ? ` or(${alternatives.map(listed).join(' | ')})` : ''}${Object.keys(sort).length > 0 ? ` sort ${listed(sort)}` : ''}${isLimited ? ' limited' : ''} (${place})`;
};

const folder = process.argv[2] ?? '';
const shapes = new Map(readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').trimEnd().split('\n')).map((line) => {
  const shape = JSON.parse(line) as Shape;
  return [textOf(shape), shape] as const;
}));
const declared = indexesOf();
const unserved = [...shapes].filter(([, shape]) => !isServed(shape, declared.get(shape.collection) ?? []));
const isMeant = ({ collection, paths, place }: Allowance, shape: Shape): boolean =>
  (collection === undefined || collection === shape.collection) && (place === undefined || place === shape.place)
  && (paths === undefined || Object.keys(shape.conditions).every((path) => path === 'accountId' || paths.includes(path)));
const reasonOf = (shape: Shape): string | undefined => ALLOWED.find((one) => isMeant(one, shape))?.reason;
const wrong = unserved.filter(([, shape]) => reasonOf(shape) === undefined);
process.stdout.write(`${shapes.size} shapes of operations on ${new Set([...shapes.values()].map(({ collection }) => collection)).size} collections: ${shapes.size - unserved.length} served by an index, ${unserved.length - wrong.length} that need none, ${wrong.length} not served\n`);
for (const [text] of wrong.toSorted()) process.stdout.write(`✗ ${text}\n`);
const unused = ALLOWED.filter((one) => !unserved.some(([, shape]) => isMeant(one, shape)));
if (unused.length > 0) process.stdout.write(`  no longer needed in allowed.ts, if everything ran: ${unused.map(({ reason }) => reason).join('; ')}\n`);
process.exit(wrong.length === 0 ? 0 : 1);
