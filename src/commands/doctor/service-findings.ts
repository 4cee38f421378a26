import { indexDifferences } from '../../platform/mongo-collections.ts';
import { connectMongo, mongoVersion } from '../../platform/mongo.ts';
import { databaseTime } from '../../platform/processes.ts';
import type { Desk } from '../desk.ts';
import { withQueues } from '../ping.ts';
import { bad, ok, unchecked, warning, type Result } from './finding.ts';

const MOST_SKEW_MS = 5000;
/** Older ones lack what transactions and queries here were tried with. */
const LEAST_MONGODB = 6;

export async function mongo(uri: string): Promise<Result> {
  try {
    await connectMongo(uri);
  } catch (error) {
    return bad((error as Error).message, 'check MONGODB_URI and that its replica set is initiated and has a primary');
  }
  const { version, members } = await mongoVersion();
  const detail = `version ${version}, ${members === 0 ? 'sharded' : `replica set of ${members}`}, has transactions`;
  return Number.parseInt(version, 10) < LEAST_MONGODB ? warning(detail, `use MongoDB ${LEAST_MONGODB} or newer`) : ok(detail);
}

export async function indexes(): Promise<Result> {
  const { missing, undeclared } = await indexDifferences();
  if (missing.length > 0) return bad(`missing: ${missing.join(', ')}`, 'start web or worker once, which builds them; if that fails its log names the document in the way');
  if (undeclared.length === 0) return ok('all there');
  const drops = undeclared.map((index) => `db.getCollection("${index.split('.')[0]}").dropIndex("${index.slice(index.indexOf('.') + 1)}")`);
  return warning(`all there, and besides them: ${undeclared.join(', ')}`, `each costs at every write; once no older version runs, and unless you made them yourselves, in mongosh: ${drops.join('; ')}`);
}

export async function clock(): Promise<Result> {
  const before = Date.now();
  const time = await databaseTime().catch(() => null);
  if (time === null) return unchecked('the database does not tell its time');
  const skew = Math.round((before + Date.now()) / 2 - time.getTime());
  return Math.abs(skew) <= MOST_SKEW_MS ? ok(`${Math.abs(skew)} ms from the database's`) : bad(`${Math.round(skew / 1000)} s from the database's`, 'synchronise the clocks of all machines (chrony, systemd-timesyncd)');
}

export async function redis(desk: Desk): Promise<Result> {
  return withQueues(desk, async (queues) => {
    const trouble = await queues.trouble();
    if (trouble !== null) return bad(trouble, 'check REDIS_URL; set maxmemory-policy noeviction and appendonly yes. Nothing is lost meanwhile: work resumes when it is back');
    const { version, isPersistent } = await queues.server();
    return isPersistent
      ? ok(`version ${version}, evicts nothing, keeps an append-only file`)
      : warning(`version ${version}, evicts nothing, keeps no append-only file`, 'set appendonly yes: without it a restart of Redis forgets what was queued, and the sweep has to find it again');
  });
}

export async function queues(desk: Desk): Promise<Result> {
  return withQueues(desk, async (open) => {
    if ((await open.trouble()) !== null) return unchecked('needs Redis');
    const failed = Object.entries(await open.depths()).flatMap(([queue, { failed: count = 0 }]) => (count === 0 ? [] : [`${queue} ${count}`]));
    return failed.length === 0 ? ok('no job has failed in the last week') : warning(`failed jobs of the last week: ${failed.join(', ')}`, 'their reasons are at /admin/queues (where there is one account) and in the log as job.failed; what they were about is found again by the sweep');
  });
}
