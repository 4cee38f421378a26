/** Due invitation → claimed → rendered → signed → accepted by the mail server → written down. */
import type { ChildProcess } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import { SMTPServer } from 'smtp-server';
import { composeInvitation } from '../../src/features/invitations/messages.service.ts';
import type { Invitation } from '../../src/features/invitations/invitations.service.ts';
import { sendInvitations } from '../../src/jobs.ts';
import { chunks } from '../../src/platform/chunks.ts';
import type { Message } from '../../src/platform/mailer.ts';
import { saidBy, startChild, startProduct, stopChild } from './instance.ts';
import { inTurns, seconds, type Row } from './measure.ts';
import { besideOrdinary, startOrdinaryMailer } from './ordinary.ts';
import { collection, copyOf, unique, type Stage } from './stage.ts';

const AMOUNT = 1500;
const ORDINARY_AMOUNT = 300;
const WARM_UP = 300;
const CONNECTIONS = 10;
const MOST_MS = 60_000;
const DKIM = { domain: 'bench.example', selector: 'bench' };

export async function benchSending(stage: Stage, rounds: number): Promise<Row[]> {
  const sink = startChild('smtp-sink');
  const { port } = await saidBy<{ port: number }>(sink);
  const smtp = `smtp://127.0.0.1:${port}`;
  const messages = await composedMessages(stage);
  const file = join(stage.env['DATA_DIR'] ?? '', 'messages.json');
  writeFileSync(file, JSON.stringify(messages));
  const pool = startChild('bare-pool', [smtp, file, stage.dkimKeyFile]);
  await saidBy(pool);
  const ordinary = await startOrdinaryMailer(stage, smtp, file);
  const worker = await startProduct('worker', {
    ...stage.env, SMTP_URL: smtp, SMTP_CONNECTIONS: String(CONNECTIONS), DKIM_DOMAIN: DKIM.domain, DKIM_SELECTOR: DKIM.selector, DKIM_KEY_FILE: stage.dkimKeyFile,
  });
  const bare = async (amount: number): Promise<number> => {
    pool.send({ amount });
    return amount / (await saidBy<{ seconds: number }>(pool)).seconds;
  };
  try {
    await pipeline(stage, sink, WARM_UP);
    await bare(WARM_UP);
    const { ours, floor, jobs } = await inTurns(rounds, { ours: () => pipeline(stage, sink, AMOUNT), floor: () => bare(AMOUNT), jobs: () => ordinary.send(ORDINARY_AMOUNT) });
    const ratio = ours.median / floor.median;
    return [{ group: 'send', path: 'send pipeline (due → accepted → recorded)', unit: 'mails/s', ours, floor: { name: 'bare nodemailer pool, same messages and key', ...floor }, ratio, goal: '≥ 0.70', met: ratio >= 0.7, note: `${AMOUNT} due at once, ${CONNECTIONS} connections, RSA-2048` },
      besideOrdinary({ group: 'send', what: 'a look, a connection and a write per mail', unit: 'mails/s' }, ours, jobs)];
  } finally {
    await worker.stop();
    await ordinary.stop();
    await stopChild(pool);
    await stopChild(sink);
  }
}

async function template(stage: Stage): Promise<Invitation> {
  const found = await collection('invitations').findOne({ accountId: stage.account._id, address: { $type: 'string' } });
  if (!found) throw new Error('there is no invitation to copy');
  return found as unknown as Invitation;
}

function dueCopies(stage: Stage, invitation: Invitation, amount: number): Invitation[] {
  const now = new Date();
  return Array.from({ length: amount }, (_, index) => ({
    ...invitation,
    ...copyOf({ _id: '' }),
    surveyId: stage.now._id, surveyKey: stage.now.key, touchpoint: stage.now.touchpoint, customerId: `bench-${unique()}`,
    address: `c-${unique()}@example.com`, addressHash: unique(), language: ['en', 'ar', 'fa', 'pl'][index % 4] ?? 'en',
    status: 'scheduled', phase: 'due', wakeAt: now, scheduledAt: now, deadlineAt: new Date(now.getTime() + 3_600_000), expiresAt: new Date(now.getTime() + 30 * 86_400_000),
    lease: null, attempts: 0, resent: false, sentAt: null, sentOn: null, remindedAt: [], respondedAt: null, history: [{ status: 'scheduled', at: now }],
  }));
}

/** The same words to the same people, made beforehand. */
async function composedMessages(stage: Stage): Promise<Message[]> {
  return dueCopies(stage, await template(stage), AMOUNT)
    .map((invitation) => composeInvitation(stage.app, { account: stage.account, content: stage.now.content, invitation, touchpointName: 'now', reminder: 0 }));
}

/** Rings once for `amount` due invitations and waits until each is written down as sent. @returns mails a second */
async function pipeline(stage: Stage, sink: ChildProcess, amount: number): Promise<number> {
  const due = dueCopies(stage, await template(stage), amount);
  for (const batch of chunks(due, 500)) await collection('invitations').insertMany(batch as unknown as ReturnType<typeof copyOf>[], { ordered: false });
  const before = await taken(sink);
  const began = performance.now();
  await stage.app.enqueue(sendInvitations, {}, { once: 'send' });
  const isLate = (): boolean => performance.now() - began > MOST_MS;
  while ((await taken(sink)) < before + amount && !isLate()) await sleep(20);
  while ((await collection('invitations').find({ phase: 'sending' }, { projection: { _id: 1 }, limit: 1 }).toArray()).length > 0 && !isLate()) await sleep(5);
  const rate = amount / ((performance.now() - began) / 1000);
  const sent = await collection('invitations').find({ _id: { $in: due.map(({ _id }) => _id) }, status: 'sent' }, { projection: { _id: 1 } }).toArray();
  if (sent.length !== amount) throw new Error(`only ${sent.length} of ${amount} mails were written down as sent`);
  return rate;
}

/** How many messages the sink has taken so far: asking the database all the time would be measured as well. */
function taken(sink: ChildProcess): Promise<number> {
  sink.send('count');
  return saidBy<number>(sink);
}

/** Child: takes every message and forgets it. */
export function smtpSink(): void {
  let count = 0;
  process.on('message', () => process.send?.(count));
  const server = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'], disableReverseLookup: true, logger: false,
    onData: (stream, _session, done) => {
      stream.on('end', () => {
        count += 1;
        done();
      });
      stream.resume();
    },
  });
  server.on('error', () => {});
  const listening = server.listen(0, '127.0.0.1', () => process.send?.({ port: (listening.address() as AddressInfo).port }));
  process.once('SIGTERM', () => process.exit(0));
}

/** Child: hands ready messages to nodemailer's own pool and waits for the replies. */
export function barePool([url = '', file = '', keyFile = '']: string[]): void {
  const messages = JSON.parse(readFileSync(file, 'utf8')) as Message[];
  const pool = createTransport({
    url, pool: true, maxConnections: CONNECTIONS, maxMessages: 100,
    dkim: { domainName: DKIM.domain, keySelector: DKIM.selector, privateKey: createPrivateKey(readFileSync(keyFile, 'utf8')) as unknown as string },
  });
  process.on('message', ({ amount }: { amount: number }) => {
    void seconds(() => Promise.all(messages.slice(0, amount).map((message) => pool.sendMail(message)))).then((taken) => process.send?.({ seconds: taken }));
  });
  process.once('SIGTERM', () => process.exit(0));
  process.send?.('ready');
}
