import { afterEach, expect, it } from 'vitest';
import { openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
afterEach(() => test.close());

it.each([
  { SMTP_URL: 'smtp://127.0.0.1:2525' },
  { NODE_ENV: 'production', SMTP_URL: 'smtp://127.0.0.1:2525', MAIL_FROM: 'a@example.com', BASE_URL: 'https://afterword.example' },
] as Record<string, string>[])('there is no caught-mail page where mail is really sent: %o', async (env) => {
  test = await openTestApp({ env });
  for (const path of ['/dev/mailbox', '/dev/mailbox.json']) expect((await fetch(test.url + path)).status).toBe(404);
});
