import { spawn } from 'node:child_process';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listDeliveries } from '../../../src/features/sources/deliveries.queries.ts';
import { MIGRATIONS } from '../../../src/migrations.ts';
import { migrate, type Migration } from '../../../src/platform/migrate.ts';
import { censusEnvironment } from '../../census/children.ts';
import { stored } from '../../support/spine.ts';
import { root } from '../../support/processes.ts';
import { anAccount, aSurvey, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';

const THINGS = 100;
const KILLS = 3;

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
});
afterAll(() => test.close());
beforeEach(async () => {
  await stored('migrations').deleteMany({});
});

const run = (list: Migration<TestApp['app']>[]) => migrate(list, test.app, test.app);
const applied = async () => (await stored('migrations').find({}, { sort: { _id: 1 } }).toArray()).map(({ _id }) => _id);

describe('migrations', () => {
  it('run once, in order, however many processes start at once; who comes later has nothing to do', async () => {
    const ran: string[] = [];
    const step = (name: string): Migration<unknown> => ({
      name,
      async up() {
        await new Promise((resolve) => setTimeout(resolve, 50));
        ran.push(name);
      },
    });
    const list = [step('1-a'), step('2-b'), step('3-c')];
    await Promise.all([run(list), run(list), run(list)]);
    expect(ran).toEqual(['1-a', '2-b', '3-c']);
    expect(await applied()).toEqual(ran);
    expect(await run(list)).toEqual([]);
    expect(ran).toHaveLength(3);
  });

  it('stop at the one that fails, and start over there', async () => {
    let isBroken = true;
    const list: Migration<unknown>[] = [
      { name: '1-a', up: async () => {} },
      { name: '2-b', up: async () => (isBroken ? Promise.reject(new Error('no room')) : undefined) },
      { name: '3-c', up: async () => {} },
    ];
    await expect(run(list)).rejects.toThrow('no room');
    expect(await applied()).toEqual(['1-a']);
    isBroken = false;
    expect(await run(list)).toEqual(['2-b', '3-c']);
  });

  it('let the former version go on beside the new one, unless it could not read what was changed', async () => {
    const former: Migration<unknown>[] = [{ name: '1-a', up: async () => {} }];
    await run([...former, { name: '2-adds-a-field', up: async () => {} }]);
    expect(await run(former)).toEqual([]);
    await run([...former, { name: '2-adds-a-field', up: async () => {} }, { name: '3-renames', isBreaking: true, up: async () => {} }]);
    await expect(run(former)).rejects.toThrow(/newer version \(3-renames\).*restore a backup/);
  });

  it('are taken up by another process when theirs is killed, and lose and double nothing', async () => {
    await stored('things').insertMany(Array.from({ length: THINGS }, (_, index) => ({ _id: `thing-${index}`, touched: 0 })));
    const uri = new URL(test.app.config.mongodbUri);
    uri.pathname = `/${stored('things').conn.name}`;
    const start = () => {
      const child = spawn(process.execPath, ['--import', 'tsx', `${root}test/support/migrator.ts`, uri.href], { cwd: root, env: { ...process.env, ...censusEnvironment() }, stdio: ['ignore', 'pipe', 'inherit'] });
      let output = '';
      child.stdout.on('data', (part: Buffer) => (output += part.toString()));
      return { child, output: () => output, ended: new Promise((resolve) => child.once('close', resolve)) };
    };
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const process = start();
      const least = kill * 10;
      await eventually(`${least} are changed`, async () => (await stored('things').countDocuments({ colour: 'grey' })) >= least, 60_000);
      process.child.kill('SIGKILL');
      await process.ended;
      expect(await applied()).toEqual(['1-first']);
      // The lease of the dead runs out; here that time passes at once.
      await stored('leases').updateOne({ _id: 'migrate' }, { $set: { until: new Date(0) } });
    }
    const both = [start(), start()];
    await Promise.all(both.map(({ ended }) => ended));
    expect(both.map(({ output }) => output().includes('ran 2-colour')).toSorted()).toEqual([false, true]);
    expect(await applied()).toEqual(['1-first', '2-colour']);
    expect(await stored('things').countDocuments({ colour: 'grey', touched: 1 })).toBe(THINGS);
  }, 180_000);
});

describe('the migrations of this version', () => {
  it('write down what surveys from before there were cases meant, and change nothing else', async () => {
    const account = (await anAccount(test.app))._id;
    for (const key of ['alerts', 'silent', 'said']) await aSurvey(test.app, account, { alertOnLow: key !== 'silent', ...(key === 'said' ? { openCases: false, caseDueAfter: '2h' } : {}) }, key);
    await stored('surveys').updateMany({ key: { $in: ['alerts', 'silent'] } }, { $unset: { openCases: 1, caseDueAfter: 1 } });
    const before = await stored('surveys').find({}, { sort: { key: 1 } }).toArray();
    expect(await migrate(MIGRATIONS, test.app, test.app)).toEqual(MIGRATIONS.map(({ name }) => name));
    const after = await stored('surveys').find({}, { sort: { key: 1 } }).toArray();
    expect(after).toEqual([{ ...before[0], openCases: true, caseDueAfter: '48h' }, before[1], { ...before[2], openCases: false, caseDueAfter: '48h' }]);
  });

  it('take customers out of the audit log who stood there by the ids of their senders', async () => {
    const entry = (_id: string, action: string, subject: string) => ({ _id, accountId: 'a', at: new Date(), actor: { kind: 'key', id: 'k', name: 'shop' }, area: 'customers', action, subject, from: null, before: null, after: null });
    await stored('auditEntries').insertMany([
      entry('old-put', 'PUT /api/v1/customers/:idOrEmail', 'crm-4711'), entry('old-delete', 'DELETE /api/v1/customers/:idOrEmail', 'crm-4711'),
      entry('now', 'customers.saved', 'of ours'), entry('other', 'PUT /api/v1/touchpoints/:key', 'checkout'),
    ]);
    await migrate(MIGRATIONS, test.app, test.app);
    const subjects = new Map((await stored('auditEntries').find({}).toArray()).map(({ _id, subject }) => [_id, subject]));
    expect(Object.fromEntries(subjects)).toEqual({ 'old-put': '…', 'old-delete': '…', 'now': 'of ours', 'other': 'checkout' });
  });

  it('turn deliveries that were stored field by field into texts that are read as before', async () => {
    const account = (await anAccount(test.app))._id;
    const at = new Date('2026-05-04T10:00:00Z');
    const line = (deliveryId: string, outcome: string) => ({ deliveryId, at, outcome, reason: null, items: [{ outcome, event: 'sold', interaction: 'i', reason: null, problems: [] }], headers: { topic: 'x' }, payload: '{"a":"\u0000"}', isCut: false, replayOf: null });
    const former = [line('first', 'accepted'), line('second', 'ignored'), line('third', 'accepted')];
    await stored('deliveries').insertOne({ _id: 'dlv_former', accountId: account, sourceId: 'src', at, deliveries: former });
    await migrate(MIGRATIONS, test.app, test.app);
    const { items } = await listDeliveries(account, 'src', null, { limit: 10, after: null });
    expect(items).toEqual(former.map((delivery, index) => ({ ...delivery, id: `dlv_former.${index}`, batchAt: at })).toReversed());
    expect((await listDeliveries(account, 'src', 'refused', { limit: 10, after: null })).items).toEqual([]);
    expect((await listDeliveries(account, 'src', 'ignored', { limit: 10, after: null })).items.map(({ deliveryId }) => deliveryId)).toEqual(['second']);
  });
});
