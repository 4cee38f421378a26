import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFromEvents } from '../../../src/features/follow-ups/follow-ups.service.ts';
import { sendOpenFollowUps } from '../../../src/features/follow-ups/send-follow-ups.job.ts';
import { sendDue } from '../../../src/features/invitations/send-invitations.job.ts';
import { requireInvitation } from '../../../src/features/invitations/invitations.service.ts';
import { fetchFile, storeFile } from '../../../src/platform/mongo-files.ts';
import { everythingStored, invited, openForm, postForm, stored, surveyUrl } from '../../support/spine.ts';
import { anAccount, aSurvey, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';
import { createUser } from '../../../src/features/users/users.service.ts';
import { openCli, type Cli } from './run-cli.ts';

const SLOW = 120_000;
const SECRET = 'test-secret-'.repeat(4);

let folder: string;
let backup: string;
let before: Awaited<ReturnType<typeof everythingStored>>;
let account: string;
const ids: Record<'sent' | 'due' | 'future' | 'underWay', string> = { sent: '', due: '', future: '', underWay: '' };
let source: Cli;
let copy: Cli;
let test: TestApp;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-backup-'));
  backup = join(folder, 'monday');
  source = openCli('source', { SECRET });
  copy = openCli('copy', { SECRET });
  test = await openTestApp({ dbName: source.database, env: { REDIS_PREFIX: source.redisPrefix, SECRET } });
  // The commands go by the real clock: whatever happens here has happened by then.
  test.clock.advance(-60_000);
  const { app } = test;
  account = (await anAccount(app))._id;
  await createUser(app, account, { email: 'owner@example.com', name: 'Owner', role: 'owner' });
  await aSurvey(app, account, { thankCustomer: true });
  await aSurvey(app, account, { touchpoint: 'later', delay: '2h' }, 'later');
  const sent = await invited(app, account);
  await sendDue(app);
  const url = surveyUrl(app, await requireInvitation(account, sent._id));
  const form = await openForm(url);
  test.clock.advance(3000);
  await postForm(url, { score: '2', comment: 'slow', form });
  await openFromEvents(app);
  ids.sent = sent._id;
  ids.underWay = (await invited(app, account))._id;
  await stored('invitations').updateOne({ _id: ids.underWay }, { $set: { phase: 'sending', status: 'sending', lease: 'lost', wakeAt: new Date(Date.now() + 300_000) } });
  ids.due = (await invited(app, account))._id;
  ids.future = (await invited(app, account, { touchpoint: 'later' }))._id;
  writeFileSync(join(folder, 'upload'), Buffer.alloc(1_500_000, 'x'));
  await storeFile('file_1', join(folder, 'upload'));
  before = await everythingStored();
}, SLOW);

afterAll(async () => {
  await test.close();
  source.close();
  copy.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a backup', () => {
  it('holds every document, compressed, with checksums, and a mark that holds mail wherever it is put back', async () => {
    const made = await source.run('backup', backup, '--json');
    expect(made.stderr).toBe('');
    expect(made.json()).toMatchObject({ directory: backup, documents: expect.any(Number), snapshot: expect.any(Boolean) });
    const manifest = JSON.parse(readFileSync(join(backup, 'manifest.json'), 'utf8')) as { collections: { name: string; documents: number }[] };
    const counts = Object.fromEntries(manifest.collections.map(({ name, documents }) => [name, documents]));
    expect(counts).toMatchObject({ invitations: 4, responses: 1, 'uploads.files': 1, 'uploads.chunks': 3 });
    for (const left of ['sessions', 'leases', 'processes', 'attempts']) expect(counts).not.toHaveProperty(left);
    expect(gunzipSync(readFileSync(join(backup, 'installation.bson.gz'))).toString('latin1')).toContain('mail-hold');
    expect(await stored('installation').findOne({ _id: 'mail-hold' })).toBeNull();
  }, SLOW);

  it('is laid out as mongorestore reads a directory: <collection>.bson.gz, each one document after another, and besides only the manifest, which it skips', () => {
    const { collections } = JSON.parse(readFileSync(join(backup, 'manifest.json'), 'utf8')) as { collections: { name: string; documents: number }[] };
    expect(readdirSync(backup).toSorted()).toEqual([...collections.map(({ name }) => `${name}.bson.gz`), 'manifest.json'].toSorted());
    for (const { name, documents } of collections) {
      const bytes = gunzipSync(readFileSync(join(backup, `${name}.bson.gz`)));
      let count = 0;
      // Each begins with its own length and ends with a zero.
      for (let at = 0; at < bytes.length; count += 1) {
        const next = at + bytes.readInt32LE(at);
        expect(mongoose.mongo.BSON.deserialize(bytes.subarray(at, next))).toHaveProperty('_id');
        expect(bytes[next - 1]).toBe(0);
        at = next;
      }
      expect([name, count]).toEqual([name, documents]);
    }
  });

  it('is written into no directory that holds something', async () => {
    const again = await source.run('backup', backup, '--json');
    expect(again.code).toBe(1);
    expect(again.json()).toEqual({ error: expect.stringContaining('not empty') });
  }, SLOW);
});

describe('restoring', () => {
  it('refuses what is no backup and what is damaged, and writes nothing then', async () => {
    expect((await copy.run('restore', 'from', folder)).stderr).toContain('no backup');
    const file = join(backup, 'responses.bson.gz');
    const whole = readFileSync(file);
    const damaged = Buffer.from(whole);
    damaged[damaged.length - 9] = (damaged.at(-9) ?? 0) ^ 1;
    writeFileSync(file, damaged);
    expect((await copy.run('restore', 'from', backup)).stderr).toContain('responses.bson.gz is damaged');
    writeFileSync(file, whole);
    expect(await mongoNames(copy.database)).toEqual([]);
  }, SLOW);

  it('refuses a database that holds something', async () => {
    const refused = await source.run('restore', 'from', backup, '--json');
    expect(refused.code).toBe(1);
    expect(refused.json()).toEqual({ error: expect.stringContaining('is not empty') });
    expect(await everythingStored()).toEqual(before);
  }, SLOW);

  it('brings everything back as it was, and mails nothing of it', async () => {
    const restored = await copy.run('restore', 'from', backup, '--json');
    expect(restored.stderr).toBe('');
    expect(restored.json()).toMatchObject({ held: true, mended: 0, secretFits: true });
    await test.close();
    test = await openTestApp({ dbName: copy.database, env: { REDIS_PREFIX: copy.redisPrefix, SECRET } });
    expect(await everythingStored()).toEqual(before);
    await fetchFile('file_1', join(folder, 'download'));
    expect(readFileSync(join(folder, 'download')).equals(readFileSync(join(folder, 'upload')))).toBe(true);

    const workers = test.workers();
    test.clock.advance(3_600_000);
    const fresh = await invited(test.app, account);
    // A sweep that is under way already is not joined by another one.
    await eventually('what was under way is in doubt', async () => {
      await workers.sweep();
      return (await requireInvitation(account, ids.underWay)).status === 'ambiguous';
    });
    await sendDue(test.app);
    await sendOpenFollowUps(test.app);
    expect(test.mailer.sent).toEqual([]);
    expect(await test.app.mailer.send({ from: { name: '', address: 'a@example.com' }, to: { name: '', address: 'b@example.com' }, subject: 's', html: '', text: '', messageId: '<x@y>', headers: {} })).toMatchObject({ kind: 'deferred' });
    expect(test.mailer.sent).toEqual([]);
    const ready = await fetch(`${test.url}/readyz`);
    expect(await ready.json()).toMatchObject({ checks: { 'due-work': 'ok' }, notices: { 'mail-hold': expect.stringContaining('restore confirm') } });
    expect(await (await fetch(`${test.url}/metrics`)).text()).toContain('afterword_mail_held 1');
    expect((await requireInvitation(account, fresh._id)).status).toBe('scheduled');
    await workers.close();
  }, SLOW);

  it('mails again once it is confirmed: what only this copy was told of and what falls due later, nothing that may have gone out before', async () => {
    const confirmed = await copy.run('restore', 'confirm', '--json');
    // What was under way had its lease run out above: the sweep found it in doubt already.
    expect(confirmed.json()).toMatchObject({ confirmed: true, doubtful: { invitations: 1, followUps: 2 } });
    await eventually('the hold is over', async () => {
      await sendDue(test.app);
      return test.mailer.sent.length > 0;
    });
    await sendOpenFollowUps(test.app);
    const statusOf = async (id: string) => (await requireInvitation(account, id)).status;
    expect(test.mailer.sent).toHaveLength(1);
    expect(await Promise.all([ids.sent, ids.due, ids.underWay, ids.future].map(statusOf))).toEqual(['responded', 'ambiguous', 'ambiguous', 'scheduled']);
    test.clock.advance(2 * 3_600_000);
    await sendDue(test.app);
    expect(await statusOf(ids.future)).toBe('sent');
    expect(test.mailer.sent).toHaveLength(2);
    const again = await copy.run('restore', 'confirm', '--json');
    expect(again).toMatchObject({ code: 1 });
    expect(again.json()).toEqual({ confirmed: false });
  }, SLOW);

  it('sends what fell due after the other installation stopped, where that is known', async () => {
    await stored('invitations').updateMany({ _id: { $in: [ids.due, ids.underWay] } }, { $set: { status: 'scheduled', phase: 'due' } });
    await stored('invitations').updateOne({ _id: ids.due }, { $set: { wakeAt: new Date('2026-05-04T08:00:00Z') } });
    await stored('invitations').updateOne({ _id: ids.underWay }, { $set: { wakeAt: new Date('2026-05-04T10:00:00Z') } });
    await copy.run('restore', 'hold');
    expect((await copy.run('restore', 'confirm', '--stopped-at', 'yesterday', '--json')).json()).toEqual({ error: expect.stringContaining('--stopped-at') });
    expect((await copy.run('restore', 'confirm', '--stopped-at', '2026-05-04T09:00:00Z', '--json')).json()).toMatchObject({ doubtful: { invitations: 1 } });
    expect((await requireInvitation(account, ids.due)).status).toBe('ambiguous');
    expect((await requireInvitation(account, ids.underWay)).status).toBe('scheduled');
  }, SLOW);
});

/** Collections of another database than the one in use. */
async function mongoNames(database: string): Promise<string[]> {
  const found = await stored('invitations').conn.getClient().db(database).listCollections({}, { nameOnly: true }).toArray();
  return found.map(({ name }) => name);
}
