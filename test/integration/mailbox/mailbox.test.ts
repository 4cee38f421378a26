import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCatchingMailer, type Message } from '../../../src/platform/mailer.ts';
import { openTestApp, type TestApp } from '../../support/test-app.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'afterword-mailbox-'));
let test: TestApp;

const message = (change: Partial<Message> = {}): Message => ({
  from: { name: 'Nordwind', address: 'surveys@example.com' }, to: { name: 'Ada', address: 'ada@example.com' }, subject: 'One question', messageId: `<${Math.random()}@example.com>`,
  html: '<!doctype html><html><head><title>x</title></head><body><a href="https://example.com/s/t?score=9">9</a></body></html>', text: 'Choose: 9', headers: { 'X-Afterword-Invitation': 'inv_1' }, ...change,
});

beforeAll(async () => {
  test = await openTestApp({ env: { DATA_DIR: dataDir }, mailer: createCatchingMailer(join(dataDir, 'mailbox')) });
});
afterAll(async () => {
  await test.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const get = async (path: string) => {
  const response = await fetch(test.url + path);
  return { status: response.status, headers: response.headers, body: await response.text() };
};
const list = async (): Promise<{ id: string; to: string; subject: string; at: string }[]> => JSON.parse((await get('/dev/mailbox.json')).body);

describe('caught mail', () => {
  it('teaches while there is none', async () => {
    expect(await list()).toEqual([]);
    expect((await get('/dev/mailbox')).body).toContain('Nothing caught yet');
  });

  it('is listed newest first, for people and for scripts', async () => {
    await test.app.mailer.send(message({ subject: 'older' }));
    await new Promise((resolve) => setTimeout(resolve, 5));
    await test.app.mailer.send(message({ subject: 'سؤال واحد <b>', to: { name: 'سارا', address: 'sara@example.com' } }));
    const found = await list();
    expect(found.map(({ to, subject }) => [to, subject])).toEqual([['سارا <sara@example.com>', 'سؤال واحد <b>'], ['Ada <ada@example.com>', 'older']]);
    expect(Object.keys(found[0] ?? {})).toEqual(['id', 'to', 'subject', 'at']);
    expect(Math.abs(Date.parse(found[0]?.at ?? '') - Date.now())).toBeLessThan(60_000);
    const { body } = await get('/dev/mailbox');
    expect(body).toContain('سؤال واحد &lt;b&gt;');
    expect(body).not.toContain('سؤال واحد <b>');
  });

  it('has headers, HTML and text, each message by its id', async () => {
    await test.app.mailer.send(message());
    const [{ id } = { id: '' }] = await list();
    const json = JSON.parse((await get(`/dev/mailbox/${id}.json`)).body) as { headers: { name: string; value: string }[]; html: string; text: string };
    expect(json.headers).toContainEqual({ name: 'X-Afterword-Invitation', value: 'inv_1' });
    expect(json.html).toContain('?score=9');
    expect(json.text.trim()).toBe('Choose: 9');
    const page = await get(`/dev/mailbox/${id}`);
    expect(page.body).toContain(`src="/dev/mailbox/${id}/html"`);
    expect(page.body).toContain('Choose: 9');
    expect(page.headers.get('content-security-policy')).toContain("frame-src 'self'");
  });

  it('shows HTML without scripts, forms or anything from elsewhere, its links opening outside the frame', async () => {
    await test.app.mailer.send(message({ html: '<html><head></head><body><script>alert(1)</script><form action="https://evil.example"></form></body></html>' }));
    const [{ id } = { id: '' }] = await list();
    const { headers, body } = await get(`/dev/mailbox/${id}/html`);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/^sandbox /);
    expect(policy).not.toMatch(/allow-scripts|allow-forms|script-src|https?:/);
    expect(body).toContain('<head><base target="_top">');
  });

  it('reads nothing but its own files', async () => {
    writeFileSync(join(dataDir, 'mailbox', 'notes.txt'), 'private');
    for (const path of ['/dev/mailbox/..%2f..%2fsecret', '/dev/mailbox/notes.txt', '/dev/mailbox/000000000000000-000000000000', '/dev/mailbox/%00', '/dev/mailbox/..%2fsecret.json', `/dev/mailbox/${'x'.repeat(500)}/html`]) {
      expect((await get(path)).status, path).toBe(404);
    }
    expect((await list()).every(({ id }) => /^\d{15}-[0-9a-f]{12}$/.test(id))).toBe(true);
  });
});
