import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createLogger } from '../../../src/platform/logger.ts';
import { openQueues, type Queues } from '../../../src/platform/queue.ts';
import { testServices } from '../../support/services.ts';

const opened: Queues[] = [];
const queuesAt = (redisUrl: string): Queues => {
  const queues = openQueues({ redisUrl, prefix: 'trouble', queues: ['chores'], log: createLogger('silent') });
  opened.push(queues);
  return queues;
};
afterEach(async () => {
  await Promise.all(opened.splice(0).map((queues) => queues.close()));
});

it('a process that has just started does not complain of a Redis that is there', async () => {
  expect(await queuesAt(testServices().redisUrl).trouble()).toBeNull();
});

it('says at once that nobody is there', async () => {
  expect(await queuesAt('redis://127.0.0.1:1').trouble()).toBe('Redis cannot be reached.');
});

it('says of one that takes connections and never answers that it cannot be reached, and does not wait for it', async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => void sockets.push(socket));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const began = performance.now();
  expect(await queuesAt(`redis://127.0.0.1:${(silent.address() as AddressInfo).port}`).trouble()).toBe('Redis cannot be reached.');
  expect(performance.now() - began).toBeLessThan(10_000);
  for (const socket of sockets) socket.destroy();
  silent.close();
});
