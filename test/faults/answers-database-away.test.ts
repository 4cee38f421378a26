import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireInvitation } from '../../src/features/invitations/invitations.service.ts';
import { sendDue } from '../../src/features/invitations/send-invitations.job.ts';
import { requireResponse } from '../../src/features/responses/responses.service.ts';
import { testServices } from '../support/services.ts';
import { formOn, invited, openForm, postForm, surveyUrl } from '../support/spine.ts';
import { tcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { anAccount, aSurvey, eventually, openTestApp, type TestApp } from '../support/test-app.ts';

let test: TestApp;
let proxy: TcpProxy;
let account: string;
beforeAll(async () => {
  const { mongodbUri } = testServices();
  const { hostname, port } = new URL(mongodbUri);
  proxy = await tcpProxy({ host: hostname, port: Number(port) });
  const uri = new URL(mongodbUri);
  uri.hostname = '127.0.0.1';
  uri.port = String(proxy.port);
  uri.searchParams.delete('replicaSet');
  uri.searchParams.set('directConnection', 'true');
  test = await openTestApp({ env: { MONGODB_URI: uri.href } });
  account = (await anAccount(test.app))._id;
  await aSurvey(test.app, account);
});
afterAll(async () => {
  await proxy.mend();
  await test.close();
  await proxy.close();
});

describe('while the database is away', () => {
  it.each([['cut off', () => proxy.cut()], ['silent', async () => proxy.stall()]])('(%s) nobody is thanked, the answer stays on the page, and goes in once it is back', async (_what, hurt) => {
    const { _id } = await invited(test.app, account);
    await sendDue(test.app);
    const invitation = await requireInvitation(account, _id);
    const url = surveyUrl(test.app, invitation);
    const form = await openForm(url);
    test.clock.advance(3000);
    await hurt();
    const since = performance.now();
    const reply = await postForm(url, { score: '2', comment: 'kept "words"', form });
    const page = await reply.text();
    await proxy.mend();
    expect(reply.status).toBe(503);
    expect(performance.now() - since).toBeLessThan(6000);
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(page).toContain('name="score" value="2"');
    expect(page).toContain('kept &quot;words&quot;');
    expect(reply.headers.get('location')).toBeNull();
    await eventually('the same form is taken', async () => (await postForm(url, { score: '2', comment: 'kept "words"', form: formOn(page) })).status === 303, 15_000);
    expect(await requireResponse(account, invitation._id)).toMatchObject({ score: 2, comment: 'kept "words"', revisions: [] });
  }, 60_000);

  it('a page that cannot be read says so, and readiness names the database', async () => {
    const invitation = await invited(test.app, account);
    await proxy.cut();
    const page = await fetch(surveyUrl(test.app, invitation), { headers: { Accept: 'text/html' } });
    const ready = await fetch(`${test.url}/readyz`);
    const alive = await fetch(`${test.url}/healthz`);
    await proxy.mend();
    expect(page.status).toBe(503);
    expect(page.headers.get('retry-after')).not.toBeNull();
    expect(ready.status).toBe(503);
    expect(((await ready.json()) as { checks: Record<string, string> }).checks['mongodb']).not.toBe('ok');
    expect(alive.status).toBe(200);
    await eventually('the database is back', async () => (await fetch(`${test.url}/readyz`)).status === 200, 15_000);
  }, 60_000);
});
