import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findScores } from '../../../src/features/reports/reports.queries.ts';
import { listApiKeys } from '../../../src/features/users/api-keys.service.ts';
import { createCatchingMailer } from '../../../src/platform/mailer.ts';
import { demoWorld, TOUCHPOINTS } from '../../../src/commands/demo/world.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anAccount, openTestApp, type TestApp } from '../../support/test-app.ts';
import { openCli, type Cli } from './run-cli.ts';

const SLOW = 180_000;
const NOW = new Date('2026-05-04T09:30:00Z');

describe('the made-up world', () => {
  const size = { days: 90, past: 2000, recent: 40, seed: 1 };

  it('is the same for the same seed, another for another', () => {
    expect(demoWorld(size, NOW)).toEqual(demoWorld(size, NOW));
    expect(demoWorld({ ...size, seed: 2 }, NOW)).not.toEqual(demoWorld(size, NOW));
  });

  it('holds answers on the scale of each touchpoint, in four languages, over the whole time, none in the future', () => {
    const { past, recent } = demoWorld(size, NOW);
    for (const { touchpoint, answer } of [...past, ...recent]) {
      expect(answer.score).toBeGreaterThanOrEqual(touchpoint.scale.min);
      expect(answer.score).toBeLessThanOrEqual(touchpoint.scale.max);
    }
    expect(new Set(past.map(({ touchpoint }) => touchpoint.key)).size).toBe(TOUCHPOINTS.length);
    expect(new Set(past.map(({ touchpoint }) => touchpoint.metric))).toEqual(new Set(['nps', 'csat', 'ces']));
    expect(new Set(past.filter(({ answer }) => answer.comment !== null).map(({ customer }) => customer.locale))).toEqual(new Set(['en', 'ar', 'fa', 'pl']));
    const ages = past.map(({ occurredAt }) => (NOW.getTime() - occurredAt.getTime()) / 86_400_000);
    expect(Math.max(...ages)).toBeGreaterThan(60);
    expect(Math.min(...past.map(({ answer }) => NOW.getTime() - answer.respondedAt.getTime()))).toBeGreaterThan(0);
  });

  it('tells its stories: support gets better, home delivery worse', () => {
    const { past } = demoWorld(size, NOW);
    const mean = (key: string, isLate: boolean): number => {
      const scores = past.filter(({ touchpoint, occurredAt }) => touchpoint.key === key && (NOW.getTime() - occurredAt.getTime() < 30 * 86_400_000) === isLate).map(({ answer }) => answer.score);
      return scores.reduce((sum, score) => sum + score, 0) / scores.length;
    };
    expect(mean('support', true)).toBeGreaterThan(mean('support', false) + 0.3);
    expect(mean('home-delivery', true)).toBeLessThan(mean('home-delivery', false) - 0.3);
  });
});

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
    const run = async () => (await cli.run('demo', '--url', test.url, '--answers', '24', '--json')).json();
    const first = await run();
    expect(first).toMatchObject({ interactions: { accepted: 64, known: 0 }, asked: { invited: 40, answered: 30 } });
    const { recorded, known } = first['answers'] as { recorded: number; known: number };
    expect(recorded + known).toBe(24);
    const scores = () => findScores(account, { groupBy: 'touchpoint', ...range() }, test.app.now());
    const before = await scores();
    expect(before.groups.reduce((sum, { total }) => sum + total.n, 0)).toBe(54);
    expect(await run()).toMatchObject({ interactions: { accepted: 0, known: 64 }, answers: { recorded: 0, known: 24 }, asked: { answered: 0 } });
    expect(await scores()).toEqual(before);
    expect((await listApiKeys(account)).every(({ revokedAt }) => revokedAt !== null)).toBe(true);
  }, SLOW);

  const range = (): { from: string; to: string } => {
    const day = (offset: number): string => new Date(test.clock.now().getTime() + offset * 86_400_000).toISOString().slice(0, 10);
    return { from: day(-120), to: day(2) };
  };

  it('says when there is nothing to fill', async () => {
    const away = await cli.run('demo', '--url', 'http://127.0.0.1:9');
    expect(away.code).toBe(1);
    expect(away.stderr).toContain('start the product with npm start');
  }, SLOW);
});
