import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../../src/app.ts';
import { isDatabaseAway } from '../../../src/platform/mongo.ts';

const load = createRequire(join(ROOT, 'package.json'));

/** As the driver makes them: not all of its errors are named after it. */
function anError(file: string, name: string, ...args: unknown[]): Error {
  const errors = load(file) as Record<string, new (...args: unknown[]) => Error>;
  const Type = errors[name];
  if (!Type) throw new Error(`the driver has no ${name}`);
  return new Type(...args);
}

const aPool = { address: 'localhost:27017', serverError: null };

describe('errors of the database', () => {
  it.each([
    ['a connection that was cut', anError('mongodb', 'MongoNetworkError', 'cut', {})],
    ['a pool that was emptied', anError('mongodb/lib/cmap/errors', 'PoolClearedError', aPool)],
    ['a command in flight when the server fell silent', anError('mongodb/lib/cmap/errors', 'PoolClearedOnNetworkError', aPool)],
    ['a socket that was closing', Object.assign(new Error('write'), { code: 'EPIPE' })],
  ])('tell that it is away: %s', (_name, error) => expect(isDatabaseAway(error)).toBe(true));

  it.each([
    ['a refusal', anError('mongodb', 'MongoServerError', { message: 'no', code: 11_000 })],
    ['a fault of ours', new TypeError('undefined is not a function')],
    ['nothing', null],
  ])('tell that it is there: %s', (_name, error) => expect(isDatabaseAway(error)).toBe(false));
});
