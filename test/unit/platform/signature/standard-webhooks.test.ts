import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { STANDARD_WEBHOOKS } from '../../../../src/platform/signature/schemes.ts';
import { newWebhookSecret, signWebhook } from '../../../../src/platform/signature/standard-webhooks.ts';
import { verify } from '../../../../src/platform/signature/verify.ts';

const now = new Date('2026-05-04T09:30:00Z');
const body = Buffer.from('{"id":"1"}');
const secret = newWebhookSecret();
const signed = (values: { secrets?: string[]; at?: Date; id?: string; body?: Buffer } = {}) =>
  signWebhook(values.secrets ?? [secret], { id: values.id ?? 'msg_1', at: values.at ?? now, body: values.body ?? body });
const reasonOf = (headers: Record<string, string | string[] | undefined>, over: { body?: Buffer; secrets?: string[] } = {}) => {
  const verified = verify(STANDARD_WEBHOOKS, over.secrets ?? [secret], { method: 'POST', url: 'https://app.example.com/in', headers, body: over.body ?? body, now });
  return verified.ok ? 'ok' : verified.reason;
};

describe('agreement with the reference library', () => {
  it('signs what the library signs', () => {
    fc.assert(fc.property(fc.string({ minLength: 1, maxLength: 40 }).filter((id) => /^[\x21-\x7e]+$/.test(id)), fc.string(), fc.date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true }), (id, text, at) => {
      const ours = signWebhook([secret], { id, at, body: Buffer.from(text) });
      expect(ours['webhook-signature']).toBe(new Webhook(secret).sign(id, at, text));
    }), { numRuns: 50 });
  });

  it('accepts what the library accepts', () => {
    const at = new Date();
    const headers = signWebhook([secret], { id: 'msg_1', at, body });
    expect(new Webhook(secret).verify(body, headers)).toEqual({ id: '1' });
    expect(verify(STANDARD_WEBHOOKS, [secret], { method: 'POST', url: '', headers, body, now: at })).toEqual({ ok: true, id: 'msg_1' });
  });
});

describe('time', () => {
  it.each([[-300, 'ok'], [-301, 'too-old'], [300, 'ok'], [301, 'too-new']])('%d s from now: %s', (seconds, expected) => {
    expect(reasonOf(signed({ at: new Date(now.getTime() + seconds * 1000) }))).toBe(expected);
  });

  it.each(['soon', '-1', '1e9', ' 1777887000', '1777887000.5', '1777887000\n', '9'.repeat(13), '0x69f869d8'])('refuses the timestamp %j', (timestamp) => {
    expect(reasonOf({ ...signed(), 'webhook-timestamp': timestamp })).toBe('malformed-timestamp');
  });
});

describe('signatures', () => {
  it('accepts one of several, made with any of several secrets', () => {
    const [old, other] = [newWebhookSecret(), newWebhookSecret()];
    expect(reasonOf(signed({ secrets: [other, old] }), { secrets: [secret, old] })).toBe('ok');
    expect(reasonOf(signed({ secrets: [other] }), { secrets: [secret, old] })).toBe('wrong-signature');
    expect(reasonOf({ ...signed(), 'webhook-signature': `v2,abc v1a,xyz ${signed()['webhook-signature']}` })).toBe('ok');
  });

  it('refuses every other body, id, time and secret', () => {
    const headers = signed();
    expect(reasonOf(headers, { body: Buffer.from('{"id":"2"}') })).toBe('wrong-signature');
    expect(reasonOf(headers, { body: Buffer.concat([body, Buffer.from(' ')]) })).toBe('wrong-signature');
    expect(reasonOf({ ...headers, 'webhook-id': 'msg_2' })).toBe('wrong-signature');
    expect(reasonOf({ ...headers, 'webhook-timestamp': String(now.getTime() / 1000 - 1) })).toBe('wrong-signature');
    expect(reasonOf(headers, { secrets: [newWebhookSecret()] })).toBe('wrong-signature');
    expect(reasonOf(headers, { secrets: [] })).toBe('wrong-signature');
  });

  it.each(['v1,', 'v1,short', 'v1,AAAA', `v2,${'A'.repeat(44)}`, 'A'.repeat(44), ' ', Array.from({ length: 11 }, () => `v1,${Buffer.alloc(32).toString('base64')}`).join(' ')])('calls %j malformed', (signature) => {
    expect(reasonOf({ ...signed(), 'webhook-signature': signature })).toBe('malformed-signature');
  });

  it('wants each header once', () => {
    for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature']) {
      for (const absent of [undefined, '', []]) expect(reasonOf({ ...signed(), [name]: absent })).toBe('missing-headers');
      expect(reasonOf({ ...signed(), [name]: ['a', 'b'] })).toBe('repeated-header');
    }
    expect(reasonOf({ ...signed(), 'webhook-id': 'x'.repeat(257) })).toBe('malformed-id');
    expect(reasonOf(signed({ id: 'msg.1' }))).toBe('malformed-id');
  });

  it('is over bytes, not over text', () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x00]);
    expect(reasonOf(signed({ body: bytes }), { body: bytes })).toBe('ok');
    expect(reasonOf(signed({ body: bytes }), { body: Buffer.from([0xff, 0xfd, 0x00]) })).toBe('wrong-signature');
  });
});
