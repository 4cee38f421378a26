import { describe, expect, it } from 'vitest';
import { BASIC, BEARER, HELP_SCOUT, HUBSPOT_V1, PUBLISHED_SECRETS, STANDARD_WEBHOOKS, STRIPE, tokenHeader, ZENDESK } from '../../../../src/platform/signature/schemes.ts';
import { newSecretFor, secretProblem } from '../../../../src/platform/signature/secret.ts';
import { SCHEMES } from '../../../support/signature-schemes.ts';

describe('secretProblem', () => {
  it.each(SCHEMES)('has nothing against a secret made for %s', (_name, scheme) => {
    for (let n = 0; n < 20; n++) expect(secretProblem(scheme, newSecretFor(scheme))).toBeNull();
  });

  it.each(SCHEMES)('refuses for %s what is empty, short, spaced or published', (_name, scheme) => {
    const good = newSecretFor(scheme);
    for (const secret of ['', 'short', ` ${good}`, `${good}\n`, `${good}\u0000`, ...PUBLISHED_SECRETS]) expect([secret, secretProblem(scheme, secret)]).toEqual([secret, expect.stringMatching(/^(must|is) /)]);
  });

  it('knows the secret of Zendesk\'s test console', () => {
    expect(secretProblem(ZENDESK, 'dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==')).toContain('publishes');
  });

  it('wants of each scheme what its key is read from', () => {
    expect(secretProblem(STANDARD_WEBHOOKS, 'whsec_not-base64-at-all-but-long')).toContain('base64');
    expect(secretProblem(STANDARD_WEBHOOKS, `whsec_${Buffer.alloc(15).toString('base64')}`)).toContain('16 bytes');
    expect(secretProblem(STANDARD_WEBHOOKS, `whsec_${Buffer.alloc(16).toString('base64')}`)).toBeNull();
    expect(secretProblem(STANDARD_WEBHOOKS, Buffer.alloc(24, 1).toString('base64'))).toBeNull();
    expect(secretProblem({ ...STANDARD_WEBHOOKS, key: 'base64' }, newSecretFor(STANDARD_WEBHOOKS))).toBe('must be at least 16 bytes in base64');
    expect(secretProblem(STANDARD_WEBHOOKS, 'short')).toBe('must be at least 16 bytes in base64, after "whsec_"');
    expect(secretProblem(STRIPE, 'x'.repeat(16))).toBeNull();
    expect(secretProblem(STRIPE, 'x'.repeat(15))).toBe('must have at least 16 characters');
    expect(secretProblem(STRIPE, 'any text, not base64')).toBeNull();
    expect(secretProblem(BASIC, `a:${'x'.repeat(16)}`)).toBeNull();
    expect(secretProblem(BASIC, `${'x'.repeat(16)}:${'x'.repeat(15)}`)).toContain('name:password');
    expect(secretProblem(STRIPE, 'whsec_PbkTDV3kSZbWwK3GTcBQr9o7mFZbL6mk')).toBeNull();
    expect(secretProblem(BASIC, 'a-long-text-without-a-colon')).toContain('name:password');
    expect(secretProblem(BASIC, 'sender:short')).toContain('name:password');
    expect(secretProblem(BASIC, ':a-long-password-alone')).toContain('name:password');
    for (const scheme of [BEARER, tokenHeader('x-token')]) expect(secretProblem(scheme, 'two words are no token')).toContain('visible');
    expect(secretProblem(HUBSPOT_V1, 'two words are a secret')).toBeNull();
  });
});

describe('newSecretFor', () => {
  it.each(SCHEMES)('makes another fit secret each time for %s', (_name, scheme) => {
    const made = Array.from({ length: 20 }, () => newSecretFor(scheme));
    expect(new Set(made).size).toBe(20);
    expect(made.map((secret) => secretProblem(scheme, secret))).toEqual(made.map(() => null));
  });

  it('gives a name to a password, and to nothing else', () => {
    expect(newSecretFor(BASIC)).toMatch(/^afterword:[\w-]{43}$/);
    for (const scheme of [BEARER, tokenHeader('x-token'), STRIPE, HUBSPOT_V1]) expect(newSecretFor(scheme)).toMatch(/^[\w-]{43}$/);
  });

  it('makes none longer than its sender takes', () => {
    expect(newSecretFor(HELP_SCOUT, 40)).toMatch(/^[\w-]{40}$/);
    expect(newSecretFor(HELP_SCOUT)).toMatch(/^[\w-]{43}$/);
  });
});
