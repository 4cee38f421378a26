/**
 * What the DNS says about the sender of an account's mail, read from text records: whether SPF (RFC 7208), DKIM (RFC 6376) and
 * DMARC (RFC 7489) let receivers believe it. What cannot be known from the DNS alone is not claimed.
 */

/** What came of asking for the text records of a name. */
export type TextRecords = { kind: 'found'; records: string[] } | { kind: 'absent' } | { kind: 'failed' };

export type SenderFindingCode =
  | 'spf-good' | 'spf-soft' | 'spf-open' | 'spf-neutral' | 'spf-none' | 'spf-several' | 'spf-broken' | 'spf-lookups' | 'spf-unreachable'
  | 'dkim-good' | 'dkim-elsewhere' | 'dkim-unsigned' | 'dkim-none' | 'dkim-other-key' | 'dkim-revoked' | 'dkim-unreachable'
  | 'dmarc-good' | 'dmarc-watching' | 'dmarc-none' | 'dmarc-several' | 'dmarc-broken' | 'dmarc-unreachable';

export interface SenderFinding {
  code: SenderFindingCode;
  /** For its sentence: names asked for, records found, records to publish. */
  values: Record<string, string>;
}

export type Verdict = 'good' | 'warning' | 'bad' | 'unknown';

const VERDICTS: Readonly<Record<SenderFindingCode, Verdict>> = {
  'spf-good': 'good', 'spf-soft': 'good', 'spf-open': 'bad', 'spf-neutral': 'warning', 'spf-none': 'bad', 'spf-several': 'bad', 'spf-broken': 'bad', 'spf-lookups': 'bad', 'spf-unreachable': 'unknown',
  'dkim-good': 'good', 'dkim-elsewhere': 'warning', 'dkim-unsigned': 'warning', 'dkim-none': 'bad', 'dkim-other-key': 'bad', 'dkim-revoked': 'bad', 'dkim-unreachable': 'unknown',
  'dmarc-good': 'good', 'dmarc-watching': 'warning', 'dmarc-none': 'bad', 'dmarc-several': 'bad', 'dmarc-broken': 'bad', 'dmarc-unreachable': 'unknown',
};

export function verdictOf({ code }: SenderFinding): Verdict {
  return VERDICTS[code];
}

/** Which of the three a finding is about. */
export function partOf({ code }: SenderFinding): 'spf' | 'dkim' | 'dmarc' {
  if (code.startsWith('spf')) return 'spf';
  return code.startsWith('dkim') ? 'dkim' : 'dmarc';
}

const MECHANISM = /^[-+~?]?(?:all|(?:include|exists):\S+|(?:a|mx|ptr)(?:[:/]\S+)?|ip4:[\d./]+|ip6:[\da-f:./]+)$/i;
const MODIFIER = /^[a-z][\w.-]*=\S*$/i;
const LOOKS_UP = /^[-+~?]?(?:include:|exists:|a(?:[:/]|$)|mx(?:[:/]|$)|ptr(?:[:/]|$))|^redirect=/i;
/** RFC 7208 §4.6.4; those that included records need come on top. */
const MOST_LOOK_UPS = 10;

/** @param answer text records of the domain itself */
export function spfFinding(domain: string, answer: TextRecords): SenderFinding {
  if (answer.kind === 'failed') return { code: 'spf-unreachable', values: { name: domain } };
  const records = answer.kind === 'found' ? answer.records.filter((record) => /^v=spf1(?:\s|$)/i.test(record)) : [];
  const [record] = records;
  if (record === undefined) return { code: 'spf-none', values: { name: domain } };
  const values = { name: domain, record };
  if (records.length > 1) return { code: 'spf-several', values: { ...values, record: records.join('\n') } };
  const terms = record.trim().split(/\s+/).slice(1);
  const unknown = terms.find((term) => !MECHANISM.test(term) && !MODIFIER.test(term));
  if (unknown !== undefined) return { code: 'spf-broken', values: { ...values, term: unknown } };
  if (terms.filter((term) => LOOKS_UP.test(term)).length > MOST_LOOK_UPS) return { code: 'spf-lookups', values };
  const all = terms.find((term) => /^[-+~?]?all$/i.test(term))?.toLowerCase();
  if (all === '-all') return { code: 'spf-good', values };
  if (all === '~all') return { code: 'spf-soft', values };
  if (all === 'all' || all === '+all') return { code: 'spf-open', values };
  const isElsewhere = all === undefined && terms.some((term) => /^redirect=\S/i.test(term));
  return { code: isElsewhere ? 'spf-good' : 'spf-neutral', values };
}

export interface SigningKey {
  /** Domain mail is signed as. */
  domain: string;
  selector: string;
  /** Public half, as a DKIM record writes it. */
  publicKey: string;
}

/** Where the record of a signing key stands. */
export function dkimName({ domain, selector }: Pick<SigningKey, 'domain' | 'selector'>): string {
  return `${selector}._domainkey.${domain}`;
}

/** @param key `null` where this installation signs nothing: whether the mail server does cannot be seen from here */
export function dkimFinding(sender: string, key: SigningKey | null, answer: TextRecords): SenderFinding {
  if (key === null) return { code: 'dkim-unsigned', values: { domain: sender } };
  const values = { name: dkimName(key), wanted: `v=DKIM1; k=rsa; p=${key.publicKey}`, domain: sender, signer: key.domain };
  if (answer.kind === 'failed') return { code: 'dkim-unreachable', values };
  const published = (answer.kind === 'found' ? answer.records : []).map(tagsOf).filter((tags) => tags.has('p'));
  if (published.length === 0) return { code: 'dkim-none', values };
  const isOurs = published.some((tags) => tags.get('p') === key.publicKey);
  if (!isOurs) return { code: published.every((tags) => tags.get('p') === '') ? 'dkim-revoked' : 'dkim-other-key', values };
  return { code: isAligned(sender, key.domain) ? 'dkim-good' : 'dkim-elsewhere', values };
}

/** Relaxed alignment: one domain is the other or lies in it. Two that only share a parent count as strangers, since no list of public suffixes is at hand. */
function isAligned(one: string, other: string): boolean {
  return one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`);
}

/** `tag=value; …` with all white space taken out of the values. */
function tagsOf(record: string): Map<string, string> {
  return new Map(record.split(';').flatMap((part) => {
    const at = part.indexOf('=');
    return at < 0 ? [] : [[part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).replaceAll(/\s/g, '')] as const];
  }));
}

/** Names under which a policy for the domain may stand, the nearest first; the first that has one counts. */
export function dmarcNames(domain: string): string[] {
  const labels = domain.split('.');
  return labels.slice(0, Math.max(1, labels.length - 1)).map((_, index) => `_dmarc.${labels.slice(index).join('.')}`);
}

/** @param answers text records of each of {@link dmarcNames}, in their order */
export function dmarcFinding(domain: string, answers: readonly TextRecords[]): SenderFinding {
  const names = dmarcNames(domain);
  for (const [index, name] of names.entries()) {
    const answer = answers[index] ?? { kind: 'failed' };
    if (answer.kind === 'failed') return { code: 'dmarc-unreachable', values: { name } };
    const records = answer.kind === 'found' ? answer.records.filter((record) => /^v=DMARC1\s*(?:;|$)/i.test(record)) : [];
    const [record] = records;
    if (record === undefined) continue;
    if (records.length > 1) return { code: 'dmarc-several', values: { name, record: records.join('\n') } };
    const tags = tagsOf(record);
    const policy = (index > 0 ? tags.get('sp') : undefined) ?? tags.get('p') ?? '';
    const values = { name, record, policy };
    if (!/^(?:none|quarantine|reject)$/i.test(policy)) return { code: 'dmarc-broken', values };
    return { code: policy.toLowerCase() === 'none' ? 'dmarc-watching' : 'dmarc-good', values };
  }
  return { code: 'dmarc-none', values: { name: `_dmarc.${domain}` } };
}
