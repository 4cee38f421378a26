import type { App } from '../../app.ts';
import { listAccounts } from '../../features/accounts/accounts.service.ts';
import { overdueFollowUps } from '../../features/follow-ups/follow-ups.service.ts';
import { undecidedBatches } from '../../features/interactions/interactions.service.ts';
import { overdueMails } from '../../features/invitations/upkeep.service.ts';
import { verifyOutcomes } from '../../features/outcomes/outcomes.service.ts';
import { verifyRollups } from '../../features/responses/rollup-check.service.ts';
import { MIGRATIONS } from '../../migrations.ts';
import { secretFits } from '../../platform/installation.ts';
import { findHold } from '../../platform/mail-hold.ts';
import { pendingMigrations } from '../../platform/migrate.ts';
import { liveProcesses } from '../../platform/processes.ts';
import type { Desk } from '../desk.ts';
import { bad, ok, warning, type Result } from './finding.ts';

/** Mail leaves within seconds of its time, a decision within one; what waits longer is stuck. */
const OVERDUE_MS = 120_000;
/** No random secret has fewer different ones. */
const LEAST_CHARACTERS = 10;

export function configuration({ production, baseUrl, trustProxy, metricsToken, rateLimit }: App['config']): Result {
  if (!production) return warning('complete, for trying out: NODE_ENV is not production', 'set NODE_ENV=production where real customers are asked: nothing is then provided or made up');
  const doubts = [
    ...(trustProxy === 0 && baseUrl.startsWith('https:') ? ['TRUST_PROXY is 0, though TLS ends before us: all visitors look like one'] : []),
    ...(metricsToken === null ? ['METRICS_TOKEN is not set: /metrics answers this machine only'] : []),
    ...(rateLimit === 0 ? ['RATE_LIMIT is 0: one account may crowd out the others'] : []),
  ];
  return doubts.length === 0 ? ok('complete') : warning(doubts.join('; '), 'see the table of variables in README.md');
}

export async function secret({ secret: given }: App['config']): Promise<Result> {
  if (!(await secretFits(given))) return bad('SECRET is not the one this data was made with', 'bring the former SECRET back: links in mails already sent, suppressions and stored secrets of sources depend on it');
  if (new Set(given).size < LEAST_CHARACTERS) return warning('SECRET has few different characters', 'make one with openssl rand -hex 32, before the first mail is sent: links in mails depend on it');
  return ok('the one this data was made with');
}

export async function processes(): Promise<Result> {
  const live = await liveProcesses();
  const complaints = live.flatMap(({ role, troubles }) => Object.values(troubles).map((trouble) => `${role}: ${trouble}`));
  if (complaints.length > 0) return bad(complaints.join('; '), 'mend what they complain of; they look again every ten seconds');
  const of = (role: string): number => live.filter((process) => process.role === role || process.role === 'all').length;
  if (live.length === 0) return warning('none runs', 'npm start, or main.js web and main.js worker');
  const detail = `${of('web')} web, ${of('worker')} worker`;
  return of('worker') === 0 ? bad(detail, 'start a worker (main.js worker): nothing is decided, sent or imported without one') : ok(detail);
}

export async function migrations(): Promise<Result> {
  const pending = await pendingMigrations(MIGRATIONS);
  return pending.length === 0 ? ok('all have run') : warning(`not run yet: ${pending.join(', ')}`, 'start web or worker once, which runs them');
}

export async function hold(): Promise<Result> {
  const held = await findHold();
  return held ? warning(`held since ${held.since.toISOString()}: this copy was restored from a backup of ${held.takenAt.toISOString()}`, 'look at it, then: restore confirm') : ok('not held');
}

export async function paused(): Promise<Result> {
  const accounts = await listAccounts();
  const stopped = accounts.flatMap(({ name, sender }) => (sender.paused !== null && sender.paused.byHand !== true ? `${name} since ${sender.paused.at.toISOString()}: ${sender.paused.reason}` : []));
  if (stopped.length > 0) return bad(`paused for ${stopped.join('; ')}`, 'mend what the mail server complains of, then resume sending in the settings');
  return ok(`${accounts.length} ${accounts.length === 1 ? 'account' : 'accounts'}, none refused by its mail server`);
}

export async function overdue(): Promise<Result> {
  const before = new Date(Date.now() - OVERDUE_MS);
  const [batches, mails, followUps] = await Promise.all([undecidedBatches(before), overdueMails(before), overdueFollowUps(before)]);
  const waiting = [
    ...(batches.count === 0 ? [] : [`${batches.count} batches of interactions undecided`]),
    ...(mails.count === 0 ? [] : [`${mails.count} mails unsent`]),
    ...(followUps === 0 ? [] : [`${followUps} follow-ups unsent`]),
  ];
  if (waiting.length === 0) return ok('nothing is late');
  const late = `${waiting.join(' and ')} for over ${OVERDUE_MS / 60_000} minutes`;
  return (await findHold()) ? warning(late, 'mail is held, see above') : bad(late, 'check that a worker runs (npm start, or main.js worker) and that Redis and the mail server answer');
}

/** Recomputes every report number from the answers: as long as there are many, this takes its time. */
export async function drift(desk: Desk): Promise<Result> {
  return desk.withApp(async (app) => {
    const found: string[] = [];
    for (const { _id, name } of await listAccounts()) {
      const counts = (await verifyRollups(app, _id)).length;
      const { differences } = await verifyOutcomes(app, _id);
      if (counts + differences.length > 0) found.push(`${name}: ${counts} counts, outcomes of ${differences.length} customers`);
    }
    return found.length === 0 ? ok('stored numbers are what the answers give') : bad(`stored numbers differ from the answers: ${found.join('; ')}`, 'rollups rebuild, for each of these accounts');
  });
}
