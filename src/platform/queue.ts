/** BullMQ behind one file. The queue is a doorbell: jobs carry ids, and a lost job costs a sweep's delay, never data. */
import { Queue, Worker, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import type { ZodType } from 'zod';
import { Unavailable } from './errors.ts';
import { harmlessText, type Logger } from './logger.ts';
import { producerConnection, redisServer, redisTrouble, workerConnection, type RedisServer } from './redis.ts';
import { randomId } from './token.ts';

export interface JobDefinition<Payload = unknown> {
  name: string;
  queue: string;
  payload: ZodType<Payload>;
  attempts: number;
}

export function defineJob<Payload>(job: JobDefinition<Payload>): JobDefinition<Payload> {
  return job;
}

export interface EnqueueOptions {
  delayMs?: number;
  /**
   * While a job that this process rang with this id is waiting, ringing again does nothing; while it runs, it is run once
   * more afterwards. Each process rings for itself: a job that died with its worker would swallow the rings of all.
   */
  once?: string;
}

/** Rings; answers whether it could. A `false` is not an error: the sweep rings again. */
export type Enqueue = <Payload>(job: JobDefinition<Payload>, payload: Payload, options?: EnqueueOptions) => Promise<boolean>;

/** A job that was given up after its last attempt. */
export interface FailedJob {
  queue: string;
  /** Unique within its queue. */
  id: string;
  name: string;
  attempts: number;
  failedAt: Date;
  /** What the last attempt died of, without addresses. */
  reason: string;
}

type Depths = Record<string, Record<string, number>>;

export interface Queues {
  enqueue: Enqueue;
  /** Calls back now if Redis is there, and each time it comes back. */
  onReady(callback: () => void): void;
  /** `null` when Redis is usable, else what is wrong. */
  trouble(): Promise<string | null>;
  /** What the server is. @throws when it does not answer */
  server(): Promise<RedisServer>;
  /** Jobs waiting, delayed, active and failed, by queue. */
  depths(): Promise<Depths>;
  /** The depths and the latest failures, newest first; `null` when Redis does not answer. */
  look(failures: number): Promise<{ depths: Depths; failures: FailedJob[] } | null>;
  /** `null` for a job that has not failed, or is gone. @throws Unavailable when Redis does not answer, as do the next two */
  findFailed(queue: string, id: string): Promise<FailedJob | null>;
  /** Lets it wait for another attempt. @returns whether it had failed */
  retryFailed(queue: string, id: string): Promise<boolean>;
  /** @returns whether it had failed */
  removeFailed(queue: string, id: string): Promise<boolean>;
  close(): Promise<void>;
}

const JOB_OPTIONS = { removeOnComplete: true, removeOnFail: { age: 7 * 86_400, count: 1000 } } as const;
const ENQUEUE_DEADLINE_MS = 1000;
const ASKED_DEADLINE_MS = 3000;
const LONGEST_REASON = 500;
/** A worker that died loses its jobs to others within half a minute; one that is merely slow renews its hold every ten seconds. */
const HOLD = { lockDuration: 20_000, stalledInterval: 5000, maxStalledCount: 5 } as const;

export function openQueues(options: { redisUrl: string; prefix: string; queues: readonly string[]; log: Logger }): Queues {
  const { redisUrl, prefix, log } = options;
  const connection = producerConnection(redisUrl);
  const ringer = randomId('ringer');
  let reported = 0;
  const report = (error: unknown) => {
    // A dead Redis fails every ring; one line a second says it.
    if (performance.now() - reported < 1000) return;
    reported = performance.now();
    log.warn({ event: 'queue.unreachable', reason: (error as Error).message }, 'queue cannot be reached; the sweep will ring again');
  };
  connection.on('error', report);
  const queues = new Map(options.queues.map((name) => {
    const queue = new Queue(name, { connection: connection as never, prefix, defaultJobOptions: JOB_OPTIONS });
    queue.on('error', report);
    return [name, queue] as const;
  }));
  const depths = async (): Promise<Depths> => {
    const entries = await Promise.all([...queues].map(async ([name, queue]) => [name, await queue.getJobCounts('waiting', 'delayed', 'active', 'failed')] as const));
    return Object.fromEntries(entries);
  };
  const asked = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (connection.status !== 'ready') throw new Unavailable('The queue does not answer; nothing was changed.');
    return withDeadline(work(), ASKED_DEADLINE_MS).catch((error: unknown) => {
      report(error);
      throw new Unavailable('The queue does not answer; look again in a moment.');
    });
  };
  /** What becomes of a job while it is being asked for is known only afterwards: another person may have been quicker. */
  const changeFailed = async (name: string, id: string, change: (job: Job) => Promise<unknown>): Promise<boolean> => asked(async () => {
    const job = await queues.get(name)?.getJob(id);
    if (job === undefined || !(await job.isFailed())) return false;
    return change(job as Job).then(() => true, async (error: unknown) => {
      if (await job.isFailed()) throw error;
      return false;
    });
  });

  return {
    async enqueue(job, payload, { delayMs, once } = {}) {
      const queue = queues.get(job.queue);
      if (!queue) throw new Error(`no queue named ${job.queue}`);
      const data = job.payload.parse(payload);
      if (connection.status !== 'ready') {
        report(new Error('not connected'));
        return false;
      }
      try {
        await withDeadline(queue.add(job.name, data, {
          attempts: job.attempts,
          backoff: { type: 'exponential', delay: 500 },
          ...(delayMs !== undefined && delayMs > 0 ? { delay: delayMs } : {}),
          ...(once === undefined ? {} : { deduplication: { id: `${once}:${ringer}`, keepLastIfActive: true } }),
        }), ENQUEUE_DEADLINE_MS);
        return true;
      } catch (error) {
        report(error);
        return false;
      }
    },
    onReady(callback) {
      if (connection.status === 'ready') callback();
      connection.on('ready', callback);
    },
    trouble: () => redisTrouble(connection),
    server: () => redisServer(connection),
    depths,
    async look(most) {
      try {
        return await asked(async () => {
          const [counted, ...failed] = await Promise.all([depths(), ...[...queues.values()].map((queue) => queue.getFailed(0, most - 1))]);
          return { depths: counted, failures: failed.flat().map((job) => failedJob(job as Job)).toSorted((a, b) => b.failedAt.getTime() - a.failedAt.getTime()).slice(0, most) };
        });
      } catch (error) {
        if (error instanceof Unavailable) return null;
        throw error;
      }
    },
    findFailed: (name, id) => asked(async () => {
      const job = await queues.get(name)?.getJob(id);
      return job !== undefined && (await job.isFailed()) ? failedJob(job as Job) : null;
    }),
    retryFailed: (name, id) => changeFailed(name, id, (job) => job.retry('failed')),
    removeFailed: (name, id) => changeFailed(name, id, (job) => job.remove()),
    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      connection.disconnect();
    },
  };
}

function failedJob({ queueName: queue, id = '', name, attemptsMade: attempts, finishedOn = 0, failedReason }: Job): FailedJob {
  return { queue, id, name, attempts, failedAt: new Date(finishedOn), reason: harmlessText(failedReason).slice(0, LONGEST_REASON) };
}

async function withDeadline<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

export type Handler<Payload> = (payload: Payload) => Promise<unknown>;
export interface Handled<Payload = never> {
  job: JobDefinition<Payload>;
  handle: Handler<Payload>;
}

/** Pairs a job with its handler, keeping the payload's type to itself. */
export function handled<Payload>(job: JobDefinition<Payload>, handle: Handler<Payload>): Handled {
  return { job, handle } as unknown as Handled;
}

export interface RunningWorkers {
  /** Stops taking jobs and waits for the active ones. */
  close(): Promise<void>;
}

export function runWorkers(options: {
  redisUrl: string;
  prefix: string;
  concurrency: Record<string, number>;
  handlers: Handled[];
  log: Logger;
}): RunningWorkers {
  const { redisUrl, prefix, concurrency, handlers, log } = options;
  const byName = new Map(handlers.map((entry) => [entry.job.name, entry]));
  const connections: Redis[] = [];
  const workers = Object.entries(concurrency).map(([name, parallel]) => {
    const connection = workerConnection(redisUrl);
    connection.on('error', () => {});
    connections.push(connection);
    const worker = new Worker(name, async (job) => {
      const entry = byName.get(job.name);
      if (!entry) {
        // Left by another release: retrying for ever would not teach us its meaning.
        log.warn({ event: 'job.unknown', job: job.name }, 'a job of this name is not known to this release');
        return { skipped: 'unknown-job' };
      }
      return entry.handle(entry.job.payload.parse(job.data) as never);
    }, { connection: connection as never, prefix, concurrency: parallel, ...HOLD });
    worker.on('error', (error) => log.warn({ event: 'worker.error', queue: name, reason: error.message }));
    worker.on('failed', (job, error) => log.error({ event: 'job.failed', job: job?.name, attempt: job?.attemptsMade, err: error }));
    return worker;
  });
  return {
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
      for (const connection of connections) connection.disconnect();
    },
  };
}
