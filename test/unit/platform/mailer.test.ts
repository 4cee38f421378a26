import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { afterAll, describe, expect, it } from 'vitest';
import { createCatchingMailer, type Message } from '../../../src/platform/mailer.ts';

const folder = mkdtempSync(join(tmpdir(), 'afterword-mails-'));
const mailer = createCatchingMailer(folder);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PLAIN: Message = {
  from: { name: 'Acme', address: 'hello@acme.example' }, to: { name: 'Ann', address: 'ann@example.com' }, replyTo: 'help@acme.example', subject: 'How was it?',
  html: '<p>x</p>', text: 'x', messageId: '<1@acme.example>', headers: { 'List-Unsubscribe': '<https://acme.example/u/1>' },
};

/** The message as it would go out. */
async function composed(changes: Partial<Message>): Promise<string> {
  await mailer.send({ ...PLAIN, ...changes });
  const [name = ''] = readdirSync(folder);
  const raw = readFileSync(join(folder, name), 'utf8');
  rmSync(join(folder, name));
  return raw;
}

const headersOf = (raw: string): string[] => raw.slice(0, raw.indexOf('\r\n\r\n')).split(/\r\n(?![ \t])/).map((line) => line.split(':')[0]?.toLowerCase() ?? '').toSorted();

const POISON = ['\r\nBcc: eve@evil.example', '\nBcc: eve@evil.example', '\rBcc: eve@evil.example', '\r\n\r\n<script>x</script>', '\u0000', '\u2028Bcc: eve@evil.example', '\u0085Bcc: x', '>, <eve@evil.example>', '"<eve@evil.example>', ', eve@evil.example', '%0d%0aBcc: x', '=?utf-8?q?=0d=0aBcc:_x?='];

describe('a mail', () => {
  it('has the headers it is given and no more, whatever names and subject hold', async () => {
    const expected = headersOf(await composed({}));
    const hostile = fc.tuple(fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom(...POISON), fc.string({ maxLength: 20 })).map((parts) => parts.join(''));
    await fc.assert(fc.asyncProperty(hostile, fc.constantFrom('from', 'to', 'subject'), async (text, field) => {
      const change = field === 'subject' ? { subject: text } : field === 'from' ? { from: { ...PLAIN.from, name: text } } : { to: { ...PLAIN.to, name: text } };
      const raw = await composed(change);
      expect(headersOf(raw)).toEqual(expected);
      const { from, to, bcc, cc } = await PostalMime.parse(raw);
      expect([from?.address, to?.map(({ address }) => address), bcc, cc]).toEqual(['hello@acme.example', ['ann@example.com'], undefined, undefined]);
    }), { numRuns: 150 });
  });
});
