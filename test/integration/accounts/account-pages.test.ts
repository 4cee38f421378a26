import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pauseSender, requireAccount } from '../../../src/features/accounts/accounts.service.ts';
import { openDnsStub, type DnsStub } from '../../support/dns-stub.ts';
import { unescaped, type Agent, type Answered } from '../../support/browser-agent.ts';
import { signedInAgent } from '../../support/signed-in.ts';
import { stored } from '../../support/spine.ts';
import { anAccount, aSurvey, eventually, openTestApp, type TestApp } from '../../support/test-app.ts';

const PAGE = '/admin/account';

let test: TestApp;
let dns: DnsStub;
let publicKey: string;
let folder: string;
let account: string;
let owner: Agent;

beforeAll(async () => {
  dns = await openDnsStub();
  folder = mkdtempSync(join(tmpdir(), 'afterword-dkim-'));
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  publicKey = keys.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const keyFile = join(folder, 'dkim.pem');
  writeFileSync(keyFile, keys.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  test = await openTestApp({ env: { DNS_SERVERS: dns.address, MAIL_FROM: 'surveys@Acme.test', SMTP_URL: 'smtp://127.0.0.1:9', DKIM_DOMAIN: 'acme.test', DKIM_SELECTOR: 'aw', DKIM_KEY_FILE: keyFile } });
});
beforeEach(async () => {
  account = (await anAccount(test.app, { name: 'Nordwind' }))._id;
  owner = await signedInAgent(test, account, 'owner');
  dns.records.clear();
});
afterAll(async () => {
  await test.close();
  await dns.close();
  rmSync(folder, { recursive: true, force: true });
});

const send = (section: string, fields: Record<string, string>, agent = owner): Promise<Answered> => agent.submit(PAGE, `${PAGE}/${section}`, fields);
const GENERAL = { name: 'Nordwind EU', languages: 'pl, en', minimumSample: '50', segmentKeys: 'plan\r\ncountry\r\n' };
const BRANDING = { companyName: 'Nordwind <Coffee>', color: '#0B7A5A', logoUrl: '', postalAddress: 'Hauptstr. 1\r\nBerlin' };

describe('the settings page', () => {
  it('saves each of its forms and shows what was saved', async () => {
    expect((await send('general', GENERAL)).location).toBe(`${PAGE}?done=general#general`);
    expect((await send('dates', { weekStart: '6', calendar: 'jalali' })).status).toBe(303);
    expect((await send('branding', BRANDING)).status).toBe(303);
    expect((await send('sender', { senderName: ' ', address: 'care@nordwind.test', replyTo: '' })).status).toBe(303);
    expect(await requireAccount(account)).toMatchObject({
      name: 'Nordwind EU', languages: ['pl', 'en'], minimumSample: 50, segmentKeys: ['plan', 'country'], weekStart: 6, calendar: 'jalali',
      branding: { companyName: 'Nordwind <Coffee>', color: '#0B7A5A', logoUrl: null, postalAddress: 'Hauptstr. 1\nBerlin' },
      sender: { name: null, address: 'care@nordwind.test', replyTo: null, paused: null },
    });
    const { body } = await owner.get(`${PAGE}?done=general`);
    expect(body).toContain('role="status">Saved.');
    expect(body).toContain('value="Nordwind &lt;Coffee&gt;"');
    expect(body).toContain('<option value="6" selected>Saturday</option>');
    expect(body).toContain('care@nordwind.test');
    const noted = await eventually('the changes are in the audit log', async () => {
      const entries = await stored('auditEntries').find({ accountId: account, action: 'account.changed' }).toArray();
      return entries.length === 4 && entries;
    });
    expect(noted.some(({ after }) => (after as { weekStart?: number }).weekStart === 6)).toBe(true);
  });

  it.each([
    ['general', { ...GENERAL, name: '' }, 'name'], ['general', { ...GENERAL, languages: 'english!' }, 'languages'], ['general', { ...GENERAL, languages: '' }, 'languages'],
    ['general', { ...GENERAL, minimumSample: '' }, 'minimumSample'], ['general', { ...GENERAL, minimumSample: '2.5' }, 'minimumSample'],
    ['general', { ...GENERAL, segmentKeys: Array.from({ length: 11 }, (_, index) => `key${index}`).join('\n') }, 'segmentKeys'],
    ['dates', { weekStart: '8', calendar: 'jalali' }, 'weekStart'], ['dates', { weekStart: '1', calendar: 'maya' }, 'calendar'],
    ['branding', { ...BRANDING, color: 'blue' }, 'color'], ['branding', { ...BRANDING, companyName: ' ' }, 'companyName'], ['branding', { ...BRANDING, logoUrl: 'javascript:alert(1)' }, 'logoUrl'],
    ['branding', { ...BRANDING, postalAddress: 'x'.repeat(501) }, 'postalAddress'],
    ['sender', { senderName: 'two\nlines', address: '', replyTo: '' }, 'senderName'], ['sender', { senderName: '', address: 'nobody', replyTo: '' }, 'address'], ['sender', { senderName: '', address: '', replyTo: 'a@b' }, 'replyTo'],
  ] as [string, Record<string, string>, string][])('refuses %s as %o, says where, and keeps what was written', async (section, fields, wrong) => {
    const before = await stored('accounts').findOne({ _id: account } as never);
    const { status, body } = await send(section, fields);
    expect(status).toBe(422);
    expect(body).toContain('role="alert"');
    expect(body).toMatch(new RegExp(`name="${wrong}"[^>]*aria-describedby="[^"]*${wrong}-problem"[^>]*aria-invalid="true"`));
    expect(body).toContain(`id="${wrong}-problem"`);
    expect(await stored('accounts').findOne({ _id: account } as never)).toEqual(before);
  });

  it.each(['analyst', 'agent', 'viewer'] as const)('is none of the business of the role %s', async (role) => {
    const agent = await signedInAgent(test, account, role);
    expect((await agent.get(PAGE)).status).toBe(403);
    expect((await agent.submit('/admin/reports', `${PAGE}/general`, GENERAL)).status).toBe(403);
    expect((await requireAccount(account)).name).toBe('Nordwind');
  });

  it('takes no form without its token, and changes no other account', async () => {
    expect((await owner.post(`${PAGE}/general`, GENERAL)).status).toBe(403);
    const other = await anAccount(test.app, { name: 'Other' });
    await send('general', { ...GENERAL, accountId: other._id });
    expect((await requireAccount(other._id)).name).toBe('Other');
    expect((await owner.get(PAGE)).body).not.toContain('Other');
  });
});

describe('the look', () => {
  it('is shown before it is saved, in a mail of a survey of the account', async () => {
    expect((await owner.get(PAGE)).body).toContain('As soon as there is a survey');
    await aSurvey(test.app, account);
    const { status, body } = await send('branding/preview', BRANDING);
    expect(status).toBe(200);
    const frame = unescaped(/<iframe[^>]* src="([^"]+)"/.exec(body)?.[1] ?? '');
    const mail = await owner.get(frame);
    expect(mail.headers.get('content-security-policy')).toContain('sandbox');
    expect(mail.body.toLowerCase()).toContain('#0b7a5a');
    expect(mail.body).toContain('Nordwind &lt;Coffee&gt;');
    expect(mail.body).toContain('Hauptstr. 1');
    expect((await requireAccount(account)).branding.companyName).toBe('Nordwind');
    expect((await owner.get(`${PAGE}/branding/mail`)).body).not.toContain('Coffee');
    expect((await send('branding/preview', { ...BRANDING, color: 'x' })).status).toBe(422);
  });

  it('says honestly what a colour does to legibility', async () => {
    const dark = (await send('branding/preview', { ...BRANDING, color: '#0f5ea8' })).body;
    expect(dark).toContain('White text on buttons of this colour: contrast 6.5 : 1');
    const pale = (await send('branding/preview', { ...BRANDING, color: '#ffe066' })).body;
    expect(pale).toMatch(/White text on this colour would reach only 1\.\d : 1/);
    expect(pale).toContain('so the darker shade');
  });
});

describe('sending', () => {
  it('is paused and resumed by hand, and says when the mail server refused', async () => {
    expect((await send('sender/pause', {})).location).toContain('done=paused');
    expect((await requireAccount(account)).sender.paused).toMatchObject({ byHand: true });
    expect((await owner.get(PAGE)).body).toContain('by hand');
    expect((await send('sender/resume', {})).location).toContain('done=resumed');
    await pauseSender(test.app, account, '550 5.7.1 <spam> refused');
    const { body } = await owner.get(PAGE);
    expect(body).toContain('the mail server refuses this sender');
    expect(body).toContain('550 5.7.1 &lt;spam&gt; refused');
    // Whoever saves the sender does not resume it by the way.
    await send('sender', { senderName: 'Care', address: '', replyTo: '' });
    expect((await requireAccount(account)).sender.paused?.reason).toContain('5.7.1');
  });
});

describe('the check of the sender', () => {
  const check = async (): Promise<string> => {
    expect((await send('sender/check', {})).location).toBe(`${PAGE}?done=checked#check`);
    return (await owner.get(PAGE)).body;
  };

  it('finds all in order', async () => {
    expect((await owner.get(PAGE)).body).toContain('Not checked yet.');
    dns.records.set('acme.test', ['v=spf1 include:_spf.mail.test -all', 'unrelated']).set('aw._domainkey.acme.test', [`v=DKIM1; k=rsa; p=${publicKey}`]).set('_dmarc.acme.test', ['v=DMARC1; p=quarantine']);
    const body = await check();
    expect(body).toContain('Checked for acme.test');
    expect(body.match(/class="state good">in order/g)).toHaveLength(3);
    expect(body).toContain('v&#x3D;spf1 include:_spf.mail.test -all');
  });

  it('says what is missing and what to publish', async () => {
    dns.records.set('acme.test', ['v=spf1 +all']).set('aw._domainkey.acme.test', ['v=DKIM1; p=MIIBother']).set('_dmarc.acme.test', 'broken');
    const body = await check();
    expect(body).toContain('lets everybody send');
    expect(unescaped(body)).toContain(`v=DKIM1; k=rsa; p=${publicKey}`);
    expect(body).toContain('The DNS did not answer in time.');
    expect(body.match(/class="state bad">to be mended/g)).toHaveLength(2);
  });

  it('is of the sender of the account, of its parent’s policy too, and says when it is old', async () => {
    await send('sender', { senderName: '', address: 'care@mail.nordwind.test', replyTo: '' });
    dns.records.set('_dmarc.nordwind.test', ['v=DMARC1; p=reject; sp=none']).set('aw._domainkey.acme.test', [`p=${publicKey}`]);
    const body = await check();
    expect(body).toContain('The domain has no SPF record.');
    expect(body).toContain('signed as acme.test');
    expect(body).toContain('only watches');
    await send('sender', { senderName: '', address: 'care@other.test', replyTo: '' });
    expect((await owner.get(PAGE)).body).toContain('check again');
  });
});

describe('the time zone', () => {
  it('is asked about before it is changed, and the page says while that runs', async () => {
    const asked = await owner.get(`${PAGE}/time-zone?to=Europe%2FWarsaw`);
    expect(asked.body).toContain('Change the time zone to Europe/Warsaw?');
    expect((await requireAccount(account)).timeZone).toBe('UTC');
    expect((await send('time-zone', { timeZone: 'Europe/Warsaw' })).location).toBe(`${PAGE}?done=zone#dates`);
    expect((await requireAccount(account)).timeZone).toBe('Europe/Warsaw');
    expect((await owner.get(PAGE)).body).toContain('is being changed from UTC to Europe/Warsaw');
    const again = await send('time-zone', { timeZone: 'Asia/Tehran' });
    expect(again.status).toBe(409);
    expect(again.body).toContain('still under way');
  });

  it('is one that exists, and another one', async () => {
    expect((await owner.get(`${PAGE}/time-zone?to=Mars`)).status).toBe(303);
    expect((await send('time-zone', { timeZone: 'Mars' })).status).toBe(422);
    expect((await owner.get(`${PAGE}/time-zone?to=UTC`)).body).toContain('This is the time zone already.');
  });
});

describe('dates', () => {
  it('are shown by the calendar of the account to Persian readers alone', async () => {
    await send('dates', { weekStart: '6', calendar: 'jalali' });
    const year = new Intl.DateTimeFormat('fa-IR-u-ca-persian', { year: 'numeric', timeZone: 'UTC' }).format(test.clock.now());
    expect((await owner.get(`${PAGE}?lang=fa`)).body).toContain(year);
    expect((await owner.get(`${PAGE}?lang=ar`)).body).not.toContain(year);
    await send('dates', { weekStart: '6', calendar: 'gregorian' });
    expect((await owner.get(`${PAGE}?lang=fa`)).body).not.toContain(year);
  });
});
