import { afterAll, expect, it } from 'vitest';
import { Unavailable } from '../../../src/platform/errors.ts';
import { createLogger } from '../../../src/platform/logger.ts';
import { openQueues } from '../../../src/platform/queue.ts';

// Nobody answers there.
const queues = openQueues({ redisUrl: 'redis://127.0.0.1:1', prefix: 'test', queues: ['chores'], log: createLogger('silent') });
afterAll(() => queues.close());

it('without Redis there is nothing to look at, and nothing is changed in silence', async () => {
  expect(await queues.look(5)).toBeNull();
  for (const work of [queues.findFailed, queues.retryFailed, queues.removeFailed]) await expect(work('chores', '1')).rejects.toThrow(Unavailable);
});
