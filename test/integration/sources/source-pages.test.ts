/** Sources in the web interface, without scripts: made, set up, watched, mapped, given new secrets, paused and deleted. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSource, listSources, requireSource, type Source } from '../../../src/features/sources/sources.service.ts';
import { STRIPE } from '../../../src/platform/signature/schemes.ts';
import { signFor } from '../../../src/platform/signature/sign.ts';
import { newWebhookSecret, signWebhook } from '../../../src/platform/signature/standard-webhooks.ts';
import { tokenOn, unescaped, type Agent } from '../../support/browser-agent.ts';
import { signedInAgent } from '../../support/signed-in.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, aSurvey, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';

let test: TestApp;
let account: string;
let agent: Agent;
let secret: string;
/** Of kind standard-webhooks, with that secret. */
let source: Source;
let page: string;
beforeAll(async () => {
  test = await openTestApp();
});
beforeEach(async () => {
  test.clock.set(new Date());
  account = (await anAccount(test.app))._id;
  agent = await signedInAgent(test, account, 'admin');
  secret = newWebhookSecret();
  ({ source } = await createSource(test.app, account, { name: 'Till', kind: 'standard-webhooks', secret, scheme: null, legacySignatures: false, mapping: null }));
  page = `/admin/sources/${source._id}`;
});
afterAll(async () => test.close());

const anInput = (id: string) => ({ id, touchpoint: 'checkout', occurredAt: test.app.now().toISOString(), customer: { email: 'ada@example.com' } });

async function deliver(payload: unknown, id = 'msg_1', secrets = [secret]): Promise<number> {
  const body = Buffer.from(JSON.stringify(payload));
  const { status } = await fetch(`${test.url}/webhooks/${source._id}`, { method: 'POST', headers: { 'content-type': 'application/json', ...signWebhook(secrets, { id, at: test.app.now(), body }) }, body });
  // Of what was taken the log is written beside the answer.
  if (status < 300) await eventually('it is in the log', () => stored('deliveries').findOne({ accountId: account, deliveries: { $regex: `"deliveryId":"${id}"` } }));
  return status;
}

const ours = async (name: string): Promise<Source> => {
  const found = (await listSources(account)).find((one) => one.name === name);
  if (!found) throw new Error(`there is no source "${name}"`);
  return found;
};
/** What a field holds. */
const textarea = (body: string, name: string): string => unescaped(new RegExp(`<textarea[^>]* name="${name}"[^>]*>([^<]*)</textarea>`).exec(body)?.[1] ?? '');
const secretOn = (body: string): string => unescaped(/id="secret-value">([^<]+)</.exec(body)?.[1] ?? '');

describe('a new source', () => {
  it('of a sender that takes our secret shows it once, and takes what is signed with it', async () => {
    const { status, body } = await agent.submit('/admin/sources/new?kind=zendesk', '/admin/sources', { kind: 'segment', name: 'Product <events>', secret: '' });
    expect(status).toBe(201);
    const made = await ours('Product <events>');
    expect(secretOn(body)).toHaveLength(43);
    expect(body).toContain('Product &lt;events&gt;');
    const again = await agent.get(`/admin/sources/${made._id}`);
    expect(again.body).not.toContain(secretOn(body));
    expect(JSON.stringify(await stored('sources').findOne({ _id: made._id }))).not.toContain(secretOn(body));
  });

  it('of a sender that makes the secret up may wait for it, and says so', async () => {
    const { status, location } = await agent.submit('/admin/sources/new?kind=stripe', '/admin/sources', { kind: 'stripe', name: 'Payments', secret: '' });
    expect([status, location]).toEqual([303, expect.stringContaining('?done=created')]);
    const at = `/admin/sources/${(await ours('Payments'))._id}`;
    expect((await agent.get(at)).body).toContain('One thing is missing: the secret');
    expect((await agent.submit(`${at}/rotate`, `${at}/rotate`, { since: '', secret: '' })).status).toBe(422);
    expect((await agent.submit(`${at}/rotate`, `${at}/rotate`, { since: '', secret: 'whsec_of_the_dashboard' })).location).toContain('?done=entered');
    const { body } = await agent.get(at);
    expect(body).not.toContain('One thing is missing');
    expect(body).not.toContain('whsec_of_the_dashboard');
    const payload = Buffer.from('{"id":"evt_1","type":"customer.created"}');
    const url = `${test.url}/webhooks/${(await ours('Payments'))._id}`;
    expect((await fetch(url, { method: 'POST', headers: signFor(STRIPE, 'whsec_of_the_dashboard', { url, body: payload, at: test.app.now() }), body: payload })).status).toBe(202);
  });

  it('of any other system is signed as it is described, and mapped as was chosen', async () => {
    const form = textarea((await agent.get('/admin/sources/new?kind=generic')).body, 'scheme');
    const { status } = await agent.submit('/admin/sources/new?kind=generic', '/admin/sources', { kind: 'generic', name: 'Desk', secret: 'a-secret-of-the-desk', scheme: form, ready: 'freshdesk' });
    expect(status).toBe(303);
    expect(await ours('Desk')).toMatchObject({ scheme: JSON.parse(form), mapping: { events: [{ name: 'ticket resolved' }] } });
  });

  it.each<[Record<string, string>, string]>([
    [{ kind: 'stripe', name: '' }, 'name-problem'], [{ kind: 'stripe', name: 'x'.repeat(201) }, 'name-problem'], [{ kind: 'stripe', name: 'a', secret: 'short' }, 'secret-problem'],
    [{ kind: 'generic', name: 'a', scheme: '{ "kind": ' }, 'scheme-problem'], [{ kind: 'generic', name: 'a', scheme: '{ "kind": "rot13" }' }, 'scheme-problem'],
  ])('is not made from %o; the form comes back as it was sent', async (fields, problem) => {
    const before = (await listSources(account)).length;
    const { status, body } = await agent.submit('/admin/sources/new?kind=stripe', '/admin/sources', fields);
    expect(status).toBe(422);
    expect(body).toContain(`id="${problem}"`);
    expect(body).toContain('role="alert"');
    expect(body).toContain(`value="${fields['name']}"`);
    if (fields['scheme'] !== undefined) expect(textarea(body, 'scheme')).toBe(fields['scheme']);
    expect(await listSources(account)).toHaveLength(before);
  });

  it('of no known kind is none', async () => {
    expect((await agent.submit('/admin/sources/new?kind=stripe', '/admin/sources', { kind: 'carrier-pigeon', name: 'a' })).status).toBe(422);
    expect((await agent.get('/admin/sources/new?kind=carrier-pigeon')).body).toContain('Which system will report?');
  });
});

describe('the page of a source', () => {
  it('tells what came, why what was refused was refused, and what helps', async () => {
    expect((await agent.get('/admin/sources')).body).toContain('nothing yet');
    expect((await agent.get(page)).body).toContain('Waiting for the first delivery');
    expect(await deliver(anInput('order-1'))).toBe(202);
    await deliver({ hello: '<b>world</b>' }, 'msg_2');
    await deliver(anInput('order-2'), 'msg_3', [newWebhookSecret()]);
    const { body } = await agent.get(page);
    for (const told of ['order-1', 'accepted', 'what the mapping made is no complete interaction', '&lt;b&gt;world&lt;/b&gt;', 'wrong secret, or changed on its way', 'Compare the secret']) expect(body).toContain(told);
    expect(body).not.toContain('<b>world</b>');
    const list = (await agent.get('/admin/sources')).body;
    expect(list).toContain('wrong secret, or changed on its way');
    expect(list).not.toContain('nothing yet');
    const refused = (await agent.get(`${page}?outcome=refused`)).body;
    expect(refused).not.toContain('order-1');
    expect((await agent.get(`${page}?cursor=made-up`)).status).toBe(422);
  });

  it('shows the log in pages', async () => {
    for (let index = 0; index < 21; index += 1) await deliver(anInput(`order-${index}`), `msg_${index}`);
    const first = (await agent.get(page)).body;
    expect(first).toContain('order-20<');
    expect(first).not.toContain('order-0<');
    const older = unescaped(/<a href="([^"]+)">Older/.exec(first)?.[1] ?? '');
    const second = (await agent.get(older)).body;
    expect(second).toContain('order-0<');
    expect(second).not.toContain('order-20<');
  });

  it('replays a delivery, which doubles nothing', async () => {
    await deliver(anInput('order-1'));
    const action = /action="([^"]+\/replay)"/.exec((await agent.get(page)).body)?.[1] ?? '';
    expect((await agent.submit(page, action, {})).location).toContain('?done=duplicate');
    expect(await stored('interactions').countDocuments({ accountId: account })).toBe(1);
    expect((await agent.submit(page, `${page}/deliveries/dlv_none.0/replay`, {})).status).toBe(404);
    await deliver(anInput('order-2'), 'msg_3', [newWebhookSecret()]);
    const [{ _id: refused }] = await stored('deliveries').find({ accountId: account, outcomes: 'refused' }).toArray() as unknown as [{ _id: string }];
    expect((await agent.submit(page, `${page}/deliveries/${refused}.0/replay`, {})).status).toBe(409);
  });

  it('renames, pauses and resumes it', async () => {
    expect((await agent.submit(page, `${page}/settings`, { name: 'New till' })).location).toContain('?done=saved');
    expect((await agent.submit(page, `${page}/status`, { status: 'paused' })).location).toContain('?done=paused');
    expect(await requireSource(account, source._id)).toMatchObject({ name: 'New till', status: 'paused' });
    await deliver(anInput('order-1'));
    expect((await agent.get(page)).body).toContain('the source was paused');
    expect((await agent.submit(page, `${page}/status`, { status: 'active' })).location).toContain('?done=resumed');
    const { status, body } = await agent.submit(page, `${page}/settings`, { name: 'two\nlines' });
    expect(status).toBe(422);
    expect(body).toContain('aria-invalid="true"');
    expect((await agent.submit(page, `${page}/status`, { status: 'asleep' })).status).toBe(422);
    expect(await requireSource(account, source._id)).toMatchObject({ name: 'New till', status: 'active' });
  });

  it('gives it a new secret once, however often the form is sent', async () => {
    const form = (await agent.get(`${page}/rotate`)).body;
    const fields = { _csrf: tokenOn(form), since: /name="since" value="([^"]+)"/.exec(form)?.[1] ?? '', secret: '' };
    const first = await agent.post(`${page}/rotate`, fields);
    expect(first.status).toBe(200);
    const made = secretOn(first.body);
    expect(made).toMatch(/^whsec_/);
    expect((await agent.post(`${page}/rotate`, fields)).location).toContain('?done=unchanged');
    expect(await deliver(anInput('with-old'), 'msg_1')).toBe(202);
    expect(await deliver(anInput('with-new'), 'msg_2', [made])).toBe(202);
    expect((await agent.get(page)).body).toContain('The one before holds until');
  });

  it('deletes it, after asking', async () => {
    expect((await agent.get(`${page}/delete`)).body).toContain('Delete “Till”?');
    expect((await agent.submit(`${page}/delete`, `${page}/delete`, {})).location).toBe('/admin/sources?done=deleted');
    expect((await agent.get('/admin/sources?done=deleted')).body).toContain('The source was deleted.');
    expect((await agent.get(page)).status).toBe(404);
    expect(await deliver(anInput('late'))).toBe(404);
  });
});

describe('the editor of a mapping', () => {
  const MAPPING = '{ "fields": { "id": { "text": "order-{$.order.number}" }, "occurredAt": { "path": "$.order.at" }, "touchpoint": { "value": "checkout" }, "customer": { "email": { "path": "$.order.buyer" } } } }';
  const payload = () => ({ order: { number: 7, at: test.app.now().toISOString(), buyer: 'ada@example.com' } });
  const submit = (fields: Record<string, string>) => agent.submit(`${page}/mapping`, `${page}/mapping`, { from: 'built-in', mapping: MAPPING, payload: '', headers: '', ...fields });

  it('begins with what was received, shows what would become of it, and keeps it when told to', async () => {
    await aSurvey(test.app, account);
    await deliver(payload());
    const { body } = await agent.get(`${page}/mapping`);
    const received = textarea(body, 'payload');
    expect(JSON.parse(received)).toMatchObject({ order: { number: 7, buyer: 'ada@example.com' } });
    expect(textarea(body, 'headers')).toContain('webhook-id: msg_1');
    const preview = await submit({ do: 'preview', payload: received });
    expect(preview.status).toBe(200);
    for (const told of ['becomes an interaction', 'order-7', 'would be asked', 'Nothing was stored']) expect(preview.body).toContain(told);
    expect(await stored('interactions').countDocuments({ accountId: account })).toBe(0);
    expect((await requireSource(account, source._id)).mapping).toBeNull();

    expect((await submit({ do: 'save' })).location).toContain('?done=mapped');
    expect((await requireSource(account, source._id)).mapping).toEqual(JSON.parse(MAPPING));
    const action = /action="([^"]+\/replay)"/.exec((await agent.get(page)).body)?.[1] ?? '';
    expect((await agent.submit(page, action, {})).location).toContain('?done=accepted');
    expect((await submit({ do: 'save', mapping: ' ' })).location).toContain('?done=built-in');
    expect((await requireSource(account, source._id)).mapping).toBeNull();
  });

  it('names the place of what is wrong, and keeps what was written', async () => {
    for (const wanted of ['preview', 'save']) {
      const broken = await submit({ do: wanted, mapping: '{\n  "fields": {\n    "id" "x" } }' });
      expect(broken.status).toBe(422);
      expect(broken.body).toContain('line 3, character 10');
      const wrong = await submit({ do: wanted, mapping: MAPPING.replace('$.order.at', '$.[') });
      expect(wrong.status).toBe(422);
      expect(wrong.body).toContain('/fields/occurredAt/path');
      expect(textarea(wrong.body, 'mapping')).toBe(MAPPING.replace('$.order.at', '$.['));
    }
    const missing = await submit({ do: 'preview', payload: '{"order":{"number":7}}' });
    expect(missing.body).toContain('$.order.at: is needed, but nothing is there');
    expect((await submit({ do: 'preview', payload: 'hello' })).body).toContain('the payload is not readable JSON');
    expect((await submit({ do: 'preview', payload: ' ' })).body).toContain('payload-problem');
    expect((await submit({ do: 'preview', payload: '{}', headers: 'x-a: 1\nnothing' })).body).toContain('Line 2 is no header');
    expect((await requireSource(account, source._id)).mapping).toBeNull();
  });

  it('loads another to start from without saving it, and takes long payloads', async () => {
    const { status, body } = await submit({ do: 'load', from: 'ready:orders', payload: JSON.stringify({ text: 'ü'.repeat(60_000) }) });
    expect(status).toBe(200);
    expect(JSON.parse(textarea(body, 'mapping'))).toHaveProperty('fields.id');
    expect(textarea(body, 'payload')).toHaveLength(60_011);
    expect(textarea((await submit({ do: 'load', from: 'ready:none' })).body, 'mapping')).toBe('');
    const example = textarea((await agent.get(`${page}/mapping`)).body, 'payload');
    const desk = await submit({ do: 'load', from: 'ready:freshdesk', payload: example.replaceAll('\n', '\r\n') });
    expect(textarea(desk.body, 'payload')).toContain('freshdesk_webhook');
    expect((await submit({ do: 'preview', mapping: textarea(desk.body, 'mapping'), payload: textarea(desk.body, 'payload') })).body).toContain('ticket.solved');
    expect((await requireSource(account, source._id)).mapping).toBeNull();
  });

  it('shows the built-in mapping of a known sender, which is not kept as its own', async () => {
    const { source: shop } = await createSource(test.app, account, { name: 'Shop', kind: 'shopify', secret: 'a-secret-of-the-shop', scheme: null, legacySignatures: false, mapping: null });
    const at = `/admin/sources/${shop._id}/mapping`;
    const { body } = await agent.get(at);
    const mapping = textarea(body, 'mapping');
    const fields = { from: 'built-in', mapping, payload: textarea(body, 'payload'), headers: textarea(body, 'headers') };
    expect((await agent.submit(at, at, { ...fields, do: 'preview' })).body).toContain('order.fulfilled');
    expect((await agent.submit(at, at, { ...fields, do: 'save' })).location).toContain('?done=built-in');
    expect((await agent.submit(at, at, { ...fields, do: 'save', mapping: mapping.replace('"delivery"', '"parcel"') })).location).toContain('?done=mapped');
    expect((await agent.get(at)).body).toContain('In use: a mapping of your own');
  });
});

describe('who may see them', () => {
  const pages = ['', '/rotate', '/delete', '/mapping'];
  const forms = ['/settings', '/status', '/rotate', '/delete', '/mapping', '/deliveries/x.0/replay'];

  it.each(['analyst', 'agent', 'viewer'] as const)('not the role %s', async (role) => {
    const other = await signedInAgent(test, account, role);
    for (const path of ['/admin/sources', '/admin/sources/new', ...pages.map((part) => page + part)]) expect((await other.get(path)).status, path).toBe(403);
    for (const path of ['/admin/sources', ...forms.map((part) => page + part)]) expect((await other.submit('/admin/reports', path, { name: 'mine', status: 'paused' })).status, path).toBe(403);
    expect((await other.get('/admin/reports')).body).not.toContain('/admin/sources');
    expect(await requireSource(account, source._id)).toMatchObject({ name: 'Till', status: 'active' });
  });

  it('nobody of another account', async () => {
    const stranger = await signedInAgent(test, (await anAccount(test.app, { name: 'Other' }))._id, 'owner');
    expect((await stranger.get('/admin/sources')).body).not.toContain('Till');
    for (const part of pages) expect((await stranger.get(page + part)).status, part).toBe(404);
    for (const part of forms) expect((await stranger.submit('/admin/sources/new?kind=stripe', page + part, { name: 'mine', status: 'paused', do: 'save' })).status, part).toBe(404);
    expect(await requireSource(account, source._id)).toMatchObject({ name: 'Till', status: 'active' });
  });

  it('no form of another site', async () => {
    for (const path of ['/admin/sources', ...forms.map((part) => page + part)]) expect((await agent.post(path, { name: 'mine', kind: 'stripe', status: 'paused' })).status, path).toBe(403);
  });
});

describe('the documentation of senders', () => {
  it('has a page for each, that loads nothing from elsewhere, with its example and what becomes of it', async () => {
    const list = await fetch(`${test.url}/api/docs/senders`);
    const kinds = [...(await list.text()).matchAll(/href="\/api\/docs\/senders\/([\w-]+)"/g)].map(([, kind]) => kind ?? '');
    expect(kinds).toHaveLength(12);
    for (const kind of kinds) {
      const answer = await fetch(`${test.url}/api/docs/senders/${kind}`);
      const body = await answer.text();
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(answer.headers.get('set-cookie')).toBeNull();
      expect(body, kind).toContain('<h3>Interaction</h3>');
      expect(body, kind).toContain('curl -sS');
      expect(body).not.toMatch(/(?:src|stylesheet" href)="https?:/);
    }
    expect((await fetch(`${test.url}/api/docs/senders/carrier-pigeon`)).status).toBe(404);
    expect(await (await fetch(`${test.url}/api/openapi.json`)).text()).toContain('(/api/docs/senders)');
  });
});
