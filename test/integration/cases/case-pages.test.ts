import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCase } from '../../../src/features/cases/cases.service.ts';
import { eraseCustomer } from '../../../src/features/privacy/privacy.service.ts';
import { recordAnswer } from '../../../src/features/responses/record-answer.service.ts';
import type { User } from '../../../src/features/users/users.service.ts';
import type { Agent } from '../../support/browser-agent.ts';
import { signedInAgent, signedInAs } from '../../support/signed-in.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, aSurvey, openTestApp, type TestApp } from '../../support/test-app.ts';

const HOUR = 3_600_000;

let test: TestApp;
let account: string;
let agent: Agent;
let user: User;
beforeAll(async () => {
  test = await openTestApp();
  test.clock.set('2026-05-20T12:00:00Z');
  account = (await anAccount(test.app, { timeZone: 'Europe/Warsaw' }))._id;
  await aSurvey(test.app, account);
  ({ user, agent } = await signedInAs(test, account, 'agent'));
});
afterAll(async () => test.close());

let made = 0;
async function aCase(values: { name?: string; dueAt?: Date; ownerId?: string } = {}): Promise<string> {
  made += 1;
  const { response } = await recordAnswer(test.app, account, {
    id: `r-${made}`, survey: 'nps', customer: { externalId: `c-${made}`, name: values.name ?? `Person ${made}` }, score: 1, comment: `comment <${made}>`, respondedAt: test.app.now(), interaction: null, properties: {}, channel: 'api',
  });
  return (await openCase(test.app, account, { responseId: response._id, ownerId: values.ownerId ?? null, dueAt: values.dueAt ?? null, rootCause: null })).opened._id;
}
const inHours = (hours: number): Date => new Date(test.app.now().getTime() + hours * HOUR);
const namesOn = (body: string): string[] => [...body.matchAll(/<strong><bdi>(Person[^<]+)</g)].map(([, name]) => name ?? '');
const found = (id: string) => stored('cases').findOne({ _id: id });

describe('the lists of cases', () => {
  it('say what to do while they are empty', async () => {
    const viewer = await signedInAgent(test, (await anAccount(test.app))._id, 'viewer');
    for (const [list, text] of [['open', 'No case is open.'], ['overdue', 'Well done.'], ['mine', 'None of the open cases is yours.'], ['closed', 'No case was closed yet.']] as const) {
      expect((await viewer.get(`/admin/cases?list=${list}`)).body).toContain(text);
    }
  });

  it('show what is due first, what is one’s own, and what was closed', async () => {
    const soon = await aCase({ name: 'Person soon', dueAt: inHours(1) });
    await aCase({ name: 'Person later', dueAt: inHours(30), ownerId: user._id });
    const done = await aCase({ name: 'Person done', dueAt: inHours(2) });
    expect(namesOn((await agent.get('/admin/cases')).body)).toEqual(['Person soon', 'Person done', 'Person later']);
    expect((await agent.submit(`/admin/cases/${done}`, `/admin/cases/${done}/close`, { outcome: 'Called', rootCause: '' })).status).toBe(303);
    test.clock.advance(90 * 60_000);
    const open = (await agent.get('/admin/cases')).body;
    expect(namesOn(open)).toEqual(['Person soon', 'Person later']);
    expect(open).toContain('overdue since');
    expect(open).toMatch(/Open <span class="soft">\(2\)<[\s\S]*Overdue <span class="soft">\(1\)<[\s\S]*Mine <span class="soft">\(1\)</);
    expect(namesOn((await agent.get('/admin/cases?list=overdue')).body)).toEqual(['Person soon']);
    expect(namesOn((await agent.get('/admin/cases?list=mine')).body)).toEqual(['Person later']);
    expect(namesOn((await agent.get('/admin/cases?list=closed')).body)).toEqual(['Person done']);
    expect((await agent.get('/admin/cases?list=closed&cursor=x')).status).toBe(422);
    expect(soon).not.toBe('');
  });
});

describe('one case', () => {
  it('gets an owner, a root cause and a due time in the zone of the account', async () => {
    const id = await aCase();
    const at = `/admin/cases/${id}`;
    const { body } = await agent.get(at);
    expect(body).toContain('comment &lt;');
    expect(body).toContain(`<option value="${user._id}">${user.name}`);
    expect((await agent.submit(at, at, { ownerId: user._id, rootCause: ' late delivery ', due: '2026-06-01T09:30' })).location).toBe(`${at}?done=saved`);
    expect(await found(id)).toMatchObject({ ownerId: user._id, rootCause: 'late delivery', dueAt: new Date('2026-06-01T07:30:00Z') });
    expect((await agent.submit(at, at, { ownerId: '', rootCause: '', due: '2026-06-01T09:30' })).status).toBe(303);
    expect(await found(id)).toMatchObject({ ownerId: null, rootCause: null });
  });

  it('keeps a form that is wrong as it was sent, and says where', async () => {
    const id = await aCase();
    const at = `/admin/cases/${id}`;
    const past = await agent.submit(at, at, { ownerId: user._id, rootCause: 'kept', due: '2020-01-01T10:00' });
    expect(past.status).toBe(422);
    expect(past.body).toContain('Please choose a time in the future.');
    expect(past.body).toContain('value="2020-01-01T10:00"');
    expect(past.body).toContain('value="kept"');
    expect((await agent.submit(at, at, { ownerId: 'somebody else', rootCause: '', due: '2026-06-01T09:30' })).body).toContain('Please choose one of the people.');
    expect((await agent.submit(at, `${at}/notes`, { text: ' ' })).status).toBe(422);
    expect((await agent.submit(at, `${at}/close`, { outcome: '', rootCause: 'kept too' })).body).toContain('value="kept too"');
    expect(await found(id)).toMatchObject({ status: 'open', notes: [], ownerId: null });
  });

  it('that is overdue can be changed without a new due time', async () => {
    const id = await aCase({ dueAt: inHours(1) });
    test.clock.advance(2 * HOUR);
    const at = `/admin/cases/${id}`;
    const due = /name="due"[^>]*value="([^"]+)"/.exec((await agent.get(at)).body)?.[1] ?? '';
    expect((await agent.submit(at, at, { ownerId: user._id, rootCause: '', due })).status).toBe(303);
    expect(await found(id)).toMatchObject({ ownerId: user._id });
  });

  it('tells who wrote, closed and reopened', async () => {
    const id = await aCase();
    const at = `/admin/cases/${id}`;
    await agent.submit(at, `${at}/notes`, { text: 'Called <her>\nback' });
    expect((await agent.submit(at, `${at}/notes`, { text: 'ي'.repeat(5000) })).status).toBe(303);
    await agent.submit(at, `${at}/close`, { outcome: 'New parcel', rootCause: 'late delivery' });
    const closed = (await agent.get(at)).body;
    expect(closed).toContain('Called &lt;her&gt;\nback');
    expect(closed).toContain(`Closed by ${user.name}`);
    expect(closed).toContain('New parcel');
    expect(closed).not.toContain('name="due"');
    expect((await agent.submit(at, `${at}/reopen`, {})).location).toBe(`${at}?done=reopened`);
    expect((await agent.get(at)).body).toContain(`Reopened by ${user.name}`);
    expect(await found(id)).toMatchObject({ status: 'open', notes: [{ author: { id: user._id, name: user.name } }, { author: { id: user._id } }] });
  });

  it('of somebody who was erased shows what happened and takes nothing', async () => {
    const id = await aCase({ name: 'Person gone' });
    await agent.submit(`/admin/cases/${id}`, `/admin/cases/${id}/notes`, { text: 'She is Ada' });
    await eraseCustomer(test.app, account, `c-${made}`);
    const { body } = await agent.get(`/admin/cases/${id}`);
    expect(body).toContain('The customer was erased.');
    expect(body).not.toMatch(/Person gone|She is Ada|New note/);
    expect((await agent.submit('/admin/cases', `/admin/cases/${id}/notes`, { text: 'Ada' })).status).toBe(409);
  });

  it('is read by everybody and worked on by those who may', async () => {
    const id = await aCase();
    const at = `/admin/cases/${id}`;
    const viewer = await signedInAgent(test, account, 'viewer');
    const { status, body } = await viewer.get(at);
    expect([status, body.includes('<form class="inset"'), body.includes('name="outcome"')]).toEqual([200, false, false]);
    for (const [path, form] of [[at, { ownerId: '' }], [`${at}/notes`, { text: 'x' }], [`${at}/close`, { outcome: 'x' }], [`${at}/reopen`, {}]] as const) expect((await viewer.submit(at, path, form)).status).toBe(403);
    expect(await found(id)).toMatchObject({ status: 'open', notes: [] });
  });
});
