/** Killed before and after each commit and each mail: what was promised is kept, nothing is done twice, what is in doubt is listed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApp, type App } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { overdueBatches, receiveInteractions } from '../../src/features/interactions/interactions.service.ts';
import { inviteBatch } from '../../src/features/invitations/invite.job.ts';
import { sendDue } from '../../src/features/invitations/send-invitations.job.ts';
import { sweepInvitations } from '../../src/features/invitations/sweep-invitations.job.ts';
import { verifyRollups } from '../../src/features/responses/rollup-check.service.ts';
import { recordResponse } from '../../src/features/responses/responses.service.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { censusEnvironment } from '../census/children.ts';
import type { CrashPoint, CrashTask, Work } from '../support/crasher.ts';
import { giveUpTransactions } from '../support/installation.ts';
import { root } from '../support/processes.ts';
import { startOwnServices, type OwnServices } from '../support/services.ts';
import { size } from '../support/size.ts';
import { openSmtpSink, type SmtpSink } from '../support/smtp-sink.ts';
import { anInteraction, invitedMany, stored } from '../support/spine.ts';
import { anAccount, aSurvey } from '../support/test-app.ts';

const CONNECTIONS = 4;
const MAILS = 24;
/** Two lanes of as many mails as there are connections. */
const MOST_IN_DOUBT = 2 * CONNECTIONS;
/** So often does a process die at each point. */
const DEATHS = size(5, 100);

let services: OwnServices;
let sink: SmtpSink;
let app: App;
let env: Record<string, string>;
let spare: ChildProcess;
const folder = mkdtempSync(join(tmpdir(), 'afterword-crash-'));

function startCrasher(): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', join(root, 'test/support/crasher.ts')], { cwd: root, env: { ...process.env, ...censusEnvironment() }, stdio: ['pipe', 'inherit', 'inherit'] });
}

beforeAll(async () => {
  services = await startOwnServices();
  sink = await openSmtpSink();
  env = {
    MONGODB_URI: services.mongodbUri, REDIS_URL: services.redisUrl, DATA_DIR: folder, SECRET: 'fault-secret-'.repeat(4), LOG_LEVEL: 'silent',
    SMTP_URL: sink.url, SMTP_CONNECTIONS: String(CONNECTIONS), MAIL_FROM: 'surveys@example.com',
  };
  app = await openApp(readConfig(env), { log: createLogger('silent') });
  spare = startCrasher();
}, 120_000);
afterAll(async () => {
  spare?.kill('SIGKILL');
  await app?.close();
  await sink?.close();
  await services?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** Has a process do the work until it dies at that point; what it held is given up at once, as after its leases. */
async function crash(work: Work, at: CrashPoint): Promise<void> {
  const child = spare;
  spare = startCrasher();
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
  child.stdin?.write(`${JSON.stringify({ env, work, crash: at } satisfies CrashTask)}\n`);
  expect(await ended, JSON.stringify(at)).toBe('SIGKILL');
  await giveUpTransactions();
}

/** Deaths at one point, over the first time it is passed up to the last one. */
const deaths = (when: CrashPoint['when'], at: CrashPoint['at'], times = 1): (CrashPoint & { death: number })[] => Array.from({ length: DEATHS }, (_, index) => (
  { at, when, nth: 1 + Math.round((index * (times - 1)) / (DEATHS - 1)), death: index + 1 }));

describe('sending', () => {
  it.each([
    ...deaths('after', 'update invitations', 3),
    ...deaths('before', 'mail', MAILS),
    ...deaths('after', 'mail', MAILS),
    ...deaths('before', 'commitTransaction', 3),
    ...deaths('after', 'commitTransaction', 3),
  ].map((at) => ({ ...at, onAmbiguous: at.death % 2 === 0 ? 'resend' : 'hold' } as const)))('killed $when $at $nth, in doubt: $onAmbiguous ($death)', async ({ onAmbiguous, ...at }) => {
    const accountId = (await anAccount(app))._id;
    await aSurvey(app, accountId, { onAmbiguous });
    const invited = await invitedMany(app, accountId, MAILS);
    const first = sink.mails.length;
    await crash({ kind: 'send' }, at);
    const handedOver = sink.mails.length - first;
    await stored('invitations').updateMany({ accountId, phase: { $in: ['claimed', 'sending'] } }, { $set: { wakeAt: new Date() } });
    await sweepInvitations(app);
    await sendDue(app);

    const mails = sink.mails.slice(first);
    const copies = new Map<string, string[]>();
    for (const { headers, messageId } of mails) copies.set(headers['x-afterword-invitation'] ?? '', [...(copies.get(headers['x-afterword-invitation'] ?? '') ?? []), messageId]);
    const kept = await stored('invitations').find({ accountId }).toArray();
    const sent = kept.filter(({ status }) => status === 'sent').map(({ _id }) => _id);
    const doubtful = kept.filter(({ status }) => status === 'ambiguous').map(({ _id }) => _id);
    expect(sent.length + doubtful.length).toBe(invited.length);
    for (const id of sent) expect(copies.get(id)?.length ?? 0, 'what counts as sent has gone out').toBeGreaterThanOrEqual(1);
    if (onAmbiguous === 'hold') {
      expect([...copies.values()].filter((ids) => ids.length > 1)).toEqual([]);
      expect(doubtful.length).toBeLessThanOrEqual(MOST_IN_DOUBT);
    } else {
      expect(doubtful).toEqual([]);
      for (const ids of copies.values()) {
        expect(ids.length).toBeLessThanOrEqual(2);
        expect(new Set(ids).size, 'an extra copy is the same message').toBe(1);
      }
      expect(mails.length - invited.length).toBeLessThanOrEqual(Math.min(MOST_IN_DOUBT, handedOver));
    }
    // One that was never handed over is in doubt only where its mark was written.
    if (at.at === 'update invitations' && at.nth === 1) expect([doubtful.length, mails.length]).toEqual([0, invited.length]);
    const months = await stored('rollups').find({ accountId, segment: '' }).toArray();
    expect(months.flatMap(({ days }) => Object.values(days as Record<string, { sent?: number }>)).reduce((sum, day) => sum + (day.sent ?? 0), 0)).toBe(sent.length);
  });
});

describe('receiving', () => {
  it.each([...deaths('before', 'insert interactions'), ...deaths('after', 'insert interactions')])('killed $when storing: what is sent again is stored once ($death)', async (at) => {
    const accountId = (await anAccount(app))._id;
    const inputs = Array.from({ length: 20 }, () => anInteraction(app));
    await crash({ kind: 'receive', accountId, inputs: inputs.map((input) => ({ ...input, occurredAt: input.occurredAt.toISOString() })) }, at);
    const receipts = await receiveInteractions(app, accountId, 'api', inputs);
    expect(new Set(receipts.map(({ kind }) => kind))).toEqual(new Set([at.when === 'before' ? 'accepted' : 'duplicate']));
    const kept = await stored('interactions').find({ accountId }).toArray();
    expect(kept.map(({ externalId }) => externalId).toSorted()).toEqual(inputs.map(({ id }) => id).toSorted());
    // Nobody rang for what was stored before the crash; it is found all the same.
    const overdue = await overdueBatches(new Date(app.now().getTime() + 1000));
    expect(kept.every(({ batchId }) => overdue.includes(String(batchId)))).toBe(true);
    for (const batchId of overdue) await inviteBatch(app, { batchId });
  });
});

describe('deciding', () => {
  it.each([
    ...deaths('before', 'insert invitations'), ...deaths('after', 'insert invitations'), ...deaths('before', 'commitTransaction'), ...deaths('after', 'commitTransaction'),
  ])('killed $when $at: decided once, all or none ($death)', async (at) => {
    const accountId = (await anAccount(app))._id;
    await aSurvey(app, accountId);
    await receiveInteractions(app, accountId, 'api', Array.from({ length: 20 }, () => anInteraction(app)));
    const [batchId = ''] = await overdueBatches(new Date(app.now().getTime() + 1000));
    await crash({ kind: 'decide', batchId }, at);
    const isDone = at.at === 'commitTransaction' && at.when === 'after';
    expect(await stored('invitations').countDocuments({ accountId })).toBe(isDone ? 20 : 0);
    for (const left of await overdueBatches(new Date(app.now().getTime() + 1000))) await inviteBatch(app, { batchId: left });
    expect(await stored('invitations').countDocuments({ accountId })).toBe(20);
    const decisions = await stored('interactions').find({ accountId }).toArray();
    expect(decisions.every((each) => (each['decisions'] as { outcome: string }[]).map(({ outcome }) => outcome).join() === 'invited')).toBe(true);
    await sendDue(app);
  });
});

describe('answering', () => {
  it.each([...deaths('before', 'commitTransaction'), ...deaths('after', 'commitTransaction')])('killed $when the commit: sent again, each answer counts once ($death)', async (at) => {
    const accountId = (await anAccount(app))._id;
    await aSurvey(app, accountId);
    const invited = await invitedMany(app, accountId, 11);
    await sendDue(app);
    const answers = invited.map(({ _id }, score) => ({ invitationId: _id, score }));
    await crash({ kind: 'answer', answers }, at);
    expect(await stored('responses').countDocuments({ accountId })).toBe(at.when === 'after' ? 11 : 0);
    const outcomes = await Promise.all(answers.map((answer) => recordResponse(app, { ...answer, comment: null, at: app.now(), sender: null, formAgeSeconds: null })));
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set([at.when === 'after' ? 'unchanged' : 'recorded']));
    expect(await stored('responses').countDocuments({ accountId })).toBe(11);
    expect(await verifyRollups(app, accountId)).toEqual([]);
    expect(await stored('events').countDocuments({ accountId, type: 'response.recorded' })).toBe(11);
  });
});
