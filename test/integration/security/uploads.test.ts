/** Files whose names and contents are meant for somebody else: nothing of a name becomes a path, and a file is what its bytes say. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { importsClient, type ImportsClient } from '../../support/imports.ts';
import { anAccount, anApiKey, openTestApp, type TestApp } from '../../support/test-app.ts';

const NAMES = [
  '../../etc/passwd', '..\\..\\windows\\system32\\x.csv', '/etc/passwd', 'C:\\x.csv', 'C:x.csv', '\\\\server\\share\\x.csv', '....//....//x.csv', '%2e%2e%2fx.csv', '..%c0%afx.csv', '.', '..', '...',
  'x.csv\u0000.png', 'x\r\nContent-Type: text/html.csv', 'x\u001b[2J.csv', '~/.ssh/authorized_keys', '.htaccess', 'CON', 'NUL.csv', 'x.csv:stream', '-rf', '$(touch x).csv', '`id`.csv', 'x;id.csv', '| id',
  `${'a'.repeat(300)}.csv`, 'x\u202evsc.exe', 'نام.csv', '<img src=x onerror=alert(1)>.csv', '{{7*7}}.csv', '=cmd|x.csv', '__proto__',
];
const CUSTOMERS = 'customerId,startedOn\nc-1,2026-01-01\n';

/** Where this process receives files, and no other one. */
const received = mkdtempSync(join(tmpdir(), 'afterword-received-'));
let test: TestApp;
let key: string;
let imports: ImportsClient;
const formerly = process.env['TMPDIR'];
beforeAll(async () => {
  process.env['TMPDIR'] = received;
  test = await openTestApp({ env: { RATE_LIMIT: '0' } });
  key = await anApiKey(test.app, (await anAccount(test.app))._id, 'write');
  imports = importsClient(test.url, key);
});
afterAll(async () => {
  await test.close();
  if (formerly === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = formerly;
  rmSync(received, { recursive: true, force: true });
});

/** Sends what no library would: the name as it stands, in a header written by hand. */
async function upload(name: string, content: string | Uint8Array): Promise<Response> {
  const boundary = 'x-boundary-x';
  const written = name.replaceAll(/["\r\n]/g, (character) => encodeURIComponent(character));
  const body = Buffer.concat([
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="kind"\r\n\r\ncustomers\r\n--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${written}"\r\nContent-Type: text/csv\r\n\r\n`),
    Buffer.from(content), Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  return fetch(`${test.url}/api/v1/imports`, { method: 'POST', body, headers: { 'Authorization': `Bearer ${key}`, 'Content-Type': `multipart/form-data; boundary=${boundary}` } });
}

const left = (): string[] => readdirSync(received).filter((name) => /^[0-9a-f]{32}$/.test(name));

it.each(NAMES)('a file called %j is taken under a name of ours, or refused', async (name) => {
  const response = await upload(name, CUSTOMERS);
  expect([202, 400, 422]).toContain(response.status);
  if (response.status !== 202) return;
  const { id } = (await response.json()) as { id: string };
  expect(id).toMatch(/^[\w-]+$/);
  const { fileName } = (await imports.progress(id)) as unknown as { fileName: string };
  expect(fileName).toMatch(/^[^/\p{Cc}]{0,200}$/u);
});

it('what is no table is not taken for one by its name', async () => {
  const preview = async (content: Uint8Array<ArrayBuffer>): Promise<string> => {
    const form = new FormData();
    form.set('kind', 'customers');
    form.set('file', new Blob([content], { type: 'text/csv' }), 'customers.csv');
    const response = await fetch(`${test.url}/api/v1/imports/preview`, { method: 'POST', body: form, headers: imports.headers });
    expect(response.status).toBeLessThan(500);
    return response.status === 200 ? String(((await response.json()) as { problem: string | null }).problem) : 'refused';
  };
  for (const bytes of [[0x89, 0x50, 0x4e, 0x47], [0x7f, 0x45, 0x4c, 0x46], [0x50, 0x4b, 3, 4], [0xd0, 0xcf, 0x11, 0xe0], [0x25, 0x50, 0x44, 0x46], [0x1f, 0x8b, 8, 0]]) {
    expect(await preview(new Uint8Array([...bytes, ...Array.from({ length: 200 }, (_, index) => index)]))).not.toBe('null');
  }
});

it('nothing of an upload is left where it was received', async () => {
  const before = left();
  await upload('a.csv', CUSTOMERS);
  await upload('b.csv', 'x');
  expect(left().filter((name) => !before.includes(name))).toEqual([]);
});
