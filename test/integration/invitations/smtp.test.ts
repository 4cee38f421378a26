import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { requireAccount, updateAccount } from '../../../src/features/accounts/accounts.service.ts';
import { requireInvitation } from '../../../src/features/invitations/invitations.service.ts';
import { sendDue } from '../../../src/features/invitations/send-invitations.job.ts';
import { createSmtpMailer } from '../../../src/platform/mailer.ts';
import { verifyDkim } from '../../support/dkim.ts';
import { openSmtpSink, type CaughtMail, type Fate, type SmtpSink } from '../../support/smtp-sink.ts';
import { invited, invitedMany, stored } from '../../support/spine.ts';
import { anAccount, aSurvey, openTestApp, type TestApp } from '../../support/test-app.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

let test: TestApp;
let sink: SmtpSink;
let account: string;
beforeAll(async () => {
  sink = await openSmtpSink();
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  test = await openTestApp({ mailer: createSmtpMailer({ url: sink.url, connections: 3, rate: 0, dkim: { domain: 'afterword.example', selector: 's1', privateKey: pem } }) });
});
beforeEach(async () => {
  await stored('invitations').deleteMany({});
  sink.mails.length = 0;
  sink.fates.clear();
  account = (await anAccount(test.app, { name: 'Café «نور» & Sons' }))._id;
  await aSurvey(test.app, account);
});
afterAll(async () => {
  await test.close();
  await sink.close();
});

const caught = (to: string): CaughtMail[] => sink.mails.filter((mail) => mail.to === to);

async function sentWith(email: string, fate: Fate): Promise<string> {
  const { _id } = await invited(test.app, account, { customer: { email } });
  sink.fates.set(email, fate);
  await sendDue(test.app);
  const { status, phase, history } = await requireInvitation(account, _id);
  expect(history.length).toBeGreaterThan(1);
  return `${status}/${phase}`;
}

describe('over real SMTP', () => {
  it('each mail reaches one recipient, with the headers that mail programs ask for', async () => {
    const { branding, sender } = await requireAccount(account);
    await updateAccount(account, { branding, sender: { ...sender, replyTo: 'help@acme.example', address: 'hello@acme.example' } });
    const invitation = await invited(test.app, account, { customer: { email: 'zoë@example.com', name: 'Zoë, "Z"', locale: 'ar' } });
    await sendDue(test.app);
    const [mail] = sink.mails;
    expect(sink.mails).toHaveLength(1);
    expect(mail?.to).toBe('zoë@example.com');
    expect(mail?.from).toBe('hello@acme.example');
    expect(mail?.headers).toMatchObject({
      'message-id': `<${invitation._id}.invitation@acme.example>`,
      'reply-to': 'help@acme.example',
      'list-unsubscribe': expect.stringMatching(/^<http:\/\/127\.0\.0\.1:\d+\/u\/[\w.-]+>$/) as string,
      'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
      'auto-submitted': 'auto-generated',
      'feedback-id': expect.stringMatching(/^nps:acc_[\w-]+:invitation:afterword$/) as string,
      'x-afterword-invitation': invitation._id,
    });
    expect(mail?.html).toContain('dir="rtl"');
    expect(mail?.text).toContain('/s/');
    // A header that is folded over lines breaks signatures at some relays.
    expect(mail?.raw).toMatch(/^List-Unsubscribe: <\S+>\r$/m);
  });

  it('every mail is signed, both unsubscribe headers included, and an altered one is found out', async () => {
    await invitedMany(test.app, account, 12, (index) => ({ customer: { email: `d${index}@example.com`, name: 'نور '.repeat(20), locale: ['en', 'ar', 'fa', 'pl'][index % 4] ?? 'en' } }));
    await sendDue(test.app);
    expect(sink.mails).toHaveLength(12);
    for (const { raw } of sink.mails) {
      const verdict = verifyDkim(raw, publicKey);
      expect(verdict).toMatchObject({ bodyHashMatches: true, signatureMatches: true, tags: { d: 'afterword.example', s: 's1', a: 'rsa-sha256' } });
      expect(verdict.signedHeaders).toEqual(expect.arrayContaining(['from', 'to', 'subject', 'date', 'message-id', 'list-unsubscribe', 'list-unsubscribe-post', 'feedback-id', 'auto-submitted']));
      for (const name of ['List-Unsubscribe', 'List-Unsubscribe-Post', 'From', 'Subject']) {
        expect(verifyDkim(raw.replace(new RegExp(`^${name}: `, 'm'), `${name}: x`), publicKey).signatureMatches, name).toBe(false);
      }
      expect(verifyDkim(raw.replace('</html>', '<!-- x --></html>').replace(/(\r\n--\S+--)/, ' x$1'), publicKey).bodyHashMatches).toBe(false);
    }
  });

  it.each<[string, Fate, string, number]>([
    ['refused for now at RCPT', { reply: '450 4.2.1 busy' }, 'scheduled/due', 0],
    ['refused for now after DATA', { reply: '451 4.3.0 later', at: 'data' }, 'scheduled/due', 0],
    ['refused for good at RCPT', { reply: '550 5.1.1 nobody' }, 'bounced/closed', 0],
    ['refused for good after DATA', { reply: '554 5.6.0 no', at: 'data' }, 'bounced/closed', 0],
    ['refused for who we are', { reply: '550 5.7.26 unauthenticated' }, 'scheduled/due', 0],
    ['cut off before DATA', { hangUp: 'before-data' }, 'scheduled/due', 0],
    ['cut off before the reply to DATA', { hangUp: 'before-reply' }, 'ambiguous/open', 1],
  ])('a mail %s is known for what it is', async (what, fate, expected, copies) => {
    const email = `${what.replaceAll(/[^a-z]/gi, '-')}@example.com`;
    const state = await sentWith(email, fate);
    // Not a byte of it was sent, so the pool may try it once more by itself where the connection was an older one.
    if ('hangUp' in fate && fate.hangUp === 'before-data') expect(['scheduled/due', 'sent/open']).toContain(state);
    else expect(state).toBe(expected);
    expect(caught(email)).toHaveLength(state === 'sent/open' ? 1 : copies);
    const { sender } = await requireAccount(account);
    expect(sender.paused !== null).toBe('reply' in fate && fate.reply.includes('5.7.'));
  });

  it.each<[string, Fate, string]>([
    ['before DATA', { hangUp: 'before-data' }, 'deferred'],
    ['before the reply to DATA', { hangUp: 'before-reply' }, 'unknown'],
  ])('a new connection cut off %s leaves no more doubt than there is', async (_what, fate, kind) => {
    const fresh = createSmtpMailer({ url: sink.url, connections: 1, rate: 0, dkim: null });
    const message = (address: string) => ({
      from: { name: 'A', address: 'a@example.com' }, to: { name: '', address }, subject: 's', html: 'h', text: 't', messageId: `<${address}>`, headers: {},
    });
    sink.fates.set('cut@example.com', fate);
    expect((await fresh.send(message('cut@example.com'))).kind).toBe(kind);
    // The pool goes on with the next one.
    expect((await fresh.send(message('next@example.com'))).kind).toBe('accepted');
    expect(caught('cut@example.com')).toHaveLength(kind === 'unknown' ? 1 : 0);
    await fresh.close();
  });

  it('a server that is away defers, and nothing is lost', async () => {
    const away = createSmtpMailer({ url: 'smtp://127.0.0.1:1', connections: 2, rate: 0, dkim: null });
    const outcome = await away.send({
      from: { name: 'A', address: 'a@example.com' }, to: { name: '', address: 'b@example.com' }, subject: 's', html: 'h', text: 't', messageId: '<1@example.com>', headers: {},
    });
    expect(outcome.kind).toBe('deferred');
    await away.close();
  });
});
