import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/config.ts';
import { putPull, waitMinutes } from '../../../src/features/sources/pulls.service.ts';
import { carryOutPull } from '../../../src/features/sources/run-pull.service.ts';
import { apiClient, type ApiClient } from '../../support/api-client.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, aSurvey, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';

const HEADER = 'id,occurredAt,touchpoint,customer.email';
const aRow = (id: string): string => `${id},2026-05-04T09:30:00Z,checkout,${id}@example.com`;
const aTable = (...ids: string[]): string => `${[HEADER, ...ids.map(aRow)].join('\n')}\n`;

let dropDir: string;
let test: TestApp;
let account: string;
let api: ApiClient;
let source: string;
beforeAll(async () => {
  dropDir = mkdtempSync(join(tmpdir(), 'afterword-drop-'));
  test = await openTestApp({ env: { DROP_DIR: dropDir, FETCH_LOOPBACK: 'true' } });
});
beforeEach(async () => {
  test.clock.set(new Date());
  account = (await anAccount(test.app))._id;
  await aSurvey(test.app, account);
  api = await apiClient(test, account);
  source = (await api.post('/api/v1/sources', { name: 'Till', kind: 'bearer' })).body.id;
});
afterAll(async () => {
  await test.close();
  rmSync(dropDir, { recursive: true, force: true });
});

const pullPath = (): string => `/api/v1/sources/${source}/pull`;
const pull = async () => (await api.get(pullPath())).body;
const log = async () => (await api.get(`/api/v1/sources/${source}/deliveries`)).body.data as Record<string, unknown>[];
const ids = async (): Promise<string[]> => (await stored('interactions').find({ accountId: account }).toArray()).map(({ externalId }) => String(externalId)).toSorted();
/** As a worker does when it is due. */
async function due(minutes = 61): Promise<Record<string, unknown>> {
  test.clock.advance(minutes * 60_000);
  expect(await carryOutPull(test.app, source)).toEqual({ status: 'ended' });
  return (await pull()).lastRun;
}

describe('a folder', () => {
  let folder: string;
  const drop = (name: string, content: string): void => writeFileSync(join(folder, name), content);
  beforeEach(async () => {
    folder = (await api.put(pullPath(), { kind: 'folder', path: 'orders/north', everyMinutes: 60 })).body.folder;
  });

  it('is made for the account, and what is put there is read once and moved', async () => {
    expect(folder).toBe(join(dropDir, account, 'orders', 'north'));
    drop('a.csv', aTable('a-1', 'a-2'));
    drop('b.ndjson', `${JSON.stringify({ id: 'b-1', occurredAt: '2026-05-04T09:30:00Z', customer: { email: 'b@example.com' } })}\n`);
    expect(await due()).toMatchObject({ outcome: 'accepted', counts: { rows: 3, accepted: 3, duplicates: 0, ignored: 0, rejected: 0 } });
    expect(await ids()).toEqual(['a-1', 'a-2', 'b-1']);
    expect(readdirSync(folder)).toEqual(['done']);
    expect(readdirSync(join(folder, 'done')).toSorted()).toEqual(['a.csv', 'b.ndjson']);
    expect(await log()).toMatchObject([
      { deliveryId: 'b.ndjson', outcome: 'accepted', counts: { rows: 1, accepted: 1 } },
      { deliveryId: 'a.csv', outcome: 'accepted', reason: expect.stringContaining('2 new'), counts: { rows: 2, accepted: 2 }, payload: expect.stringContaining('a-1@example.com') },
    ]);

    expect(await due()).toMatchObject({ outcome: 'ignored', reason: 'no-new-file', counts: null });
    await due();
    expect((await log()).map(({ reason }) => reason)).toEqual(['no-new-file', expect.any(String), expect.any(String)]);
    drop('a.csv', aTable('a-2', 'a-3'));
    expect(await due()).toMatchObject({ counts: { accepted: 1, duplicates: 1 } });
    expect(readdirSync(join(folder, 'done'))).toHaveLength(3);
  });

  it('gives the preview something to try a mapping on, and no replay of half a file', async () => {
    drop('a.csv', aTable('a-1'));
    await due();
    const mapping = { fields: { id: { text: 'till-{id}' }, occurredAt: { path: 'occurredAt' } } };
    expect((await api.post(`/api/v1/sources/${source}/preview`, { mapping })).body.items).toMatchObject([{ interaction: { id: 'till-a-1' } }]);
    const [{ id }] = (await log()) as [{ id: string }];
    expect((await api.post(`/api/v1/sources/${source}/deliveries/${id}/replay`)).status).toBe(409);
  });

  it('leaves alone what is still being written, and what is no file of interactions', async () => {
    drop('a.csv', aTable('a-1'));
    drop('a.csv.part', 'half');
    drop('.hidden.csv', aTable('h-1'));
    drop('readme.md', 'x');
    mkdirSync(join(folder, 'more.csv'));
    const outside = join(dropDir, 'outside.csv');
    writeFileSync(outside, aTable('stolen'));
    symlinkSync(outside, join(folder, 'link.csv'));
    test.clock.advance(-30 * 60_000);
    await stored('pulls').updateOne({ _id: source }, { $set: { wakeAt: new Date(0) } });
    expect(await carryOutPull(test.app, source)).toEqual({ status: 'ended' });
    expect(await ids()).toEqual([]);
    test.clock.set(new Date());
    await due();
    expect(await ids()).toEqual(['a-1']);
    expect(readdirSync(folder).toSorted()).toEqual(['.hidden.csv', 'a.csv.part', 'done', 'link.csv', 'more.csv', 'readme.md']);
    rmSync(outside);
  });

  it('goes on after a file that is of no use, and says beside it and in the log what is wrong', async () => {
    drop('a.csv', 'name,date\nx,y\n');
    drop('b.csv', `${aTable('b-1')}b-2,yesterday,checkout,b@example.com\n`);
    drop('c.csv', '');
    expect(await due()).toMatchObject({ outcome: 'accepted', reason: expect.stringMatching(/^3 files.*of no use: a.csv, c.csv/) });
    expect(await ids()).toEqual(['b-1']);
    expect(readdirSync(join(folder, 'failed')).toSorted()).toEqual(['a.csv', 'a.csv.errors.csv', 'c.csv', 'c.csv.errors.csv']);
    expect(readFileSync(join(folder, 'failed', 'a.csv.errors.csv'), 'utf8')).toContain('Missing: id, occurredAt');
    expect(readFileSync(join(folder, 'done', 'b.csv.errors.csv'), 'utf8')).toMatch(/\n3,\/occurredAt,/);
    const byFile = Object.fromEntries((await log()).map((line) => [line['deliveryId'], line]));
    expect(byFile['a.csv']).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('Missing: id, occurredAt') });
    expect(byFile['b.csv']).toMatchObject({ outcome: 'accepted', counts: { rejected: 1 }, items: [{ outcome: 'ignored', reason: 'row 3', errors: [{ pointer: '/occurredAt' }] }] });
    expect((await pull()).failures).toBe(0);
  });

  it('remembers what it cannot move, and reads it again only when its content is another', async () => {
    const file = join(folder, 'a.csv');
    // A link in the place of `done` is not followed.
    symlinkSync(dropDir, join(folder, 'done'));
    drop('a.csv', aTable('a-1'));
    expect(await due()).toMatchObject({ counts: { accepted: 1 } });
    expect(existsSync(file)).toBe(true);
    expect(existsSync(join(dropDir, 'a.csv'))).toBe(false);
    expect(await due()).toMatchObject({ reason: 'no-new-file' });
    utimesSync(file, new Date(), new Date(statSync(file).mtimeMs + 5000));
    expect(await due()).toMatchObject({ reason: 'no-new-file' });
    drop('a.csv', aTable('a-1', 'a-2'));
    expect(await due()).toMatchObject({ counts: { accepted: 1, duplicates: 1 } });
    expect((await log()).filter(({ deliveryId }) => deliveryId === 'a.csv')).toHaveLength(2);
  });

  it('that is gone is a failure, tried again with growing waits until it is back', async () => {
    rmSync(folder, { recursive: true });
    for (const [failures, minutes] of [[1, 30], [2, 60], [3, 120]] as const) {
      const before = test.app.now().getTime();
      expect(await due(120)).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('cannot be read') });
      const { failures: now, nextAt } = await pull();
      expect(now).toBe(failures);
      expect(Math.round((new Date(nextAt).getTime() - before) / 60_000) - 120).toBe(minutes);
    }
    expect(await log()).toHaveLength(3);
    mkdirSync(folder, { recursive: true });
    drop('a.csv', aTable('a-1'));
    await due(200);
    expect(await pull()).toMatchObject({ failures: 0, lastRun: { counts: { accepted: 1 } } });
  });

  it('cannot be another account\'s, or anything outside', async () => {
    for (const path of ['..', '../x', 'a/../../x', '/etc', 'a//b', '.', '', './a', 'a/.', '.ssh', 'a\\b', 'a/..', '..\\x', 'C:\\x', 'a\0b', '~', 'a/~root', '%2e%2e', '...', 'a /b', 'x'.repeat(300), 'a/b/c/d/e/f/g/h/i/j']) {
      expect((await api.put(pullPath(), { kind: 'folder', path })).status, path).toBe(422);
    }
    symlinkSync('/tmp', join(dropDir, account, 'out'));
    symlinkSync(dropDir, join(dropDir, account, 'up'));
    for (const path of ['out', 'out/afterword-made', 'up', 'up/other']) expect((await api.put(pullPath(), { kind: 'folder', path })).status, path).toBe(422);
    expect(existsSync('/tmp/afterword-made')).toBe(false);
    expect(existsSync(join(dropDir, 'other'))).toBe(false);

    // One that leads out only later is not followed either.
    rmSync(folder, { recursive: true });
    writeFileSync(join(dropDir, 'secret.csv'), aTable('secret'));
    symlinkSync(dropDir, folder);
    expect(await due()).toMatchObject({ outcome: 'refused' });
    expect(await ids()).toEqual([]);
  });
});

describe('an address', () => {
  let server: Server;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let asked: IncomingMessage[];
  let url: string;
  const put = (values: Record<string, unknown> = {}) => api.put(pullPath(), { kind: 'url', url, everyMinutes: 60, ...values });
  beforeEach(async () => {
    asked = [];
    answer = (_request, response) => void response.end(aTable('u-1'));
    server = createServer((request, response) => {
      asked.push(request);
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders.csv?key=hidden`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('is asked with its token, which is sealed and never shown', async () => {
    const { body } = await put({ bearerToken: 'tok-4711' });
    expect(body).toMatchObject({ kind: 'url', url, hasBearerToken: true, failures: 0, lastRun: null });
    expect(await due()).toMatchObject({ outcome: 'accepted', counts: { accepted: 1 } });
    expect(asked[0]?.headers).toMatchObject({ authorization: 'Bearer tok-4711', 'accept-encoding': 'identity' });
    const [line] = await log();
    expect(line).toMatchObject({ deliveryId: expect.stringMatching(/^127\.0\.0\.1:\d+\/orders\.csv$/), outcome: 'accepted' });
    expect(JSON.stringify([await pull(), await log(), await stored('pulls').findOne({ _id: source })])).not.toContain('tok-4711');
    await put();
    await due();
    expect(asked[1]?.headers.authorization).toBeUndefined();
  });

  it('is read again only when it says that it changed', async () => {
    answer = (request, response) => {
      if (request.headers['if-none-match'] === '"v1"') response.writeHead(304).end();
      else response.writeHead(200, { etag: '"v1"', 'last-modified': 'Mon, 04 May 2026 09:30:00 GMT' }).end(aTable('u-1'));
    };
    await put();
    await due();
    expect(await due()).toMatchObject({ outcome: 'ignored', reason: 'not-modified' });
    expect(asked[1]?.headers['if-modified-since']).toBe('Mon, 04 May 2026 09:30:00 GMT');
    answer = (_request, response) => void response.writeHead(200, { etag: '"v2"' }).end(aTable('u-1', 'u-2'));
    expect(await due()).toMatchObject({ counts: { accepted: 1, duplicates: 1 } });
    // The same bytes without any version.
    answer = (_request, response) => void response.end(aTable('u-1', 'u-2'));
    expect(await due()).toMatchObject({ reason: 'not-modified' });
    expect((await log()).map(({ reason }) => reason)).toEqual(['not-modified', expect.stringContaining('1 new'), 'not-modified', expect.stringContaining('1 new')]);
  });

  it('fails by name, without stopping others, and is not taken for read', async () => {
    await put();
    const failing: [(response: ServerResponse) => void, string][] = [
      [(response) => void response.writeHead(404).end('no'), 'http-404'],
      [(response) => void response.writeHead(500).end('no'), 'http-500'],
      [(response) => void response.destroy(), 'no-connection'],
      [(response) => void response.writeHead(302, { location: 'http://169.254.169.254/' }).end(), 'not-https'],
      [(response) => void response.writeHead(200, { etag: '"page"' }).end('<!doctype html><p>Sign in</p>'), 'Missing: id'],
    ];
    for (const [index, [fail, reason]] of failing.entries()) {
      answer = (_request, response) => fail(response);
      expect(await due(1500)).toMatchObject({ outcome: 'refused', reason: expect.stringContaining(reason) });
      expect(await pull()).toMatchObject({ failures: index + 1 });
    }
    expect(asked.at(-1)?.headers['if-none-match']).toBeUndefined();
    expect(await log()).toHaveLength(failing.length);
    answer = (_request, response) => void response.end(aTable('u-1'));
    await due(1500);
    expect(asked.at(-1)?.headers['if-none-match']).toBeUndefined();
    expect(await pull()).toMatchObject({ failures: 0, lastRun: { outcome: 'accepted' } });
  });

  it('must be at the public internet', async () => {
    for (const other of ['http://example.com/x.csv', 'https://10.0.0.1/', 'https://169.254.169.254/', 'https://mongo/', 'https://me:me@example.com/', 'file:///etc/passwd', 'nothing']) {
      const { status, body } = await put({ url: other });
      expect(status, other).toBe(422);
      expect(body.errors[0].pointer).toBe('/url');
    }
    expect((await put({ url: 'https://files.example.com/x.csv' })).status).toBe(200);
    expect((await put({ bearerToken: 'two words' })).status).toBe(422);
    expect((await put({ everyMinutes: 0 })).status).toBe(422);
  });

  it('is this machine only where the operator says so, who may not in production', async () => {
    const strict = { ...test.app, config: { ...test.app.config, dropDir: null, fetchesLoopback: false } };
    await expect(putPull(strict, account, source, { kind: 'url', url, bearerToken: null, everyMinutes: 60, status: 'active' })).rejects.toMatchObject({ options: { errors: [{ pointer: '/url' }] } });
    await expect(putPull(strict, account, source, { kind: 'folder', path: 'orders', everyMinutes: 60, status: 'active' })).rejects.toMatchObject({ options: { errors: [{ pointer: '/path', detail: expect.stringContaining('DROP_DIR') }] } });
    await put();
    test.clock.advance(3_600_000);
    await carryOutPull(strict, source);
    expect((await pull()).lastRun).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('not-https') });
    expect(asked).toEqual([]);
    expect(() => readConfig({ NODE_ENV: 'production', FETCH_LOOPBACK: 'true' })).toThrow(/FETCH_LOOPBACK: is for tests/);
  });
});

describe('pulls', () => {
  it('are carried out by workers when they are due, by one of them', async () => {
    const { body: { folder } } = await api.put(pullPath(), { kind: 'folder', path: 'orders', everyMinutes: 60 });
    writeFileSync(join(folder, 'a.csv'), aTable('w-1', 'w-2'));
    await eventually('the first look', async () => (await carryOutPull(test.app, source)).status === 'ended');
    test.clock.advance(2 * 3_600_000);
    const workers = test.workers();
    await workers.sweep();
    await eventually('the interactions', async () => (await ids()).length === 2);
    await eventually('its end', async () => (await pull()).lastRun?.counts?.accepted === 2);
    expect(new Date((await pull()).nextAt).getTime()).toBeGreaterThan(test.app.now().getTime() + 50 * 60_000);
    await workers.sweep();
    expect((await log()).filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);

    writeFileSync(join(folder, 'b.csv'), aTable('w-3'));
    test.clock.advance(60_000);
    expect((await api.post(`${pullPath()}/now`)).status).toBe(202);
    await eventually('what was asked for now', async () => (await ids()).length === 3);
    await workers.close();
  });

  it('are one worker\'s at a time', async () => {
    await api.put(pullPath(), { kind: 'folder', path: 'orders', everyMinutes: 60 });
    test.clock.advance(1000);
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => carryOutPull(test.app, source)));
    expect(outcomes.filter(({ status }) => status === 'ended')).toHaveLength(1);
  });

  it('rest while the source is paused', async () => {
    const { body: { folder } } = await api.put(pullPath(), { kind: 'folder', path: 'orders', everyMinutes: 60 });
    writeFileSync(join(folder, 'a.csv'), aTable('p-1'));
    await api.patch(`/api/v1/sources/${source}`, { status: 'paused' });
    expect(await due()).toMatchObject({ reason: 'paused' });
    expect(readdirSync(folder)).toEqual(['a.csv']);
    await api.patch(`/api/v1/sources/${source}`, { status: 'active' });
    await due();
    expect(await ids()).toEqual(['p-1']);
  });

  it('end with DELETE, and with their source', async () => {
    expect((await api.get(pullPath())).status).toBe(404);
    expect((await api.delete(pullPath())).status).toBe(404);
    await api.put(pullPath(), { kind: 'folder', path: 'orders' });
    expect((await api.delete(pullPath())).status).toBe(204);
    expect((await api.get(pullPath())).status).toBe(404);
    await api.put(pullPath(), { kind: 'folder', path: 'orders' });
    await api.delete(`/api/v1/sources/${source}`);
    expect(await stored('pulls').countDocuments({ accountId: account })).toBe(0);
  });

  it('wait twice as long after each failure, never longer than a day or their own time', () => {
    expect([0, 1, 2, 3, 20].map((failures) => waitMinutes(5, failures))).toEqual([5, 10, 20, 40, 1440]);
    expect([0, 1, 2, 20].map((failures) => waitMinutes(1440, failures))).toEqual([1440, 30, 60, 1440]);
    expect([0, 1, 20].map((failures) => waitMinutes(10_080, failures))).toEqual([10_080, 30, 10_080]);
  });
});
