/** Fetching in the web interface, without scripts: set up, watched, paused, resumed and ended. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findPull, putPull } from '../../../src/features/sources/pulls.service.ts';
import { carryOutPull } from '../../../src/features/sources/run-pull.service.ts';
import { createSource, listSources } from '../../../src/features/sources/sources.service.ts';
import type { Agent } from '../../support/browser-agent.ts';
import { signedInAgent } from '../../support/signed-in.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, openTestApp, type TestApp } from '../../support/test-app.ts';

let dropDir: string;
let test: TestApp;
let account: string;
let agent: Agent;
let source: string;
let page: string;
beforeAll(async () => {
  dropDir = mkdtempSync(join(tmpdir(), 'afterword-drop-'));
  test = await openTestApp({ env: { DROP_DIR: dropDir, FETCH_LOOPBACK: 'true' } });
});
beforeEach(async () => {
  test.clock.set(new Date());
  account = (await anAccount(test.app))._id;
  agent = await signedInAgent(test, account, 'admin');
  const made = await createSource(test.app, account, { name: 'Till', kind: 'bearer', secret: null, scheme: null, legacySignatures: false, mapping: null });
  source = made.source._id;
  page = `/admin/sources/${source}/pull`;
});
afterAll(async () => {
  await test.close();
  rmSync(dropDir, { recursive: true, force: true });
});

const submit = (fields: Record<string, string>) => agent.submit(page, page, { everyMinutes: '60', ...fields });
const actions = async (): Promise<unknown[]> => (await stored('auditEntries').find({ accountId: account }).sort({ at: 1 }).toArray()).map(({ action }) => action as unknown);

describe('fetching from a folder', () => {
  it('is set up, tells of every look in words, rests, goes on and ends, each of which the audit log knows', async () => {
    expect((await agent.get(`/admin/sources/${source}`)).body).toContain('Have the file fetched');
    expect((await submit({ kind: 'folder', path: 'orders' })).location).toBe(`${page}?done=saved`);
    const folder = join(dropDir, account, 'orders');
    expect((await agent.get(page)).body).toContain(folder);
    writeFileSync(join(folder, 'a.csv'), 'id,occurredAt\na-1,2026-05-04T09:30:00Z\na-2,yesterday\n');
    writeFileSync(join(folder, 'b.csv'), 'name\n<b>x</b>\n');
    test.clock.advance(61_000);
    expect(await carryOutPull(test.app, source)).toEqual({ status: 'ended' });
    test.clock.advance(61 * 60_000);
    await carryOutPull(test.app, source);
    test.clock.advance(61 * 60_000);
    await carryOutPull(test.app, source);
    const { body } = await agent.get(page);
    for (const told of ['accepted: 1', 'with something wrong: 1', 'Of no use: b.csv', 'There was no new file.']) expect(body).toContain(told);
    expect(body.match(/There was no new file/g)).toHaveLength(1);
    expect((await agent.get(`${page}?lang=fa`)).body).toContain('پروندهٔ تازه‌ای نبود.');
    expect((await agent.get(`/admin/sources/${source}`)).body).toContain('Time between looks: 1 hour');

    expect((await agent.submit(page, `${page}/status`, { status: 'paused' })).location).toContain('done=paused');
    test.clock.advance(61 * 60_000);
    expect(await carryOutPull(test.app, source)).toEqual({ status: 'taken' });
    expect((await agent.submit(page, `${page}/now`, {})).status).toBe(409);
    await submit({ kind: 'folder', path: 'orders', everyMinutes: '240' });
    expect(await findPull(account, source)).toMatchObject({ wakeAt: null, everyMinutes: 240 });
    expect((await agent.submit(page, `${page}/status`, { status: 'active' })).location).toContain('done=resumed');
    expect((await agent.submit(page, `${page}/now`, {})).location).toContain('done=now');
    expect(await carryOutPull(test.app, source)).toEqual({ status: 'ended' });

    expect((await agent.get(`${page}/delete`)).body).toContain('Stop fetching for “Till”?');
    expect((await agent.submit(`${page}/delete`, `${page}/delete`, {})).location).toBe(`/admin/sources/${source}?done=unfetched`);
    expect(await findPull(account, source)).toBeNull();
    expect((await agent.get(`${page}/delete`)).status).toBe(404);
    expect(await actions()).toEqual(expect.arrayContaining(['sources.pull-saved', 'sources.pull-paused', 'sources.pull-resumed', 'sources.pull-deleted']));
  });

  it.each<[Record<string, string>, string]>([
    [{ kind: 'folder', path: '../other' }, 'path-problem'], [{ kind: 'url', url: 'not an address' }, 'url-problem'], [{ kind: 'url', url: '' }, 'url-problem'],
    [{ kind: 'url', url: 'https://files.example.com/a.csv', bearerToken: 'two words' }, 'bearerToken-problem'], [{ kind: 'folder', path: 'a', everyMinutes: '0' }, 'everyMinutes-problem'],
  ])('is not set up by %o, and the form comes back as it was sent', async (fields, problem) => {
    const { status, body } = await submit(fields);
    expect(status).toBe(422);
    expect(body).toContain(`id="${problem}"`);
    expect(body).toContain('role="alert"');
    expect(body).not.toContain('two words');
    if (fields['path'] !== undefined) expect(body).toContain(`value="${fields['path']}"`);
    expect(await findPull(account, source)).toBeNull();
  });
});

describe('fetching from an address', () => {
  const tokenOf = async (): Promise<string | null> => {
    const { from } = (await findPull(account, source)) ?? {};
    return from?.kind === 'url' ? from.sealedToken : null;
  };

  it('keeps its token on the same server, asks for it on another, and forgets it when told to', async () => {
    const at = (url: string, more: Record<string, string> = {}) => submit({ kind: 'url', url, bearerToken: '', ...more });
    await at('https://files.example.com/a.csv', { bearerToken: 'token-of-the-files' });
    const kept = await tokenOf();
    expect(kept).not.toBeNull();
    expect((await agent.get(page)).body).not.toContain('token-of-the-files');
    expect((await at('https://files.example.com/b.csv')).status).toBe(303);
    expect(await tokenOf()).toBe(kept);
    const { status, body } = await at('https://elsewhere.example.com/b.csv');
    expect([status, body.includes('enter the token again')]).toEqual([422, true]);
    expect((await at('https://elsewhere.example.com/b.csv', { forgetsToken: 'yes' })).status).toBe(303);
    expect(await tokenOf()).toBeNull();
    expect(JSON.stringify(await stored('auditEntries').find({ accountId: account }).toArray())).not.toContain('token-of-the-files');
  });

  it('says why it did not work, in the language of the reader', async () => {
    await putPull(test.app, account, source, { kind: 'url', url: 'http://127.0.0.1:9/orders.csv?key=hidden', bearerToken: null, everyMinutes: 60, status: 'active' });
    await carryOutPull(test.app, source);
    const { body } = await agent.get(`${page}?lang=pl`);
    expect(body).toContain('Nie udało się połączyć z serwerem.');
    expect(body).toContain('nie działa');
    expect((await agent.get(`/admin/sources/${source}`)).body).not.toContain('key=');
  });

  it('is offered where a system is chosen, and leads to where it is set up', async () => {
    expect((await agent.get('/admin/sources/new')).body).toContain('A file, fetched on a schedule');
    const form = '/admin/sources/new?kind=bearer&fetch=yes';
    expect((await agent.get(form)).body).not.toContain('name="secret"');
    const { location } = await agent.submit(form, '/admin/sources', { kind: 'bearer', fetch: 'yes', name: 'Nightly export' });
    const made = (await listSources(account)).find(({ name }) => name === 'Nightly export');
    expect(location).toBe(`/admin/sources/${made?._id}/pull?done=created`);
  });
});
