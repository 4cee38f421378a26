/** E-mail addresses: one spelling for one mailbox. */

const LONGEST_ADDRESS = 254;
const LONGEST_LOCAL_PART = 64;
const UTF_8 = new TextEncoder();

/** A dot-separated local part of RFC 5322, with letters of any script (RFC 6531). Quoted ones, comments and spaces are refused. */
const LOCAL_PART = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;

/** What may be handed to the URL parser as a host: letters, digits, hyphens, joiners (Persian, Indic) and the full stops it takes for dots. */
const DOMAIN = /^[\u200c\u200d\p{L}\p{M}\p{N}.。．｡-]+$/u;

/** Two labels or more, the last one not a number, which leaves out IP addresses. */
const ASCII_DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** The ASCII form of a domain by UTS 46 (`münchen.de` → `xn--mnchen-3ya.de`), lower-case, or `null`. */
function asciiDomain(domain: string): string | null {
  const url = `http://${domain}/`;
  if (!DOMAIN.test(domain) || !URL.canParse(url)) return null;
  const { hostname } = new URL(url);
  return ASCII_DOMAIN.test(hostname) ? hostname : null;
}

/**
 * The one spelling of an address, or `null` where it is none. Case, Unicode composition and the form of the domain
 * (IDN or punycode) make no difference; everything else does, dots and `+tags` of the local part included, because only the
 * mail server knows whether those are one mailbox. Refused: control characters (line ends also at the edges), more
 * than one `@`, quotes, comments, display names, inner spaces, IP addresses, domains without a dot, more than 254 octets.
 */
export function normalizeAddress(raw: string): string | null {
  if (raw.length > 4 * LONGEST_ADDRESS || /\p{Cc}/u.test(raw)) return null;
  const [local = '', domain = '', ...others] = raw.trim().split('@');
  if (others.length > 0) return null;
  const lower = local.toLowerCase().normalize('NFC');
  const host = asciiDomain(domain);
  if (host === null || !LOCAL_PART.test(lower)) return null;
  // Mail servers count octets.
  const localLength = UTF_8.encode(lower).length;
  return localLength <= LONGEST_LOCAL_PART && localLength + 1 + host.length <= LONGEST_ADDRESS ? `${lower}@${host}` : null;
}

/**
 * What a suppression is stored and looked up under: the normalised address without the `+tag` of its local part. Wider than equality on
 * purpose: who unsubscribed as `ann+shop@…` must not be written to as `ann@…`; silencing one mailbox too many is the lesser harm.
 */
export function suppressionKey(raw: string): string | null {
  const address = normalizeAddress(raw);
  return address === null ? null : address.replace(/^([^+@]+)\+[^@]*@/, '$1@');
}
