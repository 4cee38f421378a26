import { afterAll, beforeAll, expect, it } from 'vitest';
import { createUser, setPassword } from '../../src/features/users/users.service.ts';
import { openAgent, tokenOn } from '../support/browser-agent.ts';
import { testServices } from '../support/services.ts';
import { tcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { anAccount, eventually, openTestApp, type TestApp } from '../support/test-app.ts';

let test: TestApp;
let proxy: TcpProxy;
beforeAll(async () => {
  const uri = new URL(testServices().mongodbUri);
  proxy = await tcpProxy({ host: uri.hostname, port: Number(uri.port) });
  uri.hostname = '127.0.0.1';
  uri.port = String(proxy.port);
  uri.searchParams.delete('replicaSet');
  uri.searchParams.set('directConnection', 'true');
  test = await openTestApp({ env: { MONGODB_URI: uri.href } });
});
afterAll(async () => {
  await proxy.mend();
  await test.close();
  await proxy.close();
});

it('while the database is away the admin pages say so, nobody is signed in or out, and everything goes on afterwards', async () => {
  const account = await anAccount(test.app);
  const user = await createUser(test.app, account._id, { email: 'ada@example.com', role: 'owner' });
  await setPassword(user, 'correct horse battery');
  const agent = openAgent(test.url);
  const form = { _csrf: tokenOn((await agent.get('/admin/sign-in')).body), email: 'ada@example.com', password: 'correct horse battery' };
  await proxy.cut();
  for (const ask of [() => agent.get('/admin/reports'), () => agent.post('/admin/sign-in', form), () => agent.get('/admin/sign-in')]) {
    const since = performance.now();
    const { status, headers, body } = await ask();
    expect(status).toBe(503);
    expect(performance.now() - since).toBeLessThan(6000);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(body).toContain('The database does not answer');
  }
  await proxy.mend();
  await eventually('the same form signs in', async () => (await agent.post('/admin/sign-in', form)).status === 303, 15_000);
  expect((await agent.get('/admin/reports')).status).toBe(200);
}, 60_000);
