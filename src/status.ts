/** How the whole installation is, for /readyz and /metrics. It crosses features, so it can be in none of them. */
import type { App } from './app.ts';
import { countPaused } from './features/accounts/accounts.service.ts';
import { hasOverdueEvents, type Consumer } from './features/events/events.service.ts';
import { overdueFollowUps } from './features/follow-ups/follow-ups.service.ts';
import { undecidedBatches } from './features/interactions/interactions.service.ts';
import { overdueMails } from './features/invitations/upkeep.service.ts';
import { createCache } from './platform/cache.ts';
import { createCheckup, type Check, type CheckResult } from './platform/checkup.ts';
import { groupBy } from './platform/group-by.ts';
import type { Health } from './platform/http/health.ts';
import { leasedUntil } from './platform/lease.ts';
import { gauge, metricsText, ownMetrics, type Metric } from './platform/metrics.ts';
import { findHold, isMailHeld } from './platform/mail-hold.ts';
import { pingMongo } from './platform/mongo.ts';
import { liveProcesses, ownProcessId, SILENT_AFTER_MS, type LiveProcess } from './platform/processes.ts';

/** A decision takes a second; a mail leaves within seconds of its time, or is put off with its reason. */
const LATE = { decisionMs: 60_000, mailMs: 5 * 60_000, eventMs: 5 * 60_000 } as const;
/** A sweep comes every ten seconds and holds its lease for twenty. */
const SWEEP_LATE_MS = 20_000;
/** Nobody asks for a lease as long as that: whoever has it had another clock. */
const SWEEP_FAR_MS = 60_000;
/** A process that has just started gives the others time to start too. */
const GRACE_MS = 40_000;
const CONSUMERS: Consumer[] = ['cases', 'tags', 'follow-ups', 'outcomes'];

export function createStatus(app: App): Omit<Health, 'metricsToken'> {
  const startedAt = performance.now();
  const live = createCache(() => liveProcesses(), { seconds: 1 });
  const reported = (name: string): Promise<string | null> => troubleIn(live.get(''), name);
  const isSettled = (): boolean => performance.now() - startedAt > GRACE_MS;
  const checkup = createCheckup([
    { name: 'mongodb', trouble: () => pingMongo().then(() => null, (error: Error) => error.message) },
    { name: 'redis', trouble: async () => (await app.queues.trouble()) ?? (await reported('redis').catch(() => null)) },
    inDatabase('worker', async () => (isSettled() && !(await live.get('')).some(isWorker) ? `No worker was heard of for ${SILENT_AFTER_MS / 1000} s: nothing is decided, sent or imported.` : null)),
    inDatabase('sweep', async () => (isSettled() ? sweepTrouble(app) : null)),
    inDatabase('mail-server', () => reported('mail-server')),
    inDatabase('dkim', () => reported('dkim')),
    inDatabase('secret', () => reported('secret')),
    inDatabase('due-work', () => lateWork(app)),
    inDatabase('clock', () => reported('clock')),
    inDatabase('disk', () => reported('disk')),
  ]);
  return {
    checkup,
    notices: async () => {
      const hold = await findHold();
      return hold ? { 'mail-hold': `This copy was restored from a backup of ${hold.takenAt.toISOString()} and mails nothing until "restore confirm".` } : {};
    },
    metrics: async () => metricsText(await partsOf(app, await checkup())),
  };
}

const inDatabase = (name: string, trouble: Check['trouble']): Check => ({ name, needs: 'mongodb', trouble });

const isWorker = ({ role }: LiveProcess): boolean => role !== 'web';

/** What processes say is wrong, each complaint once. */
async function troubleIn(processes: Promise<LiveProcess[]>, name: string): Promise<string | null> {
  const complaints = new Set((await processes).flatMap(({ troubles }) => troubles[name] ?? []));
  return complaints.size === 0 ? null : [...complaints].join(' ');
}

async function sweepTrouble(app: App): Promise<string | null> {
  const until = await leasedUntil('sweep');
  const late = until === null ? Infinity : app.now().getTime() - until.getTime();
  if (late < -SWEEP_FAR_MS) return `No worker sweeps before ${until?.toISOString()}: one whose clock was ahead has reserved it until then. Synchronise the clocks, then remove "sweep" from the collection leases.`;
  return late > SWEEP_LATE_MS ? 'No worker sweeps: what a lost ring left behind is not found again.' : null;
}

const NONE = { count: 0, since: null };

async function lateWork(app: App): Promise<string | null> {
  const before = (milliseconds: number): Date => new Date(app.now().getTime() - milliseconds);
  const isHeld = await isMailHeld();
  const [batches, mails, followUps, ...events] = await Promise.all([
    undecidedBatches(before(LATE.decisionMs)), isHeld ? NONE : overdueMails(before(LATE.mailMs)), isHeld ? 0 : overdueFollowUps(before(LATE.mailMs)),
    ...CONSUMERS.map(async (consumer) => ((await hasOverdueEvents(consumer, before(LATE.eventMs))) ? [consumer] : [])),
  ]);
  const late = [
    ...(batches.count === 0 ? [] : [`interactions undecided since ${batches.since?.toISOString()}`]),
    ...(mails.count === 0 ? [] : [`mails due and unsent since ${mails.since?.toISOString()}`]),
    ...(followUps === 0 ? [] : ['follow-ups due and unsent']),
    ...events.flat().map((consumer) => `events that wait for ${consumer}`),
  ];
  return late.length === 0 ? null : `Overdue: ${late.join('; ')}.`;
}

/** What each process counted, and what is looked up now. What cannot be read is left out: the alarms say why. */
async function partsOf(app: App, results: CheckResult[]): Promise<{ labels: Record<string, string>; metrics: Metric[] }[]> {
  const [own, others, queues, work] = await Promise.all([
    ownMetrics(), liveProcesses().catch((): LiveProcess[] => []), queueGauges(app).catch((): Metric[] => []), workGauges(app).catch((): Metric[] => []),
  ]);
  const roles = [...groupBy(others, ({ role }) => role)].map(([role, members]) => ({ labels: { role }, value: members.length }));
  const alarms = gauge('alarm', '1 while something is wrong, by name; not there while it cannot be told', results.filter(({ state }) => state !== 'unchecked').map(({ name, state }) => ({ labels: { name }, value: state === 'bad' ? 1 : 0 })));
  return [
    { labels: {}, metrics: [alarms, gauge('processes', 'Processes heard of in the last half minute', roles), ...queues, ...work] },
    { labels: { process: ownProcessId }, metrics: own },
    ...others.filter(({ _id }) => _id !== ownProcessId).map(({ _id, metrics }) => ({ labels: { process: _id }, metrics })),
  ];
}

async function queueGauges(app: App): Promise<Metric[]> {
  if ((await app.queues.trouble()) !== null) return [];
  const depths = Object.entries(await app.queues.depths());
  return [gauge('queue_jobs', 'Jobs by queue and state', depths.flatMap(([queue, states]) => Object.entries(states).map(([state, value]) => ({ labels: { queue, state }, value }))))];
}

/** Bounded look-ups along an index each, whatever the collections hold. */
async function workGauges(app: App): Promise<Metric[]> {
  const now = app.now();
  const [batches, mails, followUps, paused, isHeld] = await Promise.all([undecidedBatches(now), overdueMails(now), overdueFollowUps(now), countPaused(), isMailHeld()]);
  const age = (since: Date | null): number => (since === null ? 0 : (now.getTime() - since.getTime()) / 1000);
  const one = (name: string, help: string, value: number): Metric => gauge(name, help, [{ labels: {}, value }]);
  return [
    one('undecided_batches', 'Batches of interactions not decided yet, counted up to 1,000 interactions', batches.count),
    one('undecided_seconds', 'How long the oldest of them waits', age(batches.since)),
    one('due_mails', 'Invitations and reminders whose time has come, counted up to 1,000', mails.count),
    one('due_mail_seconds', 'How long the first of them waits', age(mails.since)),
    one('due_follow_ups', 'Alerts and thank-yous whose time has come, counted up to 1,000', followUps),
    one('paused_accounts', 'Accounts whose sending is paused, counted up to 1,000', paused),
    one('mail_held', '1 while a restored copy mails nothing', isHeld ? 1 : 0),
  ];
}
