import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sweepImports } from '../../../src/features/imports/sweep-imports.job.ts';
import { carryOutImport } from '../../../src/features/imports/import-runner.service.ts';
import { listImports } from '../../../src/features/imports/imports.service.ts';
import { tokenOn, type Agent } from '../../support/browser-agent.ts';
import { signedInAgent } from '../../support/signed-in.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, openTestApp, type TestApp } from '../../support/test-app.ts';

const CUSTOMERS = 'Kunde;Seit;Post;Branche\nc-1;04.05.2024;ada@example.com;Kaffee\nc-2;morgen;bob@example.com;Tee\n';

let test: TestApp;
let accountId: string;
let analyst: Agent;
beforeAll(async () => {
  test = await openTestApp();
});
afterAll(() => test.close());
beforeEach(async () => {
  accountId = (await anAccount(test.app))._id;
  analyst = await signedInAgent(test, accountId, 'analyst');
});

interface Sent {
  status: number;
  body: string;
  location: string;
}

/** Sends the upload form as a browser does, with the token of `agent`'s page unless another one is given. */
async function upload(agent: Agent, { kind = 'customers', content = CUSTOMERS, token }: { kind?: string; content?: string | null; token?: string } = {}): Promise<Sent> {
  const own = /_csrf(?:=|&#x3D;)([^"&]+)/.exec((await agent.get('/admin/imports')).body)?.[1] ?? '';
  const form = new FormData();
  form.set('kind', kind);
  if (content !== null) form.set('file', new Blob([content]), 'Kunden <ąę>.csv');
  const response = await fetch(`${test.url}/admin/imports?_csrf=${token ?? own}`, {
    method: 'POST', redirect: 'manual', body: form,
    headers: { Accept: 'text/html', Cookie: [...agent.cookies].map(([name, value]) => `${name}=${value}`).join('; '), 'Sec-Fetch-Site': 'same-origin' },
  });
  return { status: response.status, body: await response.text(), location: response.headers.get('location') ?? '' };
}

const MAPPED = { 'column.customerId': '=Kunde', 'column.startedOn': '=Seit', 'column.email': '=Post', dateFormat: 'dd.MM.yyyy' };

async function send(path: string, fields: Record<string, string>) {
  const { body } = await analyst.get(path);
  return analyst.post(path, { ...fields, _csrf: tokenOn(body) });
}

async function carryOut(): Promise<void> {
  for (const { _id } of await listImports(accountId, { before: new Date(test.app.now().getTime() + 1), limit: 10 })) await carryOutImport(test.app, _id);
}

describe('the pages of imports', () => {
  it('show what a file is taken for, take another mapping, check it, import it and take it back', async () => {
    const { status, location: file } = await upload(analyst);
    expect(status).toBe(303);
    const looked = await analyst.get(file);
    expect(looked.body).toContain('Kunden &lt;ąę&gt;.csv');
    expect(looked.body).toContain('As it is, this file would be refused.');
    expect((await send(file, { ...MAPPED, do: 'look' })).location).toBe(file);
    const again = await analyst.get(file);
    expect(again.body).not.toContain('would be refused');
    expect(again.body).toContain('Kept as properties of the customers: Branche');
    expect(again.body).toContain('morgen');
    expect(await stored('importRuns').countDocuments({ accountId })).toBe(0);

    const check = await send(file, { ...MAPPED, do: 'check' });
    await carryOut();
    const checked = await analyst.get(check.location ?? '');
    expect(checked.body).toContain('check only');
    expect(checked.body).toContain(`href="${file}"`);
    expect(await stored('factSheets').countDocuments({ accountId })).toBe(0);

    const run = (await send(file, { ...MAPPED, do: 'start' })).location ?? '';
    const waiting = await analyst.get(run);
    expect([waiting.headers.get('refresh'), waiting.body.includes('waiting')]).toEqual(['3', true]);
    await carryOut();
    const done = await analyst.get(run);
    expect(done.headers.get('refresh')).toBeNull();
    expect(done.body).toContain('Rejected rows: 1');
    const errors = await analyst.get(`${run}/errors.csv`);
    expect(errors.headers.get('content-type')).toContain('text/csv');
    expect(errors.body).toContain('morgen');
    expect(await stored('factSheets').countDocuments({ accountId })).toBe(1);
    expect((await analyst.get(file)).status).toBe(404);

    expect((await send(`${run}/undo`, {})).location).toBe(`${run}?done=undoing`);
    await carryOut();
    expect((await analyst.get(run)).body).toContain('taken back');
    const [sheet] = await stored('factSheets').find({ accountId }).toArray();
    expect((sheet?.['facts'] as unknown[] | undefined) ?? []).toEqual([]);
  });

  it('say what is wrong, also in the file of errors, in the language of who reads it', async () => {
    const { location: file } = await upload(analyst);
    await send(file, { ...MAPPED, do: 'look' });
    const looked = await analyst.get(`${file}?lang=pl`);
    expect(looked.body).toContain('nie jest zapisane jako dd.MM.yyyy');
    expect(looked.body).toContain('data zapisana jako dd.MM.yyyy');
    const run = (await send(file, { ...MAPPED, do: 'start' })).location ?? '';
    await carryOut();
    expect((await analyst.get(`${run}?lang=pl`)).body).toContain('nie jest zapisane jako dd.MM.yyyy');
    expect((await analyst.get(`${run}?lang=en`)).body).toContain('is not written as dd.MM.yyyy');
    const [header, line] = (await analyst.get(`${run}/errors.csv?lang=pl`)).body.split('\n');
    expect(header).toContain('Wiersz,Kolumna,Wartość,Co jest nie tak,Co jest przyjmowane,Kod');
    expect(line).toBe('3,Seit,morgen,nie jest zapisane jako dd.MM.yyyy,data zapisana jako dd.MM.yyyy,not-in-format');
  });

  it('say why a whole file is no use in the language of who reads it, on the way and at its end', async () => {
    const { location: file } = await upload(analyst, { kind: 'churn', content: `customerId,date\n${Array.from({ length: 1000 }, (_, index) => `c-${index},morgen\n`).join('')}` });
    const run = (await send(file, { 'column.customerId': '=customerId', 'column.date': '=date', do: 'start' })).location ?? '';
    await carryOut();
    const polish = (await analyst.get(`${run}?lang=pl`)).body;
    for (const told of ['Żaden z pierwszych wierszy (sprawdzono: 1000) nie nadaje się do użycia', '„date” (na przykład „morgen”) to nie jest data']) expect(polish).toContain(told);
    expect(polish).not.toContain('Not one of the first');
    expect((await analyst.get(`${run}?lang=en`)).body).toContain('Not one of the first 1000 rows can be used');
    const { location: strange } = await upload(analyst, { kind: 'churn', content: 'alpha,beta\n1,2\n' });
    expect((await analyst.get(`${strange}?lang=pl`)).body).not.toContain('None of the columns');
  });

  it('let a person say how the text is written, and show the file all the same when that is wrong', async () => {
    const content = Buffer.from('customerId|startedOn|name\nc-1|2026-01-02|Zażółć, gęślą\n', 'utf16le');
    const { location: file } = await upload(analyst, { content: new Uint8Array(content) as unknown as string });
    const first = await analyst.get(file);
    expect(first.body).toMatch(/<option value="\|"[^>]*>vertical bar/);
    const named = await send(file, { 'column.customerId': '=customerId', 'column.startedOn': '=startedOn', 'column.name': '=name', delimiter: '|', encoding: 'utf-16le', do: 'look' });
    expect(named.location).toBe(file);
    const looked = await analyst.get(file);
    expect(looked.body).toContain('Zażółć, gęślą');
    expect(looked.body).toContain('<option value="utf-16le" selected>');
    expect(looked.body).toContain('<option value="|" selected>');
    await send(file, { delimiter: '', encoding: 'klingon', do: 'look' });
    const wrong = await analyst.get(file);
    expect([wrong.status, wrong.body.includes('is not a known encoding')]).toEqual([200, true]);
    const run = (await send(file, { 'column.customerId': '=customerId', 'column.startedOn': '=startedOn', 'column.name': '=name', delimiter: '|', encoding: 'utf-16le', do: 'start' })).location ?? '';
    await carryOut();
    expect((await analyst.get(run)).body).toContain('finished');
    expect(await stored('customers').findOne({ accountId })).toMatchObject({ name: 'Zażółć, gęślą' });
  });

  it('take one value for all rows, and nothing for what is set to nothing', async () => {
    const { location: file } = await upload(analyst, { kind: 'churn', content: 'customer,day,why\nc-1,2026-01-02,price\n' });
    await send(file, { do: 'look', 'column.customerId': '=customer', 'column.date': '=day', 'column.type': 'constant', 'constant.type': 'cancelled', 'column.reason': '' });
    const looked = await analyst.get(file);
    expect(looked.body).toContain('Not used: why');
    expect(looked.body).toContain('value="cancelled"');
  });

  it('refuse what is no file, no table, no kind and no pattern of a date, with what is wrong', async () => {
    expect((await upload(analyst, { content: null })).body).toContain('Please choose a file.');
    expect((await upload(analyst, { kind: 'secrets' })).body).toContain('Please choose what is in the file.');
    const empty = await upload(analyst, { content: '' });
    expect([empty.status, empty.body.includes('This file cannot be read. It is empty.')]).toEqual([422, true]);
    const { location: file } = await upload(analyst);
    const refused = await send(file, { ...MAPPED, dateFormat: 'nonsense', do: 'start' });
    expect([refused.status, refused.body.includes('This is no pattern of a date.')]).toEqual([422, true]);
    expect(await stored('importRuns').countDocuments({ accountId })).toBe(0);
  });

  it('take no upload without the token of its own session', async () => {
    expect((await upload(analyst, { token: '' })).status).toBe(403);
    expect((await upload(analyst, { token: 'x'.repeat(40) })).status).toBe(403);
    expect(await stored('importDrafts').countDocuments({ accountId })).toBe(0);
  });

  it('forget a file that is discarded, or that nobody imports for a day', async () => {
    const { location: first } = await upload(analyst);
    expect((await analyst.submit(first, `${first}/discard`, {})).location).toBe('/admin/imports?done=discarded');
    const { location: second } = await upload(analyst);
    await sweepImports(test.app);
    expect((await analyst.get(second)).status).toBe(200);
    test.clock.advance(25 * 3_600_000);
    await sweepImports(test.app);
    expect(await stored('importDrafts').countDocuments({ accountId })).toBe(0);
    expect(await stored('uploads.files').countDocuments({ filename: /^draft/ })).toBe(0);
    test.clock.advance(-25 * 3_600_000);
  });

  it('are for those who import, in their own account', async () => {
    const { location: file } = await upload(analyst);
    const run = (await send(file, { ...MAPPED, do: 'check' })).location ?? '';
    const id = run.replace(/\?.*/, '');
    const stranger = await signedInAgent(test, (await anAccount(test.app))._id, 'owner');
    for (const path of [file, id, `${id}/errors.csv`, `${id}/undo`]) expect((await stranger.get(path)).status, path).toBe(404);
    for (const path of [file, `${file}/discard`, `${id}/undo`]) expect((await stranger.submit('/admin/keys', path, { do: 'start' })).status, path).toBe(404);
    for (const role of ['agent', 'viewer'] as const) {
      const agent = await signedInAgent(test, accountId, role);
      for (const path of ['/admin/imports', file, id, `${id}/errors.csv`]) expect((await agent.get(path)).status, path).toBe(403);
      expect((await agent.submit('/admin/reports', `${file}/discard`, {})).status).toBe(403);
    }
    const dry = await analyst.submit(`${id}/undo`, `${id}/undo`, {});
    expect([dry.status, dry.body.includes('That is not possible now')]).toEqual([409, true]);
  });
});
