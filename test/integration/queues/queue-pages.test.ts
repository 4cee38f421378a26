import { afterAll, beforeAll, expect, it } from 'vitest';
import { QUEUES } from '../../../src/jobs.ts';
import { unescaped, type Agent } from '../../support/browser-agent.ts';
import { failedPull, workOnPulls } from '../../support/failed-jobs.ts';
import { signedInAgent } from '../../support/signed-in.ts';
import { anAccount, openTestApp, type TestApp } from '../../support/test-app.ts';

const PAGE = '/admin/queues';

let test: TestApp;
let account: string;
let owner: Agent;
beforeAll(async () => {
  test = await openTestApp();
  account = (await anAccount(test.app))._id;
  owner = await signedInAgent(test, account, 'owner');
});
afterAll(() => test.close());

const words = (html: string): string => unescaped(html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' '));
const actionOn = (html: string): string => unescaped(/action="([^"]+\/retry[^"]*)"/.exec(html)?.[1] ?? '');

it('shows every queue, and says that nothing was given up', async () => {
  const { status, body } = await owner.get(PAGE);
  expect(status).toBe(200);
  for (const queue of QUEUES) expect(body).toContain(`<code class="ltr">${queue}</code>`);
  expect(words(body)).toContain('No job was given up in the last seven days.');
});

it('shows why a job was given up, and lets an owner try it again', async () => {
  await failedPull(test.app, 'refused for <ada@example.com>');
  const { body } = await owner.get(PAGE);
  expect(words(body)).toMatch(/run-pull chores · .* · Attempts: 1 refused for <\[address\]> Try again/);
  expect((await owner.submit(PAGE, actionOn(body), {})).location).toContain('done=retried');
  expect(words((await owner.get(`${PAGE}?done=retried`)).body)).toContain('The job is waiting for another attempt.');
  expect(await test.app.queues.depths()).toMatchObject({ chores: { waiting: 1, failed: 0 } });
  expect((await owner.submit(PAGE, actionOn(body), {})).status).toBe(404);
  expect(await workOnPulls(test.app, () => Promise.resolve())).toBe(0);
});

it('asks before a job is removed, and keeps in the audit log who did what', async () => {
  await failedPull(test.app, 'no route to host');
  const { body } = await owner.get(PAGE);
  const path = actionOn(body).replace('/retry', '/remove');
  const asked = await owner.get(path);
  expect(words(asked.body)).toContain('Remove this job?');
  expect(await test.app.queues.depths()).toMatchObject({ chores: { failed: 1 } });
  expect((await owner.submit(path, path, {})).location).toContain('done=removed');
  expect(await test.app.queues.depths()).toMatchObject({ chores: { waiting: 0, failed: 0 } });
  expect((await owner.get(path)).status).toBe(404);
  const log = words((await owner.get('/admin/audit?area=queues')).body);
  for (const entry of ['Failed job removed', 'Failed job tried again', 'chores / run-pull']) expect(log).toContain(entry);
});

it('changes nothing without the token of the form, or by a link', async () => {
  await failedPull(test.app, 'no route to host');
  const action = actionOn((await owner.get(PAGE)).body);
  expect((await owner.post(action, {})).status).toBe(403);
  expect((await owner.post(action.replace('/retry', '/remove'), { _csrf: 'forged' })).status).toBe(403);
  expect((await owner.get(action)).status).toBe(404);
  expect(await test.app.queues.depths()).toMatchObject({ chores: { waiting: 0, failed: 1 } });
  for (const place of ['chores:none', 'nothing:1', 'chores', ':', '__proto__:1']) expect((await owner.get(`${PAGE}/failures/${encodeURIComponent(place)}/remove`)).status, place).toBe(404);
});

it('shows nothing, and gives no job away, where several companies share the installation', async () => {
  const action = actionOn((await owner.get(PAGE)).body);
  expect(action).toContain('/failures/chores');
  await anAccount(test.app, { name: 'Another' });
  const { status, body } = await owner.get(PAGE);
  expect([status, body.includes('run-pull'), words(body).includes('Several companies share this installation')]).toEqual([200, false, true]);
  expect((await owner.submit(PAGE, action, {})).status).toBe(404);
  expect((await owner.get(action.replace('/retry', '/remove'))).status).toBe(404);
  expect(await test.app.queues.depths()).toMatchObject({ chores: { failed: 1 } });
});
