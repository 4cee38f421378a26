/** What holds for every answer, whoever asks for what: nobody keeps it, nobody guesses what it is, and no header of the request gets into it. */
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mountedPages } from '../../../src/platform/http/pages.ts';
import { createUser } from '../../../src/features/users/users.service.ts';
import { openAgent, type Agent } from '../../support/browser-agent.ts';
import { furnish } from '../../support/furnished-account.ts';
import { operationsOf, withId } from '../../support/operations.ts';
import { signedInAgent } from '../../support/signed-in.ts';
import { invited, surveyUrl, unsubscribeUrl } from '../../support/spine.ts';
import { anAccount, anApiKey, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
let account: string;
let key: string;
let owner: Agent;
/** Everything that can be read, by path. */
let readable: string[];
/** Of those, what is for everybody with a link. */
let links: string[];
beforeAll(async () => {
  test = await openTestApp({ env: { RATE_LIMIT: '0' } });
  account = (await anAccount(test.app))._id;
  const ids = await furnish(test, account);
  key = await anApiKey(test.app, account, 'admin');
  owner = await signedInAgent(test, account, 'owner');
  const invitation = await invited(test.app, account);
  links = [surveyUrl(test.app, invitation), unsubscribeUrl(test.app, invitation)].map((url) => new URL(url).pathname);
  const idAt = (path: string, kind: string): string => ids[kind]?.[0] ?? path;
  const pages = mountedPages().filter(({ method }) => method === 'get').map(({ path }) => `/admin${path.replaceAll(/:\w+/g, encodeURIComponent(idAt('none', /([\w-]+)\/:/.exec(path)?.[1] ?? '')))}`);
  const operations = (await operationsOf(test)).filter(({ method }) => method === 'get').map(({ path }) => withId(path, idAt('none', path.split('/')[3] ?? '')));
  readable = [...new Set([...links, ...pages, ...operations, '/', '/s/none', '/s/thanks/none', '/u/none', '/admin/sign-in', '/admin/sign-in/none', '/admin/forgotten', '/dev/mailbox', '/dev/mailbox.json', '/nowhere', '/api/nowhere', '/api/v1/nowhere', '/webhooks/none', '/readyz', '/healthz', '/metrics'])];
}, 60_000);
afterAll(() => test.close());

const readAll = async (work: (path: string, answer: Awaited<ReturnType<Agent['get']>>) => void): Promise<void> => {
  expect(readable.length).toBeGreaterThan(100);
  for (const path of readable) work(path, await owner.get(path, path.startsWith('/api/') ? { Authorization: `Bearer ${key}` } : {}));
};

describe('every answer', () => {
  it('is kept by no cache, and of the type it says', async () => {
    const kept: string[] = [];
    const guessed: string[] = [];
    await readAll((path, { status, headers }) => {
      expect(status, path).toBeLessThan(500);
      if (headers.get('cache-control') !== 'no-store') kept.push(`${path} ${status} ${headers.get('cache-control')}`);
      if (headers.get('x-content-type-options') !== 'nosniff') guessed.push(`${path} ${status}`);
    });
    expect(kept).toEqual([]);
    expect(guessed).toEqual([]);
  });

  it('that is a page runs scripts of this server alone, is framed by nobody else and tells other sites nothing of its address', async () => {
    let pages = 0;
    await readAll((path, { headers, status }) => {
      if (!(headers.get('content-type') ?? '').startsWith('text/html') || status === 303) return;
      pages += 1;
      const policy = new Map((headers.get('content-security-policy') ?? '').split(';').map((part) => part.trim().split(/ (.*)/s) as [string, string]));
      expect(policy.get('default-src'), path).toBe("'none'");
      // A frame in a sandbox runs none at all.
      if (!policy.has('sandbox')) expect([undefined, "'self'"], path).toContain(policy.get('script-src'));
      expect(policy.get('frame-ancestors'), path).toMatch(/^'(?:none|self)'$/);
      expect(headers.get('referrer-policy'), path).toBe('same-origin');
    });
    expect(pages).toBeGreaterThan(60);
  });

  it('may be kept where its address holds a hash of it', async () => {
    const [, style] = /href="(\/assets\/[^"]+\.css)"/.exec((await owner.get('/admin/reports')).body) ?? [];
    expect((await owner.get(String(style))).headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });
});

/** Asks as `fetch` cannot: with any Host. */
function ask(path: string, headers: Record<string, string>): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(test.url);
    const sent = request({ hostname, port, path, headers: { accept: 'text/html', ...headers } }, (response) => {
      let text = JSON.stringify(response.headers);
      response.setEncoding('utf8').on('data', (part: string) => (text += part)).on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.once('error', reject).end();
  });
}

const LIES: Record<string, string>[] = [
  { host: 'evil.example' }, { host: 'evil.example:443' }, { 'x-forwarded-host': 'evil.example' }, { 'x-host': 'evil.example', 'x-original-url': '/evil.example', 'x-rewrite-url': '/evil.example' },
  { forwarded: 'host=evil.example;proto=https' }, { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example', 'x-forwarded-port': '444' }, { origin: 'https://evil.example', referer: 'https://evil.example/' },
];

describe('what a request says of its host', () => {
  it.each(LIES)('is in no answer: %j', async (lie) => {
    for (const path of [...links, '/', '/admin/reports', '/admin/sign-in', '/api/openapi.json', '/api/docs/senders', '/nowhere']) {
      const { status, text } = await ask(path, lie);
      expect(status, path).toBeLessThan(500);
      expect(text, path).not.toContain('evil.example');
    }
  });

  it('is in no mail: a new password is asked for at this address', async () => {
    const { email } = await createUser(test.app, account, { email: 'forgetful@example.com', name: 'Ada', role: 'viewer' });
    const visitor = openAgent(test.url, { 'X-Forwarded-Host': 'evil.example', 'Forwarded': 'host=evil.example' });
    expect((await visitor.submit('/admin/forgotten', '/admin/forgotten', { email })).status).toBe(200);
    const mail = await eventually('the mail', async () => test.mailer.sent.find(({ to }) => to.address === email));
    expect(mail.text).toContain(`${test.url}/admin/sign-in/`);
    expect(JSON.stringify(mail)).not.toContain('evil.example');
  });
});

describe('what a request says of its own address', () => {
  it('resets no limit: wrong keys are slowed down whatever X-Forwarded-For names', async () => {
    const statuses: number[] = [];
    for (let round = 0; round < 11; round += 1) {
      statuses.push(...(await Promise.all(Array.from({ length: 30 }, async (_, index) => {
        const ip = `198.51.${round}.${index}`;
        return (await fetch(`${test.url}/api/v1/touchpoints`, { headers: { 'authorization': `Bearer wrong-${round}-${index}`, 'X-Forwarded-For': ip, 'X-Real-IP': ip, 'Forwarded': `for=${ip}` } })).status;
      }))));
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(300);
    expect(statuses.filter((status) => status === 429)).toHaveLength(30);
  });
});
