import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSource, changeSource } from '../../../src/features/sources/sources.service.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, openTestApp, type TestApp } from '../../support/test-app.ts';
import { openCli, type Cli } from './run-cli.ts';

const SLOW = 120_000;

let cli: Cli;
let test: TestApp;
let account: string;
let source: string;
beforeAll(async () => {
  cli = openCli('interaction_import');
  test = await openTestApp({ dbName: cli.database, env: { REDIS_PREFIX: cli.redisPrefix } });
  account = (await anAccount(test.app, { timeZone: 'Europe/Warsaw' }))._id;
  const mapping = { fields: { id: { text: 'till-{No}' }, occurredAt: { path: 'Sold', convert: { date: 'DD.MM.YYYY HH:mm', zone: 'Europe/Warsaw' } }, touchpoint: { value: 'shop' }, customer: { email: { path: 'Mail' } } } } as const;
  source = (await createSource(test.app, account, { name: 'Till', kind: 'bearer', secret: null, scheme: null, legacySignatures: false, mapping })).source._id;
}, SLOW);
afterAll(async () => {
  await test.close();
  cli.close();
});

function aFile(name: string, content: string): string {
  const path = join(test.app.config.dataDir, name);
  writeFileSync(path, content);
  return path;
}
const importing = async (...args: string[]) => (await cli.run('interaction', 'import', ...args, '--json')).json();
const known = (by: Record<string, unknown>) => stored('interactions').find({ accountId: account, ...by }, { sort: { externalId: 1 } }).toArray();

describe('interaction import', () => {
  it('stores every good row once, and says what is wrong with the others', async () => {
    const file = aFile('orders.csv', 'id;occurredAt;customer.email;customer.name;plan\nt-1;2026-05-04 09:30;ada@example.com;Ada;pro\nt-2;gestern;bob@example.com;=1+1;free\nt-3;2026-05-04T09:30:00Z;nobody;Eve;\nt-1;2026-05-05;ada@example.com;Ada;pro\n');
    expect(await importing(file, '--dry-run')).toMatchObject({ source: 'api', dryRun: true, rows: 4, accepted: 1, duplicates: 1, ignored: 0, rejected: 2 });
    expect(await known({ source: 'api' })).toEqual([]);

    expect(await importing(file)).toEqual({ source: 'api', dryRun: false, rows: 4, accepted: 1, duplicates: 1, ignored: 0, rejected: 2, errorsFile: `${file}.errors.csv` });
    expect(await known({ source: 'api' })).toMatchObject([{ externalId: 't-1', occurredAt: new Date('2026-05-04T07:30:00Z'), customer: { email: 'ada@example.com', name: 'Ada' }, properties: { plan: 'pro' } }]);
    const [header, ...problems] = readFileSync(`${file}.errors.csv`, 'utf8').replace('\ufeff', '').trim().split('\n');
    expect(header).toBe('row,field,problem');
    expect(problems).toEqual([expect.stringMatching(/^3,\/occurredAt,.*gestern/), expect.stringMatching(/^4,\/customer\/email,.*address/)]);

    expect(await importing(file)).toMatchObject({ accepted: 0, duplicates: 2, rejected: 2 });
    expect(await known({ source: 'api' })).toHaveLength(1);
  }, SLOW);

  it('reads a source\'s files by its mapping, and leaves no file of errors where there are none', async () => {
    const file = aFile('till.csv', 'No,Sold,Mail\n7,04.05.2026 18:00,ada@example.com\n8,05.05.2026 08:15,\n');
    expect(await importing(file, '--source', source)).toMatchObject({ source, rows: 2, accepted: 2, rejected: 0, errorsFile: null });
    expect(existsSync(`${file}.errors.csv`)).toBe(false);
    expect(await known({ source })).toMatchObject([{ externalId: 'till-7', touchpoint: 'shop', occurredAt: new Date('2026-05-04T16:00:00Z') }, { externalId: 'till-8' }]);

    const mapping = aFile('mapping.json', JSON.stringify({ ignore: [{ when: [{ path: 'Mail', op: 'exists', value: false }], reason: 'no address' }], fields: { id: { text: 'again-{No}' }, occurredAt: { path: 'Sold', convert: { date: 'DD.MM.YYYY HH:mm', zone: 'UTC' } } } }));
    const read = await cli.run('interaction', 'import', file, '--source', source, '--mapping', mapping);
    expect(read.stdout, read.stderr).toContain('2 rows read: 1 stored, 0 known already, 1 left out by the mapping, 0 rejected');
  }, SLOW);

  it('reads lines of JSON as the API reads interactions', async () => {
    const line = (id: string) => JSON.stringify({ id, occurredAt: '2026-05-04T09:30:00Z', customer: { externalId: 'c' }, properties: { amount: 12.5 } });
    const file = aFile('lines.ndjson', `${line('l-1')}\n${line('l-2')}\n{"id":\n`);
    expect(await importing(file, '--errors', `${file}.wrong`)).toMatchObject({ rows: 3, accepted: 2, rejected: 1, errorsFile: `${file}.wrong` });
    expect(await known({ externalId: 'l-1' })).toMatchObject([{ properties: { amount: 12.5 } }]);
  }, SLOW);

  it('goes on from batch to batch', async () => {
    const rows = Array.from({ length: 2345 }, (_, index) => `many-${index},2026-05-04,c-${index}`);
    const file = aFile('many.csv', `id,occurredAt,customerId\n${rows.join('\n')}\n`);
    expect(await importing(file)).toMatchObject({ rows: 2345, accepted: 2345, duplicates: 0, rejected: 0 });
    expect(await stored('interactions').countDocuments({ accountId: account, externalId: { $regex: '^many-' } })).toBe(2345);
  }, SLOW);

  it.each([
    ['names', 'name,date\nx,y\n', [], /Missing: id, occurredAt.*name, date/],
    ['nothing good', `id,occurredAt\n${'x,never\n'.repeat(1500)}`, [], /Not one of the first 1000 rows.*never/],
    ['a mapping that is none', 'id\n', ['--mapping', '{"fields":{}}'], /mapping/],
    ['a source that is not there', 'id\n', ['--source', 'src_none'], /no source/],
  ])('refuses a file with %s in one line', async (name, content, args, reason) => {
    const file = aFile(`${name}.csv`, content);
    const given = args.map((arg) => (arg.startsWith('{') ? aFile('bad.json', arg) : arg));
    const { code, stdout, stderr } = await cli.run('interaction', 'import', file, ...given);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trim().split('\n').at(-1)).toMatch(reason);
  }, SLOW);

  it('reads nothing for a source that is paused', async () => {
    await changeSource(account, source, { status: 'paused' });
    const { code, stderr } = await cli.run('interaction', 'import', aFile('paused.csv', 'No,Sold,Mail\n'), '--source', source);
    expect(code).toBe(1);
    expect(stderr).toContain('paused');
  }, SLOW);
});
