import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendDue } from '../../../src/features/invitations/send-invitations.job.ts';
import { requireInvitation } from '../../../src/features/invitations/invitations.service.ts';
import { pauseSender } from '../../../src/features/accounts/accounts.service.ts';
import { prepareProcesses, reportProcess } from '../../../src/platform/processes.ts';
import { invited, openForm, postForm, stored, surveyUrl } from '../../support/spine.ts';
import { anAccount, aSurvey, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';

const TOKEN = 'a-token-for-metrics';
let test: TestApp;
let account: string;

beforeAll(async () => {
  test = await openTestApp();
  account = (await anAccount(test.app, { name: 'Canary Ltd' }))._id;
  await aSurvey(test.app, account);
});
afterAll(async () => {
  await test.close();
});

const scrape = (headers: Record<string, string> = {}) => fetch(`${test.url}/metrics`, { headers });

/** The number of one line; `undefined` where there is none. */
function numberOf(text: string, start: string): number | undefined {
  const line = text.split('\n').find((candidate) => candidate.startsWith(start));
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ')));
}

describe('/metrics', () => {
  it('counts what goes through the loop, how late mails were and how long answers waited, and names nobody', async () => {
    const before = await (await scrape()).text();
    const { _id } = await invited(test.app, account);
    test.mailer.outcomes.push({ kind: 'deferred', reply: '450 4.2.1 try later' });
    await sendDue(test.app);
    test.clock.advance(61_000);
    await sendDue(test.app);
    const invitation = await requireInvitation(account, _id);
    const url = surveyUrl(test.app, invitation);
    const form = await openForm(url);
    test.clock.advance(3000);
    expect((await postForm(url, { score: '9', comment: 'secret words', form })).status).toBe(303);
    const reply = await scrape();
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await reply.text();
    // The process may have served others before.
    const counters = [
      'afterword_interactions_total{outcome="accepted"',
      'afterword_decisions_total{outcome="invited"',
      'afterword_mails_total{kind="invitation",outcome="deferred"',
      'afterword_mails_total{kind="invitation",outcome="accepted"',
      'afterword_smtp_replies_total{class="4xx"',
      'afterword_smtp_replies_total{class="2xx"',
      'afterword_answers_total{outcome="recorded"',
      'afterword_group_commit_wait_seconds_count{group="answers"',
      'afterword_http_request_seconds_count{face="survey",status="3xx"',
    ];
    for (const counter of counters) expect((numberOf(text, counter) ?? 0) - (numberOf(before, counter) ?? 0), counter).toBe(1);
    expect(numberOf(text, 'afterword_queue_jobs{queue="emails",state="failed"}')).toBe(0);
    expect(numberOf(text, 'afterword_alarm{name="mongodb"}')).toBe(0);
    for (const word of [account, 'Canary', invitation._id, String(invitation.address), 'secret words']) expect(text).not.toContain(word);
  });

  it('tells of what waits, bounded however much it is, and of paused accounts', async () => {
    const { _id } = await invited(test.app, account);
    await stored('invitations').updateOne({ _id: _id as never }, { $set: { wakeAt: new Date(test.clock.now().getTime() - 600_000) } });
    await pauseSender(test.app, account, '550 5.7.1');
    // The installation is looked at once a second.
    const text = await eventually('the alarm', async () => {
      const scraped = await (await scrape()).text();
      return numberOf(scraped, 'afterword_alarm{name="due-work"}') === 1 && scraped;
    });
    expect(numberOf(text, 'afterword_due_mails')).toBe(1);
    expect(numberOf(text, 'afterword_due_mail_seconds')).toBeGreaterThanOrEqual(600);
    expect(numberOf(text, 'afterword_paused_accounts')).toBe(1);
    const ready = await fetch(`${test.url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ status: 'not ready', checks: { 'mongodb': 'ok', 'redis': 'ok', 'due-work': expect.stringContaining('mails due and unsent since') } });
  });

  it('joins what other processes counted, each under its own label, and shows what they complain of', async () => {
    await prepareProcesses();
    await reportProcess({
      role: 'worker', startedAt: new Date(), troubles: { 'mail-server': 'The mail server cannot be used (EAUTH 535).' },
      metrics: [{ name: 'afterword_mails_total', help: 'x', type: 'counter', values: [{ value: 7, labels: { kind: 'reminder', outcome: 'accepted' } }] }],
    });
    const copy = await stored('processes').findOne({});
    await stored('processes').insertOne({ ...copy, _id: 'process_other' } as never);
    const text = await (await scrape()).text();
    expect(numberOf(text, 'afterword_mails_total{kind="reminder",outcome="accepted",process="process_other"}')).toBe(7);
    expect(numberOf(text, 'afterword_processes{role="worker"}')).toBe(2);
    expect(text.match(/# TYPE afterword_mails_total counter/g)).toHaveLength(1);
    await eventually('the complaint is shown', async () => ((await (await fetch(`${test.url}/readyz`)).json()) as { checks: Record<string, string> }).checks['mail-server']?.includes('535'));
  });

  it.each([['x-forwarded-for', '203.0.113.9'], ['forwarded', 'for=203.0.113.9'], ['via', '1.1 proxy'], ['x-real-ip', '127.0.0.1']])('without a token refuses what came through a proxy (%s)', async (header, value) => {
    expect((await scrape({ [header]: value })).status).toBe(403);
  });
});

describe('/metrics with a token', () => {
  beforeAll(async () => {
    await test.close();
    test = await openTestApp({ env: { METRICS_TOKEN: TOKEN } });
  });

  it.each([[{}, 401], [{ Authorization: 'Bearer wrong' }, 401], [{ Authorization: `Basic ${TOKEN}` }, 401], [{ Authorization: `Bearer ${TOKEN}` }, 200], [{ 'Authorization': `Bearer ${TOKEN}`, 'X-Forwarded-For': '203.0.113.9' }, 200]])('answers %j with %i', async (headers, status) => {
    expect((await scrape(headers as Record<string, string>)).status).toBe(status);
  });
});
