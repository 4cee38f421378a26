/** What is wrong with one process or with the way of mail: readiness and metrics name it within a minute, and blame nothing else. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ALL_WELL, alarmsOf, type Alarms } from '../support/alarms.ts';
import { openDnsStub, type DnsStub } from '../support/dns-stub.ts';
import { sayLastWordsOfFailures, startInstallation, type Installation } from '../support/installation.ts';
import { until } from '../support/processes.ts';
import { withClockAhead, withFullDisk, type ProductProcess } from '../support/product.ts';
import { openSmtpSink, type SmtpSink } from '../support/smtp-sink.ts';
import { invitedMany, stored } from '../support/spine.ts';
import { tcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { anAccount, aSurvey } from '../support/test-app.ts';

/** So many mails in a row that were put off are no accident. */
const PUT_OFF = 5;

let sink: SmtpSink;
/** Between the product and its mail server. */
let road: TcpProxy;
let dns: DnsStub;
let product: Installation;
let alarms: Alarms;
let account: string;
const folder = mkdtempSync(join(tmpdir(), 'afterword-alarms-'));
const running: ProductProcess[] = [];
const red: string[] = [];

beforeAll(async () => {
  sink = await openSmtpSink();
  road = await tcpProxy({ host: '127.0.0.1', port: Number(new URL(sink.url).port) });
  dns = await openDnsStub();
  product = await startInstallation({ SMTP_URL: `smtp://127.0.0.1:${road.port}`, MAIL_FROM: 'surveys@example.com', DNS_SERVERS: dns.address });
  alarms = alarmsOf(product.url);
  account = (await anAccount(product.app))._id;
  await aSurvey(product.app, account);
}, 120_000);

afterAll(async () => {
  await product?.close();
  await dns?.close();
  await road?.close();
  await sink?.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

sayLastWordsOfFailures(() => product);

it('is green while all is well', async () => {
  expect(await alarms.readiness()).toEqual(ALL_WELL);
});

function aFullDisk() {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  return product.another('web', { DATA_DIR: disk }, withFullDisk(disk));
}

/** Signs with one key; the DNS has another. */
function anotherDkimKey() {
  const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'der' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } });
  const file = join(folder, 'dkim.pem');
  writeFileSync(file, rsa().privateKey);
  dns.records.set('a._domainkey.example.com', [`v=DKIM1; k=rsa; p=${rsa().publicKey.toString('base64')}`]);
  return product.another('worker', { DKIM_DOMAIN: 'example.com', DKIM_SELECTOR: 'a', DKIM_KEY_FILE: file });
}

it.each<[string, string, RegExp, () => Promise<ProductProcess>]>([
  ['whose clock is ten minutes ahead', 'clock', /^A clock is (59\d|60\d) s from the database's/, () => product.another('web', withClockAhead(600_000))],
  ['whose disk is nearly full', 'disk', /^The disk of DATA_DIR is nearly full/, aFullDisk],
  ['with another secret than the data', 'secret', /another SECRET/, () => product.another('web', { SECRET: 'another-secret-'.repeat(4) })],
  ['that signs with another key than the DNS has', 'dkim', /^a\._domainkey\.example\.com publishes another key/, anotherDkimKey],
  ['whose password the mail server refuses', 'mail-server', /\(EAUTH 535\)/, () => product.another('worker', { SMTP_URL: `smtp://afterword:wrong@127.0.0.1:${road.port}` })],
])('a process %s', async (_what, name, saying, start) => {
  running.push(await start());
  await alarms.untilRed(name, saying);
  red.push(name);
  await alarms.untilOnly(red);
}, 90_000);

it('the doctor tells of each, and of none once these processes have ended', async () => {
  const told = JSON.parse(await product.command('doctor --json')) as { findings: { name: string; state: string; detail: string; remedy: string | null }[] };
  const processes = told.findings.find(({ name }) => name === 'processes');
  expect(processes).toMatchObject({ state: 'bad', remedy: expect.stringContaining('mend') });
  for (const word of ['A clock is', 'DATA_DIR', 'SECRET', 'a._domainkey.example.com', 'EAUTH 535']) expect(processes?.detail).toContain(word);
  for (const { stop } of running) expect(await stop()).toBe(0);
  await alarms.untilOnly([]);
}, 60_000);

it('a mail server that is gone', async () => {
  await road.cut();
  await alarms.untilRed('mail-server', /cannot be used \(E/);
  await alarms.untilOnly(['mail-server']);
  await road.mend();
}, 90_000);

it('a mail server that puts everything off', async () => {
  const invited = await invitedMany(product.app, account, PUT_OFF, (index) => ({ customer: { email: `later${index}@example.com` } }));
  for (const index of invited.keys()) sink.fates.set(`later${index}@example.com`, { reply: '450 4.2.1 try again later' });
  await alarms.untilRed('mail-server', /put off the last 5 mails or more \(450\)/);
  await alarms.untilOnly(['mail-server']);
  await invitedMany(product.app, account, 1);
  await until('one is accepted', () => sink.mails.length === 1);
  await alarms.untilGreen('mail-server');
}, 90_000);

it('a sweep that somebody with a wrong clock has reserved', async () => {
  await stored('leases').updateOne({ _id: 'sweep' }, { $set: { holder: 'gone', until: new Date(Date.now() + 3_600_000) } }, { upsert: true });
  await alarms.untilRed('sweep', /No worker sweeps before/);
  await alarms.untilOnly(['sweep']);
  await stored('leases').deleteOne({ _id: 'sweep' });
  await alarms.untilGreen('sweep');
}, 60_000);
