/**
 * The ordinary way, as the yardstick for "times faster": what a first version of such a product does. One awaited write after
 * the other in each request, a mail and a connection per job with the DKIM key as text, the report added up from the answers.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createTransport } from 'nodemailer';
import { connectMongo, disconnectMongo, mongoClient } from '../../src/platform/mongo.ts';
import type { Message } from '../../src/platform/mailer.ts';
import { inLanes } from '../support/lanes.ts';
import { saidBy, startChild, stopChild } from './instance.ts';
import { seconds, type Row, type Summary } from './measure.ts';
import { collection, type Doc, type Stage } from './stage.ts';

const JOBS_AT_ONCE = 10;

/** A row that says how many times faster the product is. */
export function besideOrdinary({ group, what, unit }: { group: string; what: string; unit: string }, ours: Summary, ordinary: Summary, { least = null, isRate = true }: { least?: number | null; isRate?: boolean } = {}): Row {
  const times = isRate ? ours.median / ordinary.median : ordinary.median / ours.median;
  return { group, path: '… times the ordinary way', unit, ours, floor: { name: what, ...ordinary }, ratio: times, goal: least === null ? '–' : `≥ ${least}`, met: least === null ? null : times >= least, note: '' };
}

export async function startOrdinaryWeb(stage: Stage): Promise<{ url: string; stop(): Promise<void> }> {
  const child = startChild('ordinary-web', [], stage.env);
  const { url } = await saidBy<{ url: string }>(child);
  return { url, stop: () => stopChild(child) };
}

/** @returns mails a second */
export async function startOrdinaryMailer(stage: Stage, smtp: string, messagesFile: string): Promise<{ send(amount: number): Promise<number>; stop(): Promise<void> }> {
  const child = startChild('ordinary-mailer', [smtp, messagesFile, stage.dkimKeyFile], stage.env);
  await saidBy(child);
  return {
    async send(amount) {
      child.send({ amount });
      return amount / (await saidBy<{ seconds: number }>(child)).seconds;
    },
    stop: () => stopChild(child),
  };
}

/** Adds the answers of a year up by touchpoint, month and score. */
export async function ordinaryReport(accountId: string): Promise<number> {
  const groups = await collection('responses').aggregate<{ n: number }>([
    { $match: { accountId } },
    { $group: { _id: { touchpoint: '$touchpoint', month: { $substrBytes: ['$respondedOn', 0, 7] }, score: '$score' }, n: { $sum: 1 } } },
  ]).toArray();
  return groups.reduce((sum, { n }) => sum + n, 0);
}

const own = (name: string) => mongoClient().db().collection<Doc>(`ordinary_${name}`);

/** Child: takes interactions and answers. */
export async function ordinaryWeb(): Promise<void> {
  await connectMongo(process.env['MONGODB_URI'] ?? '');
  const app = express();
  app.set('x-powered-by', false);
  app.set('etag', false);
  app.post('/api/v1/interactions', express.json(), async (request, response) => {
    const body = request.body as { id: string };
    await own('interactions').insertOne({ _id: body.id, ...body, receivedAt: new Date() });
    response.status(202).json({ id: body.id });
  });
  app.post('/s/:token', express.urlencoded({ extended: false }), async (request, response) => {
    const { score, comment } = request.body as { score: string; comment: string };
    const id = String(request.params['token']);
    await own('invitations').findOne({ _id: id });
    await own('responses').insertOne({ _id: id, score: Number(score), comment, respondedAt: new Date() });
    await own('invitations').updateOne({ _id: id }, { $set: { status: 'responded' } }, { upsert: true });
    response.redirect(303, '/thanks');
  });
  const server = createServer(app).listen(0, '127.0.0.1', () => process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
  process.once('SIGTERM', () => {
    server.close();
    server.closeAllConnections();
    void disconnectMongo().then(() => process.disconnect());
  });
}

/** Child: a job per mail, each with a look, a connection and a write of its own; its queue is left out. */
export async function ordinaryMailer([url = '', file = '', keyFile = '']: string[]): Promise<void> {
  await connectMongo(process.env['MONGODB_URI'] ?? '');
  const messages = JSON.parse(readFileSync(file, 'utf8')) as Message[];
  const privateKey = readFileSync(keyFile, 'utf8');
  const docs = messages.map((message, index): Doc & { message: Message } => ({ _id: `${process.pid}-${index}`, status: 'scheduled', message }));
  await own('mails').insertMany(docs.map(({ _id, status }) => ({ _id, status })));
  const transport = createTransport({ url, dkim: { domainName: 'bench.example', keySelector: 'bench', privateKey } } as Parameters<typeof createTransport>[0]);
  process.on('message', ({ amount }: { amount: number }) => {
    void seconds(() => inLanes(docs.slice(0, amount), JOBS_AT_ONCE, async ({ _id, message }) => {
      await own('mails').findOne({ _id });
      await transport.sendMail(message);
      await own('mails').updateOne({ _id }, { $set: { status: 'sent', sentAt: new Date() } });
    })).then((taken) => process.send?.({ seconds: taken }));
  });
  process.once('SIGTERM', () => process.exit(0));
  process.send?.('ready');
}
