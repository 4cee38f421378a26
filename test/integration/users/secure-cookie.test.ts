import { afterAll, beforeAll, expect, it } from 'vitest';
import { createUser, setPassword } from '../../../src/features/users/users.service.ts';
import { openAgent } from '../../support/browser-agent.ts';
import { anAccount, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp({ env: { BASE_URL: 'https://afterword.example' } });
});
afterAll(() => test.close());

it('over https the session belongs to this host alone and never travels in the clear, also behind a proxy that ends TLS', async () => {
  const account = await anAccount(test.app);
  const user = await createUser(test.app, account._id, { email: 'ada@example.com', role: 'owner' });
  await setPassword(user, 'correct horse battery');
  const agent = openAgent(test.url);
  const [cookie] = (await agent.get('/admin/sign-in')).headers.getSetCookie();
  expect(cookie).toMatch(/^__Host-afterword=.*; Path=\/; .*HttpOnly; Secure; SameSite=Lax$/);
  expect(cookie).not.toMatch(/Domain/i);
  expect((await agent.submit('/admin/sign-in', '/admin/sign-in', { email: 'ada@example.com', password: 'correct horse battery' })).status).toBe(303);
  expect((await agent.get('/admin/reports')).status).toBe(200);
  expect([...agent.cookies.keys()]).toEqual(['__Host-afterword']);
});
