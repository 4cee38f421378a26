import type { Command } from 'commander';
import { openQueues, type Queues } from '../platform/queue.ts';
import { QUEUES } from '../jobs.ts';
import { connectMongo, disconnectMongo, pingMongo } from '../platform/mongo.ts';
import { createLogger } from '../platform/logger.ts';
import { jsonOption, type CommonOptions, type Desk } from './desk.ts';

const PATIENCE_MS = 4000;

/** What the health check of a container runs: can a process of this installation reach what it needs? */
export function pingCommand(program: Command, desk: Desk): void {
  program.command('ping').description('check that MongoDB and Redis can be reached').addOption(jsonOption()).action(async (options: CommonOptions) => {
    const [mongodb, redis] = await Promise.all([mongoTrouble(desk.config().mongodbUri), withQueues(desk, (queues) => queues.trouble())]);
    const checks = { mongodb: mongodb ?? 'ok', redis: redis ?? 'ok' };
    const isBad = mongodb !== null || redis !== null;
    const text = isBad ? Object.entries(checks).filter(([, state]) => state !== 'ok').map(([name, state]) => `${name}: ${state}`).join('\n') : 'ok';
    desk.answer({ document: { status: isBad ? 'not ready' : 'ready', checks }, text, isBad }, options.json === true);
  });
}

async function mongoTrouble(uri: string): Promise<string | null> {
  try {
    await connectMongo(uri);
    await pingMongo();
    return null;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await disconnectMongo();
  }
}

/** Works with the queues for a moment; waits for the connection first, as long as that makes sense. */
export async function withQueues<Result>(desk: Desk, work: (queues: Queues) => Promise<Result>): Promise<Result> {
  const { redisUrl, redisPrefix } = desk.config();
  const queues = openQueues({ redisUrl, prefix: redisPrefix, queues: QUEUES, log: createLogger('silent') });
  let timer: NodeJS.Timeout | undefined;
  try {
    await Promise.race([
      new Promise<void>((resolve) => queues.onReady(resolve)),
      new Promise<void>((resolve) => {
        timer = setTimeout(resolve, PATIENCE_MS);
      }),
    ]);
    return await work(queues);
  } finally {
    clearTimeout(timer);
    await queues.close();
  }
}
