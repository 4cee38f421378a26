/** Which processes of this installation are alive, how they are and what they counted: each says so in the database. */
import type { Metric } from './metrics.ts';
import { database, isDuplicateKey } from './mongo.ts';
import { randomId } from './token.ts';

export interface ProcessReport {
  /** `web`, `worker` or `all`. */
  role: string;
  startedAt: Date;
  /** What is wrong as seen from there, by name. */
  troubles: Record<string, string>;
  metrics: Metric[];
}

export interface LiveProcess extends ProcessReport {
  _id: string;
}

/** Metrics are kept as text: names of labels are no names of fields. */
type Stored = Omit<LiveProcess, 'metrics'> & { seenAt: Date; metrics: string };

export const ownProcessId = randomId('process');

/** One that was not heard of for so long is gone, or as good as gone. */
export const SILENT_AFTER_MS = 30_000;
const FORGOTTEN_AFTER_SECONDS = 3600;
const MOST_PROCESSES = 500;

const processes = () => database().collection<Stored>('processes');

export async function prepareProcesses(): Promise<void> {
  await processes().createIndex({ seenAt: 1 }, { expireAfterSeconds: FORGOTTEN_AFTER_SECONDS });
}

/** By the database's own clock: those of the machines may differ. */
export async function reportProcess({ metrics, ...report }: ProcessReport): Promise<void> {
  const write = () => processes().updateOne({ _id: ownProcessId }, { $set: { ...report, metrics: JSON.stringify(metrics) }, $currentDate: { seenAt: true } }, { upsert: true });
  await write().catch((error: unknown) => (isDuplicateKey(error) ? write() : Promise.reject(error as Error)));
}

export async function forgetOwnProcess(): Promise<void> {
  await processes().deleteOne({ _id: ownProcessId });
}

/** The instant by the database's clock. */
export async function databaseTime(): Promise<Date> {
  const { localTime } = await database().admin().command({ hello: 1 });
  if (!(localTime instanceof Date)) throw new Error('the database does not tell its time');
  return localTime;
}

/** Those heard of of late. */
export async function liveProcesses(): Promise<LiveProcess[]> {
  const since = new Date((await databaseTime()).getTime() - SILENT_AFTER_MS);
  const found = await processes().find({ seenAt: { $gte: since } }, { limit: MOST_PROCESSES }).toArray();
  return found.map(({ seenAt: _seenAt, metrics, ...report }) => ({ ...report, metrics: JSON.parse(metrics) as Metric[] }));
}
