import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dkimFinding, dmarcFinding, dmarcNames, partOf, spfFinding, verdictOf, type TextRecords } from '../../../src/domain/sender-check.ts';

const found = (...records: string[]): TextRecords => ({ kind: 'found', records });
const absent: TextRecords = { kind: 'absent' };
const failed: TextRecords = { kind: 'failed' };

describe('SPF', () => {
  it.each([
    ['v=spf1 include:_spf.example.net -all', 'spf-good'],
    ['v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 a mx ~all', 'spf-soft'],
    ['v=spf1 redirect=_spf.example.net', 'spf-good'],
    ['v=spf1 include:a.example ?all', 'spf-neutral'],
    ['v=spf1 include:a.example', 'spf-neutral'],
    ['v=spf1 +all', 'spf-open'],
    ['v=spf1 all', 'spf-open'],
    ['v=spf1 include:a.example ipv4:192.0.2.1 -all', 'spf-broken'],
    [`v=spf1 ${Array.from({ length: 11 }, (_, index) => `include:s${index}.example`).join(' ')} -all`, 'spf-lookups'],
    [`v=spf1 ${Array.from({ length: 10 }, (_, index) => `include:s${index}.example`).join(' ')} -all`, 'spf-good'],
    ['V=SPF1 -ALL', 'spf-good'],
  ])('of %s is %s', (record, code) => {
    expect(spfFinding('acme.test', found('other=1', record)).code).toBe(code);
  });

  it('is missing, doubled or not told', () => {
    expect(spfFinding('acme.test', absent).code).toBe('spf-none');
    expect(spfFinding('acme.test', found('v=spf10 -all', 'google-site-verification=x')).code).toBe('spf-none');
    expect(spfFinding('acme.test', found('v=spf1 -all', 'v=spf1 ~all'))).toMatchObject({ code: 'spf-several', values: { record: 'v=spf1 -all\nv=spf1 ~all' } });
    expect(spfFinding('acme.test', failed).code).toBe('spf-unreachable');
  });

  it('says something of whatever is published', () => {
    fc.assert(fc.property(fc.array(fc.string({ maxLength: 60 }).map((text) => `v=spf1 ${text}`), { maxLength: 3 }), (records) => {
      expect(partOf(spfFinding('acme.test', found(...records)))).toBe('spf');
    }));
  });
});

describe('DKIM', () => {
  const key = { domain: 'acme.test', selector: 'aw', publicKey: 'MIIBkey' };

  it.each([
    ['acme.test', found('v=DKIM1; k=rsa; p=MIIB key'), 'dkim-good'],
    ['mail.acme.test', found('v=DKIM1; p=MIIBkey'), 'dkim-good'],
    ['other.test', found('p=MIIBkey'), 'dkim-elsewhere'],
    ['notacme.test', found('p=MIIBkey'), 'dkim-elsewhere'],
    ['acme.test', found('v=DKIM1; p=MIIBother'), 'dkim-other-key'],
    ['acme.test', found('v=DKIM1; p='), 'dkim-revoked'],
    ['acme.test', found('hello'), 'dkim-none'],
    ['acme.test', absent, 'dkim-none'],
    ['acme.test', failed, 'dkim-unreachable'],
  ] as const)('for %s with %o is %s', (sender, answer, code) => {
    expect(dkimFinding(sender, key, answer)).toMatchObject({ code, values: { name: 'aw._domainkey.acme.test', wanted: 'v=DKIM1; k=rsa; p=MIIBkey' } });
  });

  it('is not claimed where nothing is signed here', () => {
    expect(dkimFinding('acme.test', null, absent)).toEqual({ code: 'dkim-unsigned', values: { domain: 'acme.test' } });
  });
});

describe('DMARC', () => {
  it('is looked for at the domain and above it, never at a single label', () => {
    expect(dmarcNames('news.mail.acme.test')).toEqual(['_dmarc.news.mail.acme.test', '_dmarc.mail.acme.test', '_dmarc.acme.test']);
    expect(dmarcNames('localhost')).toEqual(['_dmarc.localhost']);
  });

  it.each([
    [[found('v=DMARC1; p=reject')], 'dmarc-good', 'reject'],
    [[found('v=DMARC1; p=quarantine; rua=mailto:a@acme.test')], 'dmarc-good', 'quarantine'],
    [[found('v=DMARC1; p=none')], 'dmarc-watching', 'none'],
    [[found('v=DMARC1; rua=mailto:a@acme.test')], 'dmarc-broken', ''],
    [[found('v=DMARC1; p=reject', 'v=DMARC1; p=none')], 'dmarc-several', undefined],
    [[found('v=spf1 -all')], 'dmarc-none', undefined],
    [[failed], 'dmarc-unreachable', undefined],
  ] as const)('of %o is %s', (answers, code, policy) => {
    const finding = dmarcFinding('acme.test', answers);
    expect([finding.code, finding.values['policy']]).toEqual([code, policy]);
  });

  it('of a domain below counts as far as it lets, by the policy for subdomains', () => {
    expect(dmarcFinding('mail.acme.test', [absent, found('v=DMARC1; p=reject; sp=none')])).toMatchObject({ code: 'dmarc-watching', values: { name: '_dmarc.acme.test' } });
    expect(dmarcFinding('mail.acme.test', [absent, found('v=DMARC1; p=reject')]).code).toBe('dmarc-good');
    // Its own record comes first, and an answer that did not come is no absence.
    expect(dmarcFinding('mail.acme.test', [found('v=DMARC1; p=none'), found('v=DMARC1; p=reject')]).code).toBe('dmarc-watching');
    expect(dmarcFinding('mail.acme.test', [failed, found('v=DMARC1; p=reject')]).code).toBe('dmarc-unreachable');
  });

  it('has a verdict', () => {
    expect([verdictOf({ code: 'dmarc-none', values: {} }), verdictOf({ code: 'dmarc-watching', values: {} }), verdictOf({ code: 'dmarc-unreachable', values: {} })]).toEqual(['bad', 'warning', 'unknown']);
  });
});
