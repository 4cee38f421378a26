import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findApiKey } from '../../../src/features/users/api-keys.service.ts';
import { pauseSender } from '../../../src/features/accounts/accounts.service.ts';
import { recordAnswer } from '../../../src/features/responses/record-answer.service.ts';
import { rollups } from '../../../src/features/rollups/rollup.model.ts';
import { offerSecondStep, turnOnSecondStep } from '../../../src/features/users/second-step.service.ts';
import { findUser } from '../../../src/features/users/users.service.ts';
import { prepareProcesses, reportProcess } from '../../../src/platform/processes.ts';
import { codeAt } from '../../support/authenticator.ts';
import { stored } from '../../support/spine.ts';
import { aSurvey, openTestApp, type TestApp } from '../../support/test-app.ts';
import { openCli, type Cli } from './run-cli.ts';

const SLOW = 120_000;

let cli: Cli;
let test: TestApp;
let account: string;

beforeAll(async () => {
  cli = openCli('commands');
  test = await openTestApp({ dbName: cli.database, env: { REDIS_PREFIX: cli.redisPrefix } });
  const made = await cli.run('account', 'create', '--name', 'Acme', '--time-zone', 'Europe/Warsaw', '--segments', 'plan', '--json');
  if (made.code !== 0) throw new Error('the account could not be made');
  account = String(made.json()['id']);
}, SLOW);

afterAll(async () => {
  await test.close();
  cli.close();
});

describe('the command line', () => {
  it.each([
    [['nonsense'], /unknown command 'nonsense'/],
    [['key'], /a command is missing/],
    [['key', 'create'], /required option '--name <name>'/],
    [['report', 'scores', '--nope'], /unknown option '--nope'/],
  ])('refuses %j with exit code 2, one line and nothing on standard output', async (args, reason) => {
    const { code, stdout, stderr } = await cli.run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trim().split('\n').at(-1)).toMatch(reason);
  }, SLOW);

  it('needs no environment to help', async () => {
    const { code, stdout } = await openCli('help', { MONGODB_URI: '', REDIS_URL: '' }).run('key', 'create', '--help');
    expect(code).toBe(0);
    expect(stdout).toContain('--scopes <scope>');
  }, SLOW);

  it('says in one line that a database is away', async () => {
    const { code, json, stderr } = await openCli('away', { MONGODB_URI: 'mongodb://127.0.0.1:9/x?serverSelectionTimeoutMS=500' }).run('key', 'list', '--json');
    expect(code).toBe(1);
    expect(json()).toEqual({ error: expect.stringContaining('127.0.0.1:9') });
    expect(stderr.trim().split('\n')).toHaveLength(1);
  }, SLOW);
});

describe('keys and owners', () => {
  it('makes a key that works, lists it without its secret, and revokes it', async () => {
    const made = (await cli.run('key', 'create', '--name', 'shop', '--scopes', 'admin', '--json')).json();
    expect(made).toEqual({ id: expect.stringMatching(/^key_/), key: expect.stringMatching(/^afterword_/), scopes: ['admin'] });
    expect(await findApiKey(String(made['key']))).toMatchObject({ accountId: account, scope: 'admin' });
    const listed = await cli.run('key', 'list', '--json');
    expect(listed.json()).toEqual({ data: [{ id: made['id'], name: 'shop', scopes: ['admin'], createdAt: expect.any(String), lastUsedAt: null, expiresAt: null, revokedAt: null }] });
    expect(listed.stdout).not.toContain(String(made['key']));
    expect((await cli.run('key', 'revoke', String(made['id']), '--json')).json()).toEqual({ id: made['id'], revoked: true });
    const again = await cli.run('key', 'revoke', String(made['id']));
    expect(again).toMatchObject({ code: 1, stdout: '' });
    expect(again.stderr).toContain('no live key');
  }, SLOW);

  it('makes a key with a last day, and refuses one that is over or none', async () => {
    const made = (await cli.run('key', 'create', '--name', 'brief', '--expires', '2033-05-04', '--json')).json();
    expect(made['expiresAt']).toBe('2033-05-04T22:00:00.000Z');
    for (const [day, says] of [['2020-01-01', 'from today on'], ['tomorrow', 'such as 2027-06-30']] as const) {
      const refused = await cli.run('key', 'create', '--name', 'brief', '--expires', day);
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toContain(says);
    }
  }, SLOW);

  it('refuses a scope that is none', async () => {
    const refused = await cli.run('key', 'create', '--name', 'x', '--scopes', 'root', '--json');
    expect(refused.code).toBe(1);
    expect(refused.json()).toEqual({ error: expect.stringContaining('read, write, admin') });
  }, SLOW);

  it('helps an owner who lost the second step, only when asked to', async () => {
    const { email, id } = (await cli.run('owner', 'create', '--email', 'lost@example.com', '--json')).json() as { email: string; id: string };
    const owner = await findUser(account, id);
    if (!owner) throw new Error('the owner was not made');
    const offer = offerSecondStep(test.app, owner, 'Acme');
    await turnOnSecondStep(test.app, owner, offer, codeAt(offer.secret, test.app.now()));
    const create = async (...more: string[]) => (await cli.run('owner', 'create', '--email', email, '--json', ...more)).json();
    expect(await create()).toMatchObject({ id, created: false, secondStepReset: false });
    expect((await findUser(account, id))?.secondStep).toBeTruthy();
    expect(await create('--reset-second-step')).toMatchObject({ id, created: false, secondStepReset: true });
    expect((await findUser(account, id))?.secondStep).toBeNull();
    expect(await stored('auditEntries').find({ accountId: account, action: 'people.second-step-reset' }).toArray()).toMatchObject([{ actor: { kind: 'command', name: 'owner create' }, subject: id }]);
  }, SLOW);

  it('makes an owner once, and a new link each time', async () => {
    const create = async () => (await cli.run('owner', 'create', '--email', 'Ada@Example.com', '--json')).json();
    const [first, second] = [await create(), await create()];
    expect(first).toMatchObject({ account, email: 'Ada@Example.com', role: 'owner', created: true });
    expect(second).toMatchObject({ id: first['id'], created: false });
    expect(second['signInLink']).not.toBe(first['signInLink']);
  }, SLOW);
});

describe('the loop from the command line', () => {
  beforeAll(async () => {
    await aSurvey(test.app, account, { metric: 'csat', touchpoint: 'support', trigger: { type: 'ticket.closed' } }, 'support');
  });

  it('sends an interaction and tells what was decided', async () => {
    const workers = test.workers();
    const sent = await cli.run('interaction', 'send', '--id', 't-1', '--type', 'ticket.closed', '--touchpoint', 'support', '--customer-id', 'c-1', '--email', 'c@example.com', '--property', 'plan=pro', '--wait', '30', '--json');
    expect(sent.json()).toMatchObject({ status: 'accepted', id: 't-1', source: 'api', properties: { plan: 'pro' }, decisions: [{ survey: 'support', outcome: 'invited' }] });
    const again = await cli.run('interaction', 'send', '--id', 't-1', '--email', 'other@example.com', '--json');
    expect(again.json()).toMatchObject({ status: 'duplicate', id: 't-1', type: 'ticket.closed' });
    await workers.close();
  }, SLOW);

  it('names every wrong field of an interaction', async () => {
    const { code, stderr } = await cli.run('interaction', 'send', '--email', 'nobody', '--time-zone', 'Mars/Base', '--at', 'yesterday');
    expect(code).toBe(1);
    for (const field of ['occurredAt', 'customer/email', 'customer/timeZone']) expect(stderr).toContain(field);
  }, SLOW);

  it('reports, exports and verifies what was answered', async () => {
    const comments = ['=1+1', 'good,\n"really"'];
    for (const [index, comment] of comments.entries()) {
      await recordAnswer(test.app, account, {
        id: `a-${index}`, survey: 'support', customer: { externalId: `c-${index}` }, score: index === 0 ? 1 : 5, comment, respondedAt: new Date('2026-05-04T09:30:00Z'), interaction: null, properties: { plan: 'pro' }, channel: 'api',
      });
    }
    const range = ['--from', '2026-05-01', '--to', '2026-06-01'];
    const report = await cli.run('report', 'scores', ...range, '--group-by', 'touchpoint', '--json');
    expect(report.json()).toMatchObject({ groups: [{ key: { metric: 'csat', touchpoint: 'support' }, total: { n: 2, value: 50, distribution: { 1: 1, 5: 1 } } }] });
    const business = await cli.run('report', 'business', ...range, '--interval', 'month', '--compare', '--json');
    expect(business.json()).toMatchObject({ definition: { version: 'business-1' }, periods: [{ from: '2026-05-01', currency: null, customers: { start: 0 }, figures: { churn: { value: null, definition: 'churn/1' } } }] });
    const outcomes = await cli.run('report', 'outcomes', ...range, '--until', '2026-07-01', '--metric', 'csat', '--json');
    expect(outcomes.json()).toMatchObject({ definition: { version: 'outcomes-1' }, until: '2026-07-01', touchpoints: [] });

    const file = join(test.app.config.dataDir, 'answers.csv');
    expect((await cli.run('export', 'responses', ...range, '--out', file, '--json')).json()).toEqual({ file, rows: 2 });
    const csv = readFileSync(file, 'utf8');
    expect(csv).toContain("'=1+1");
    expect(csv).toContain('"good,\n""really"""');
    const scores = await cli.run('export', 'scores', ...range, '--where', 'property:plan:pro');
    expect(scores).toMatchObject({ code: 0 });
    expect(scores.stdout.trim().split('\n')[1]).toMatch(/^whole,,csat,1,5,,2026-05-01,2026-06-01,2,50,/);
    const book = join(test.app.config.dataDir, 'business.xlsx');
    expect((await cli.run('export', 'business', ...range, '--interval', 'month', '--out', book, '--json')).json()).toEqual({ file: book, rows: 1 });
    expect(readFileSync(book).subarray(0, 2).toString()).toBe('PK');
    expect((await cli.run('export', 'outcomes', ...range, '--rows', 'figures')).stdout).toMatch(/^\uFEFF?touchpoint,metric,.*figure,/);
    expect((await cli.run('export', 'outcomes', '--horizon', '31')).stderr).toContain('horizon must be one of 30, 90, 180, 365');
    expect(await cli.run('export', 'scores', '--json')).toMatchObject({ code: 1 });

    expect((await cli.run('rollups', 'verify', '--json')).json()).toMatchObject({ drift: [], outcomes: { differences: [] } });
    await rollups.of(account).updateMany({ segment: '', month: '2026-05' }, { $inc: { 'days.04.scores.5': 3 } });
    const drifted = await cli.run('rollups', 'verify', '--json');
    expect(drifted.code).toBe(1);
    expect(drifted.json()).toMatchObject({ drift: [{ id: expect.any(String), path: 'days.04.scores.5', stored: 4, expected: 1 }] });
    expect((await cli.run('rollups', 'rebuild', '--json')).json()).toMatchObject({ mended: drifted.json()['drift'] });
    expect((await cli.run('rollups', 'verify', '--json')).json()).toMatchObject({ drift: [], outcomes: { differences: [] } });
  }, SLOW);
});

describe('health', () => {
  it('pings both services, and fails when one is away', async () => {
    expect((await cli.run('ping', '--json')).json()).toEqual({ status: 'ready', checks: { mongodb: 'ok', redis: 'ok' } });
    const away = await openCli('ping', { REDIS_URL: 'redis://127.0.0.1:9' }).run('ping', '--json');
    expect(away.code).toBe(1);
    expect(away.json()).toMatchObject({ status: 'not ready', checks: { mongodb: 'ok', redis: expect.stringContaining('cannot be reached') } });
  }, SLOW);

  it('examines the installation and gives a remedy for each fault', async () => {
    const sound = await cli.run('doctor', '--json');
    const states = (result: typeof sound) => Object.fromEntries((result.json()['findings'] as { name: string; state: string }[]).map(({ name, state }) => [name, state]));
    expect(states(sound)).toEqual({
      'configuration': 'warning', 'MongoDB': 'ok', 'indexes': 'ok', 'migrations': 'warning', 'clock': 'ok', 'secret': 'warning', 'Redis': 'ok', 'queues': 'ok', 'processes': 'warning', 'mail server': 'warning', 'DKIM key': 'unchecked',
      'public address': 'warning', 'mail hold': 'ok', 'sending': 'ok', 'due work': 'ok', 'drift': 'unchecked',
    });
    expect(sound.code).toBe(0);
    const faulty = await openCli('doctor', { REDIS_URL: 'redis://127.0.0.1:9', SMTP_URL: 'smtp://127.0.0.1:9' }).run('doctor', '--json');
    expect(faulty.code).toBe(1);
    expect(states(faulty)).toMatchObject({ Redis: 'bad', 'mail server': 'bad', indexes: 'bad' });
    expect(states(await openCli('doctor', { MONGODB_URI: 'mongodb://127.0.0.1:9/x?serverSelectionTimeoutMS=500' }).run('doctor', '--json'))).toMatchObject({ 'MongoDB': 'bad', 'due work': 'unchecked', 'drift': 'unchecked', 'Redis': 'ok' });
    for (const finding of faulty.json()['findings'] as { state: string; remedy: string | null }[]) if (finding.state === 'bad') expect(finding.remedy).not.toBeNull();
  }, SLOW);
});

it('finds a foreign secret, a worker that complains, an index of a former version, a paused sender, work that is late and numbers that drifted', async () => {
  await rollups.of(account).updateMany({ segment: '', month: '2026-05' }, { $inc: { 'days.04.scores.5': 3 } });
  await pauseSender(test.app, account, '550 5.7.1 go away');
  await prepareProcesses();
  await reportProcess({ role: 'worker', startedAt: new Date(), troubles: { 'mail-server': 'The mail server cannot be used (EAUTH 535).' }, metrics: [] });
  await stored('invitations').insertOne({ _id: 'late', accountId: account, phase: 'due', status: 'scheduled', wakeAt: new Date(Date.now() - 600_000) });
  await stored('responses').createIndex({ language: 1 });
  const found = await openCli('commands', { SECRET: 'another-secret-'.repeat(3) }).run('doctor', '--drift', '--json');
  await stored('invitations').deleteOne({ _id: 'late' });
  await stored('responses').dropIndex('language_1');
  await rollups.of(account).updateMany({ segment: '', month: '2026-05' }, { $inc: { 'days.04.scores.5': -3 } });
  expect(found.code).toBe(1);
  const findings = found.json()['findings'] as { name: string; state: string; detail: string; remedy: string | null }[];
  const of = (name: string) => findings.find((finding) => finding.name === name);
  expect(of('secret')).toMatchObject({ state: 'bad', remedy: expect.stringContaining('SECRET') });
  expect(of('processes')).toMatchObject({ state: 'bad', detail: expect.stringContaining('535') });
  expect(of('indexes')).toMatchObject({ state: 'warning', detail: 'all there, and besides them: responses.language_1', remedy: expect.stringContaining('db.getCollection("responses").dropIndex("language_1")') });
  expect(of('sending')).toMatchObject({ state: 'bad', detail: expect.stringContaining('550 5.7.1 go away') });
  expect(of('due work')).toMatchObject({ state: 'bad', detail: expect.stringContaining('1 mails unsent') });
  expect(of('drift')).toMatchObject({ state: 'bad', detail: expect.stringContaining('1 counts'), remedy: expect.stringContaining('rollups rebuild') });
}, SLOW);

it('asks which account is meant where there are several', async () => {
  const other = String((await cli.run('account', 'create', '--name', 'Other', '--json')).json()['id']);
  const unsaid = await cli.run('key', 'list');
  expect(unsaid.code).toBe(1);
  expect(unsaid.stderr).toContain(other);
  expect((await cli.run('key', 'list', '--account', other, '--json')).json()).toEqual({ data: [] });
  // One is deleted by its name alone, and is none any more from then on.
  expect((await cli.run('account', 'delete', other, '--name', 'Acme')).stderr).toContain('is not the name of the account');
  expect((await cli.run('account', 'delete', other, '--name', 'Other', '--json')).json()).toEqual({ id: other, deleting: true });
  expect((await cli.run('account', 'list', '--json')).json()).toMatchObject({ data: [{ id: account }] });
}, SLOW);
