import { createHash } from 'node:crypto';
import type { Command } from 'commander';
import type { App } from '../app.ts';
import { dkimName } from '../domain/sender-check.ts';
import { listAccounts } from '../features/accounts/accounts.service.ts';
import { overdueBatches } from '../features/interactions/interactions.service.ts';
import { overdueMails } from '../features/invitations/upkeep.service.ts';
import { dkimKey } from '../platform/dkim-key.ts';
import { createTextLookUp } from '../platform/dns.ts';
import { createSmtpMailer } from '../platform/mailer.ts';
import { missingIndexes } from '../platform/mongo-collections.ts';
import { connectMongo, disconnectMongo, mongoClient } from '../platform/mongo.ts';
import { jsonOption, type CommonOptions, type Desk } from './desk.ts';
import { queueTrouble } from './ping.ts';

interface Finding {
  name: string;
  /** `unchecked`: something it depends on is broken. */
  state: 'ok' | 'bad' | 'warning' | 'unchecked';
  detail: string;
  remedy: string | null;
}

type Result = Omit<Finding, 'name'>;

const ok = (detail: string): Result => ({ state: 'ok', detail, remedy: null });
const bad = (detail: string, remedy: string): Result => ({ state: 'bad', detail, remedy });
const warning = (detail: string, remedy: string): Result => ({ state: 'warning', detail, remedy });
const unchecked = (detail: string): Result => ({ state: 'unchecked', detail, remedy: null });

const MOST_SKEW_MS = 5000;
/** Mail leaves within seconds of its time, a decision within one; what waits longer is stuck. */
const OVERDUE_MS = 120_000;
const LEAST_RSA_BITS = 2048;

export function doctorCommand(program: Command, desk: Desk): void {
  program.command('doctor').description('examine this installation and say what to mend').addOption(jsonOption()).action(async (options: CommonOptions) => {
    const findings = await examine(desk);
    const isBad = findings.some(({ state }) => state === 'bad');
    desk.answer({ document: { healthy: !isBad, findings }, text: findings.map(line).join('\n'), isBad }, options.json === true);
  });
}

const SIGNS = { ok: '✓', bad: '✗', warning: '!', unchecked: '–' } as const;

function line({ name, state, detail, remedy }: Finding): string {
  return `${SIGNS[state]} ${name}: ${detail}${remedy === null ? '' : `\n    → ${remedy}`}`;
}

async function examine(desk: Desk): Promise<Finding[]> {
  const config = desk.config();
  const findings: Finding[] = [];
  const check = async (name: string, look: () => Promise<Result> | Result): Promise<Result> => {
    const result = await Promise.resolve().then(look).catch((error: unknown) => bad((error as Error).message, 'see the message; the logs of web and worker say more'));
    findings.push({ name, ...result });
    return result;
  };
  const database = await check('MongoDB', () => mongo(config.mongodbUri));
  const withDatabase = (look: () => Promise<Result>) => () => (database.state === 'ok' ? look() : unchecked('needs MongoDB'));
  try {
    await check('indexes', withDatabase(indexes));
    await check('clock', withDatabase(clock));
    await check('Redis', () => redis(desk));
    await check('mail server', () => mailServer(config));
    await check('DKIM key', () => dkim(config));
    await check('public address', () => publicAddress(config));
    await check('sending', withDatabase(paused));
    await check('due work', withDatabase(overdue));
  } finally {
    await disconnectMongo();
  }
  return findings;
}

async function mongo(uri: string): Promise<Result> {
  try {
    await connectMongo(uri);
    return ok('reachable, has transactions');
  } catch (error) {
    return bad((error as Error).message, 'check MONGODB_URI and that its replica set is initiated and has a primary');
  }
}

async function indexes(): Promise<Result> {
  const missing = await missingIndexes();
  return missing.length === 0 ? ok('all there') : bad(`missing: ${missing.join(', ')}`, 'start web or worker once, which builds them; if that fails its log names the document in the way');
}

async function clock(): Promise<Result> {
  const before = Date.now();
  const { localTime } = await mongoClient().db().admin().command({ hello: 1 });
  if (!(localTime instanceof Date)) return unchecked('the database does not tell its time');
  const skew = Math.round((before + Date.now()) / 2 - localTime.getTime());
  return Math.abs(skew) <= MOST_SKEW_MS ? ok(`${Math.abs(skew)} ms from the database's`) : bad(`${Math.round(skew / 1000)} s from the database's`, 'synchronise the clocks of all machines (chrony, systemd-timesyncd)');
}

async function redis(desk: Desk): Promise<Result> {
  const trouble = await queueTrouble(desk);
  return trouble === null ? ok('reachable, evicts nothing') : bad(trouble, 'check REDIS_URL; set maxmemory-policy noeviction and appendonly yes. Nothing is lost meanwhile: work resumes when it is back');
}

async function mailServer({ smtp, production }: App['config']): Promise<Result> {
  if (!smtp) return production ? bad('none', 'set SMTP_URL') : warning('none: mail is caught and shown at /dev/mailbox', 'set SMTP_URL to send it');
  const mailer = createSmtpMailer({ ...smtp, dkim: null });
  try {
    await mailer.verify();
    return ok('takes our credentials');
  } catch (error) {
    return bad((error as Error).message, 'check host, port, user and password in SMTP_URL (smtp:// upgrades by STARTTLS, smtps:// is TLS from the start)');
  } finally {
    await mailer.close();
  }
}

async function dkim({ smtp, dnsServers }: App['config']): Promise<Result> {
  if (!smtp) return unchecked('needs a mail server');
  if (!smtp.dkim) return warning('not set: mail is not signed here', 'set DKIM_DOMAIN, DKIM_SELECTOR and DKIM_KEY_FILE, unless the mail server signs');
  const { domain, selector, privateKey } = smtp.dkim;
  const key = dkimKey(privateKey);
  if (key === null) return bad('DKIM_KEY_FILE holds no RSA private key in PEM', 'make one: openssl genrsa -out dkim.pem 2048');
  const { bits, publicKey: wanted } = key;
  if (bits < LEAST_RSA_BITS) return bad(`the key has ${bits} bits`, `make one of ${LEAST_RSA_BITS}: openssl genrsa -out dkim.pem ${LEAST_RSA_BITS}`);
  const name = dkimName({ domain, selector });
  const publish = `publish at ${name} a TXT record: v=DKIM1; k=rsa; p=${wanted}`;
  const answer = await createTextLookUp(dnsServers)(name);
  if (answer.kind !== 'found') return warning(`the key is usable, but ${name} ${answer.kind === 'absent' ? 'publishes nothing' : `could not be looked up (${answer.reason})`}`, publish);
  const isPublished = answer.records.some((record) => record.replaceAll(/\s/g, '').includes(`p=${wanted}`));
  return isPublished ? ok(`published at ${name}, fingerprint ${createHash('sha256').update(wanted).digest('hex').slice(0, 12)}`) : bad(`${name} publishes another key`, publish);
}

async function publicAddress({ baseUrl, production }: App['config']): Promise<Result> {
  const { protocol, hostname } = new URL(baseUrl);
  if (production && protocol !== 'https:') return bad(`${baseUrl} is not https`, 'set BASE_URL to the https address that recipients reach');
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  if (production && isLocal) return bad(`${baseUrl} leads to this machine only`, 'set BASE_URL to the address that recipients reach');
  try {
    const response = await fetch(`${baseUrl}/healthz`, { signal: AbortSignal.timeout(4000), redirect: 'manual' });
    return response.ok ? ok(`${baseUrl} answers`) : bad(`${baseUrl}/healthz answers ${response.status}`, 'check BASE_URL and the proxy in front');
  } catch {
    const remedy = 'start web (npm start), and check BASE_URL and the proxy in front: every link in a mail starts with it';
    return production ? bad(`${baseUrl} does not answer from here`, remedy) : warning(`${baseUrl} does not answer`, remedy);
  }
}

async function paused(): Promise<Result> {
  const accounts = await listAccounts();
  const stopped = accounts.flatMap(({ name, sender }) => (sender.paused !== null && sender.paused.byHand !== true ? `${name} since ${sender.paused.at.toISOString()}: ${sender.paused.reason}` : []));
  if (stopped.length > 0) return bad(`paused for ${stopped.join('; ')}`, 'mend what the mail server complains of, then resume sending in the settings');
  return ok(`${accounts.length} ${accounts.length === 1 ? 'account' : 'accounts'}, none refused by its mail server`);
}

async function overdue(): Promise<Result> {
  const before = new Date(Date.now() - OVERDUE_MS);
  const [batches, mails] = await Promise.all([overdueBatches(before), overdueMails(before)]);
  const waiting = [
    ...(batches.length === 0 ? [] : [`${batches.length} batches of interactions undecided`]),
    ...(mails.count === 0 ? [] : [`${mails.count} mails unsent`]),
  ];
  return waiting.length === 0 ? ok('nothing is late') : bad(`${waiting.join(' and ')} for over ${OVERDUE_MS / 60_000} minutes`, 'check that a worker runs (npm start, or main.js worker) and that Redis and the mail server answer');
}
