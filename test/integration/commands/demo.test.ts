import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillDemo } from '../../../src/commands/demo/fill.ts';
import { COMPANY_FILE_KINDS } from '../../../src/demo/import-rows.ts';
import { findScores } from '../../../src/features/reports/reports.queries.ts';
import { listApiKeys } from '../../../src/features/users/api-keys.service.ts';
import { createCatchingMailer } from '../../../src/platform/mailer.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anAccount, anApiKey, openTestApp, type TestApp } from '../../support/test-app.ts';
import { stored } from '../../support/spine.ts';
import { openCli, type Cli } from './run-cli.ts';

const SLOW = 180_000;

describe('the demo', () => {
  let cli: Cli;
  let test: TestApp;
  let account: string;
  const mail = mkdtempSync(join(tmpdir(), 'afterword-demo-'));

  beforeAll(async () => {
    cli = openCli('demo');
    const dataDir = mail;
    test = await openTestApp({ dbName: cli.database, mailer: createCatchingMailer(join(mail, 'mailbox')), env: { REDIS_PREFIX: cli.redisPrefix, DATA_DIR: dataDir } });
    account = (await anAccount(test.app))._id;
    test.workers();
  }, SLOW);

  afterAll(async () => {
    await test.close();
    cli.close();
    rmSync(mail, { recursive: true, force: true });
  });

  it('fills an instance through its API, asks people by mail and lets some answer; run again it changes nothing', async () => {
    const run = async () => (await cli.run('demo', '--url', test.url, '--customers', '60', '--days', '200', '--json')).json();
    const first = await run();
    expect(first['asked']).toMatchObject({ invited: expect.toSatisfy((count: number) => count > 20), answered: expect.toSatisfy((count: number) => count > 15) });
    const files = first['files'] as { kind: string; rowsRead: number; accepted: number }[];
    expect(files.map(({ kind }) => kind)).toEqual(COMPANY_FILE_KINDS);
    expect(files.filter(({ rowsRead, accepted }) => rowsRead === 0 || accepted !== rowsRead)).toEqual([]);
    const { answered } = first['asked'] as { answered: number };
    const answers = files.find(({ kind }) => kind === 'responses')?.rowsRead ?? 0;
    const scores = () => findScores(account, { groupBy: 'touchpoint', ...range() }, test.app.now());
    const before = await scores();
    expect(before.groups.reduce((sum, { total }) => sum + total.n, 0)).toBe(answers + answered);
    expect(first['findings']).toHaveLength(4);
    const desk = async () => Object.fromEntries(await Promise.all(['cases', 'goals', 'notes', 'tagRules', 'sources', 'users'].map(async (name) => [name, await stored(name).countDocuments({ accountId: account })])));
    const atDesk = await desk();
    expect(atDesk).toMatchObject({ goals: 4, notes: 3, tagRules: 4, sources: 1, users: 4 });
    expect(await stored('cases').countDocuments({ accountId: account, status: 'closed', notes: { $size: 1 } })).toBeGreaterThan(3);

    expect((await listApiKeys(account)).every(({ revokedAt }) => revokedAt !== null)).toBe(true);

    expect((await run())['files']).toHaveLength(COMPANY_FILE_KINDS.length);
    expect(await desk()).toEqual(atDesk);

    // On another day it is still the same story.
    const tomorrow = new Date(Date.now() + 86_400_000);
    const again = await fillDemo({
      url: test.url, key: await anApiKey(test.app, account), customers: 60, days: 200, mayMail: true, now: tomorrow, today: tomorrow.toISOString().slice(0, 10), note: () => {},
    });
    expect(again.files.filter(({ rowsRead, unchanged }) => unchanged !== rowsRead)).toEqual([]);
    expect(again).toMatchObject({ interactions: { accepted: 0 }, asked: { answered: 0 }, findings: first['findings'] });
    expect(await scores()).toEqual(before);
  }, SLOW);

  const range = (): { from: string; to: string } => {
    const day = (offset: number): string => new Date(test.clock.now().getTime() + offset * 86_400_000).toISOString().slice(0, 10);
    return { from: day(-220), to: day(2) };
  };

  it('says when there is nothing to fill', async () => {
    const away = await cli.run('demo', '--url', 'http://127.0.0.1:9');
    expect(away.code).toBe(1);
    expect(away.stderr).toContain('start the product with npm start');
  }, SLOW);
});
