/** Jobs that were given up. */
import type { App } from '../../src/app.ts';
import { runPull } from '../../src/jobs.ts';
import { handled, runWorkers, type Handler } from '../../src/platform/queue.ts';
import { eventually } from './test-app.ts';

/** Works through one pull with `handle` and waits until it is over. @returns how many jobs the queue keeps as failed then */
export async function workOnPulls({ config, log, queues }: App, handle: Handler<{ sourceId: string }>): Promise<number> {
  const over = { count: 0 };
  const workers = runWorkers({
    redisUrl: config.redisUrl, prefix: config.redisPrefix, concurrency: { chores: 1 }, log,
    handlers: [handled(runPull, async (payload) => {
      over.count += 1;
      return handle(payload);
    })],
  });
  await eventually('the job to be over', async () => over.count > 0 && Object.entries((await queues.depths())['chores'] ?? {}).every(([state, count]) => state === 'failed' || count === 0));
  await workers.close();
  return (await queues.depths())['chores']?.['failed'] ?? 0;
}

/** A pull that fails for this reason. */
export async function failedPull(app: App, reason: string): Promise<void> {
  await eventually('the ring', () => app.enqueue(runPull, { sourceId: 'nobody' }));
  await workOnPulls(app, () => Promise.reject(new Error(reason)));
}
