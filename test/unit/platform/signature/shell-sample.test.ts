import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Scheme } from '../../../../src/platform/signature/scheme.ts';
import { BEARER, HUBSPOT_V3, STANDARD_WEBHOOKS } from '../../../../src/platform/signature/schemes.ts';
import { newSecretFor } from '../../../../src/platform/signature/secret.ts';
import { shellSample } from '../../../../src/platform/signature/shell-sample.ts';
import { verify } from '../../../../src/platform/signature/verify.ts';
import { CURL, posted } from '../../../support/shell.ts';
import { SCHEMES } from '../../../support/signature-schemes.ts';

const URL_WITH_ESCAPES = 'https://app.example.com/in/src_1?a=b%3Ac&d=(e)';
const BODY = JSON.stringify({ id: '1', name: "Zoë O'Brien", note: 'costs $5 `id` $(id) "so" \\ %s @file\n—\ttwo lines' }, null, 2);

describe('shellSample', () => {
  const sampleOf = (scheme: Scheme, body = BODY) => shellSample(scheme, { url: URL_WITH_ESCAPES, secretName: 'SECRET', body });

  it.each(SCHEMES)('signs for %s what passes', (_name, scheme) => {
    const secret = newSecretFor(scheme);
    for (const body of [BODY, '']) {
      const request = posted(sampleOf(scheme, body), secret);
      expect(request.url).toBe(URL_WITH_ESCAPES);
      expect(request.body.toString()).toBe(body);
      expect(request.headers['content-type']).toBe('application/json');
      expect(verify(scheme, [secret], { method: 'POST', ...request, now: new Date() })).toMatchObject({ ok: true });
      expect(verify(scheme, [newSecretFor(scheme)], { method: 'POST', ...request, now: new Date() })).toEqual({ ok: false, reason: 'wrong-signature' });
    }
  });

  it('gives each run an id of its own', () => {
    const sample = sampleOf(STANDARD_WEBHOOKS);
    const secret = newSecretFor(STANDARD_WEBHOOKS);
    expect(posted(sample, secret).headers['webhook-id']).not.toBe(posted(sample, secret).headers['webhook-id']);
  });

  it('sends other headers along', () => {
    const others = { 'x-topic': "it's $HOME", 'x-shop': 'a: b' };
    const sample = shellSample(BEARER, { url: URL_WITH_ESCAPES, secretName: 'SECRET', body: BODY, headers: others });
    expect(posted(sample, newSecretFor(BEARER)).headers).toMatchObject(others);
  });

  it('takes secrets that a shell would read', () => {
    for (const secret of ['-n $HOME `id` "quoted" \'and\' \\ %s', 'Zoë—secret-of-sixteen', '-hmac']) {
      expect(verify(HUBSPOT_V3, [secret], { method: 'POST', ...posted(sampleOf(HUBSPOT_V3), secret), now: new Date() }).ok).toBe(true);
    }
  });

  it('stops where the secret is missing, and refuses a name that is none', () => {
    expect(() => execFileSync('sh', ['-c', CURL + sampleOf(BEARER)], { env: { ...process.env, SECRET: '' }, stdio: 'pipe' })).toThrow(/must hold the secret/);
    for (const secretName of ['', '1A', 'A B', 'A;id', '$A', "A'"]) expect(() => shellSample(BEARER, { url: URL_WITH_ESCAPES, secretName, body: '' })).toThrow(RangeError);
  });

  it('reads as one would type it', () => {
    expect(shellSample(STANDARD_WEBHOOKS, { url: 'https://app.example.com/webhooks/src_1', secretName: 'SECRET', body: '{"id":"1"}' })).toBe(`: "\${SECRET:?must hold the secret}"
url='https://app.example.com/webhooks/src_1'
body='{"id":"1"}'
id=msg_$(openssl rand -hex 12)
timestamp=$(date +%s)
key=$(printf %s "\${SECRET#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \\n')
signature=$(printf %s "$id" '.' "$timestamp" '.' "$body" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | openssl base64 -A)
printf %s "$body" | curl -sS "$url" \\
  -H 'content-type: application/json' \\
  -H "webhook-id: $id" \\
  -H "webhook-timestamp: $timestamp" \\
  -H "webhook-signature: v1,$signature" \\
  --data-binary @-
`);
  });
});
