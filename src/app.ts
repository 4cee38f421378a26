/** Composition root: opens everything the product needs, once, top to bottom, and closes it in reverse. */
import { join } from 'node:path';
import type { Config } from './config.ts';
import { QUEUES } from './jobs.ts';
import { countSmtpReplies, replyClass } from './metrics.ts';
import { createTextLookUp, type LookUpText } from './platform/dns.ts';
import { createLogger, type Logger } from './platform/logger.ts';
import { createCatchingMailer, createSmtpMailer, type Mailer } from './platform/mailer.ts';
import { holdable } from './platform/mail-hold.ts';
import { ensureIndexes } from './platform/mongo-collections.ts';
import { connectMongo, disconnectMongo } from './platform/mongo.ts';
import { openQueues, type Enqueue, type Queues } from './platform/queue.ts';
import { createRenderer, type Renderer } from './platform/render.ts';
import { watchMailer, type WatchedMailer } from './platform/watched-mailer.ts';

export interface App {
  readonly config: Config;
  readonly log: Logger;
  /** The clock. Everything that depends on time takes it from here. */
  now(): Date;
  readonly enqueue: Enqueue;
  readonly queues: Queues;
  readonly mailer: WatchedMailer;
  readonly render: Renderer;
  readonly lookUpText: LookUpText;
  /** Work of this process that must be settled before the database closes (group commits). */
  readonly draining: Set<() => Promise<void>>;
  close(): Promise<void>;
}

export interface AppOptions {
  now?: () => Date;
  mailer?: Mailer;
  log?: Logger;
  dbName?: string;
  /** Lets database commands be counted (`mongoClient()` emits each). */
  monitorCommands?: boolean;
}

/** The repository root, from src/ as from dist/. */
export const ROOT = join(import.meta.dirname, '..');

export async function openApp(config: Config, options: AppOptions = {}): Promise<App> {
  const log = options.log ?? createLogger(config.logLevel);
  const render = createRenderer({ viewsDir: join(ROOT, 'views'), templatesDir: join(ROOT, 'templates') });
  const { dbName, monitorCommands = false } = options;
  await connectMongo(config.mongodbUri, { monitorCommands, ...(dbName === undefined ? {} : { dbName }) });
  await ensureIndexes();
  const queues = openQueues({ redisUrl: config.redisUrl, prefix: config.redisPrefix, queues: QUEUES, log });
  const mailer = holdable(watchMailer(
    options.mailer ?? (config.smtp ? createSmtpMailer(config.smtp) : createCatchingMailer(join(config.dataDir, 'mailbox'))),
    ({ reply }) => countSmtpReplies({ class: replyClass(reply) }),
  ));
  const draining = new Set<() => Promise<void>>();
  return {
    config, log, render, queues, mailer, draining,
    enqueue: queues.enqueue,
    lookUpText: createTextLookUp(config.dnsServers),
    now: options.now ?? (() => new Date()),
    async close() {
      await Promise.all([...draining].map((drain) => drain()));
      await queues.close();
      await mailer.close();
      await disconnectMongo();
    },
  };
}
