/**
 * Fetching what a customer of ours names: an address of theirs must never be a way into our own network. The address is checked when the
 * connection is made, and the checked address is the one connected to, so a name that changes its mind in between gains nothing.
 */
import { lookup as resolveName } from 'node:dns/promises';
import { request as requestPlain, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestSecure } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isLoopbackAddress, isPublicAddress } from './public-address.ts';

export interface FetchPolicy {
  /** For tests alone: this machine may be fetched from, over plain HTTP and at any port. */
  allowsLoopback: boolean;
  /** Instead of the system's resolver. */
  resolve?: ((hostname: string) => Promise<{ address: string; family: number }[]>) | undefined;
}

export interface FetchRequest {
  headers: Readonly<Record<string, string>>;
  /** Sent to the address asked for, and to no other that it redirects to. */
  bearerToken: string | null;
  maxBytes: number;
  /** From the first look-up to the last byte. */
  timeoutMs: number;
  /** Takes the body of a 200, piece by piece; the next is read when it is done. */
  take(piece: Buffer): Promise<unknown>;
}

/** Why nothing was fetched: the address is refused by rule, or it did not work out. */
export type FetchTrouble =
  | 'not-a-url' | 'not-https' | 'credentials-in-url' | 'port-not-allowed' | 'host-not-public' | 'address-not-public' | 'too-many-redirects'
  | 'unknown-host' | 'no-connection' | 'no-trust' | 'too-slow' | 'too-large' | 'compressed';

export type Fetched =
  | { ok: true; status: number; headers: Readonly<Record<string, string | undefined>>; bytes: number }
  | { ok: false; trouble: FetchTrouble; detail: string };

const LONGEST_URL = 2048;
const PORTS = ['', '443', '8443'];
const MOST_REDIRECTS = 3;
const REDIRECTS = [301, 302, 303, 307, 308];
/** Names that mean this machine, its network or its cloud, whatever they resolve to. */
const NEAR_NAME = /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|private|arpa|onion|test|invalid)$/;
/** A server that says nothing for this long has stopped. */
const SILENCE_MS = 20_000;

class Trouble extends Error {
  constructor(readonly trouble: FetchTrouble, detail: string) {
    super(detail);
  }
}

/** What is wrong with an address before anybody is asked, `null` when nothing is. */
export function urlTrouble(text: string, { allowsLoopback }: Pick<FetchPolicy, 'allowsLoopback'>): { trouble: FetchTrouble; detail: string } | null {
  try {
    checkedUrl(text, allowsLoopback);
    return null;
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    return { trouble: error.trouble, detail: error.message };
  }
}

function checkedUrl(text: string, allowsLoopback: boolean): URL {
  if (text.length > LONGEST_URL || !URL.canParse(text) || /[\s\p{Cc}\\]/u.test(text)) throw new Trouble('not-a-url', `must be an address such as https://example.com/interactions.csv, of at most ${LONGEST_URL} characters`);
  const url = new URL(text);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  const isNear = allowsLoopback && (host === 'localhost' || isLoopbackAddress(host));
  if (url.protocol !== 'https:' && !(isNear && url.protocol === 'http:')) throw new Trouble('not-https', 'must start with https://');
  if (url.username !== '' || url.password !== '') throw new Trouble('credentials-in-url', 'may not hold a name or password; give a bearer token instead');
  if (!isNear && !PORTS.includes(url.port)) throw new Trouble('port-not-allowed', 'must be at port 443 or 8443');
  if (isIP(host) !== 0) {
    if (!isNear && !isPublicAddress(host)) throw notPublic(host);
  } else if (!isNear && (!host.includes('.') || NEAR_NAME.test(host))) {
    throw new Trouble('host-not-public', `"${host}" is not a name of the public internet`);
  }
  return url;
}

function notPublic(host: string): Trouble {
  return new Trouble('address-not-public', `${host} is not an address of the public internet; only those are fetched from`);
}

/**
 * GET of a public address over HTTPS. Follows up to three redirects, each checked like the first. What does not work out is a value; only
 * what `take` throws is thrown.
 */
export async function safeFetch(address: string, request: FetchRequest, policy: FetchPolicy): Promise<Fetched> {
  const deadline = AbortSignal.timeout(request.timeoutMs);
  try {
    const first = checkedUrl(address, policy.allowsLoopback);
    let url = first;
    for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
      const response = await ask(url, { ...request, bearerToken: url.origin === first.origin ? request.bearerToken : null }, policy, deadline);
      const { statusCode: status = 0, headers } = response;
      if (!REDIRECTS.includes(status) || headers.location === undefined) return { ok: true, status, headers: headers as Record<string, string | undefined>, bytes: status === 200 ? await read(response, request) : discard(response) };
      discard(response);
      if (!URL.canParse(headers.location, url.href)) throw new Trouble('not-a-url', 'it redirects to what is no address');
      url = checkedUrl(new URL(headers.location, url).href, policy.allowsLoopback);
    }
    throw new Trouble('too-many-redirects', `it redirects more than ${MOST_REDIRECTS} times`);
  } catch (error) {
    const trouble = deadline.aborted ? new Trouble('too-slow', `it did not arrive within ${Math.round(request.timeoutMs / 1000)} seconds`) : troubleOf(error);
    if (!trouble) throw error;
    return { ok: false, trouble: trouble.trouble, detail: trouble.message };
  }
}

function ask(url: URL, { headers, bearerToken }: FetchRequest, policy: FetchPolicy, signal: AbortSignal): Promise<IncomingMessage> {
  const options: RequestOptions = {
    // A connection of its own: one from a pool was checked for another request.
    agent: false, signal, timeout: SILENCE_MS, lookup: checkedLookup(policy),
    headers: { ...headers, 'accept-encoding': 'identity', ...(bearerToken === null ? {} : { authorization: `Bearer ${bearerToken}` }) },
  };
  return new Promise((resolve, reject) => {
    const sent = url.protocol === 'https:' ? requestSecure(url, options) : requestPlain(url, options);
    let answering: IncomingMessage | null = null;
    sent.once('response', (response: IncomingMessage) => {
      answering = response;
      resolve(response);
    });
    sent.on('error', reject);
    sent.once('timeout', () => (answering ?? sent).destroy(new Trouble('too-slow', `nothing came for ${SILENCE_MS / 1000} seconds`)));
    sent.end();
  });
}

/** Names are resolved once, and every address they have must be allowed. Addresses written as such were checked with the URL. */
function checkedLookup({ allowsLoopback, resolve = (hostname) => resolveName(hostname, { all: true }) }: FetchPolicy): LookupFunction {
  const isAllowed = (address: string): boolean => isPublicAddress(address) || (allowsLoopback && isLoopbackAddress(address));
  return (hostname, { all }, callback) => {
    const checked = resolve(hostname).then((found) => {
      const [first] = found;
      if (!first) throw new Trouble('unknown-host', `${hostname} has no address`);
      if (!found.every(({ address }) => isAllowed(address))) throw notPublic(hostname);
      return { found, first };
    });
    checked.then(({ found, first }) => (all === true ? callback(null, found) : callback(null, first.address, first.family)), (error: Error) => callback(error, ''));
  };
}

async function read(response: IncomingMessage, { maxBytes, take }: FetchRequest): Promise<number> {
  const tooLarge = (): Trouble => new Trouble('too-large', `it has more than ${Math.round(maxBytes / 1_048_576)} MB`);
  const { 'content-encoding': encoding = 'identity', 'content-length': announced = '0' } = response.headers;
  try {
    if (encoding !== 'identity') throw new Trouble('compressed', `it comes compressed (${encoding}), though it was asked for as it is`);
    if (Number(announced) > maxBytes) throw tooLarge();
    let bytes = 0;
    for await (const piece of response as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > maxBytes) throw tooLarge();
      await take(piece);
    }
    return bytes;
  } finally {
    response.destroy();
  }
}

function discard(response: IncomingMessage): 0 {
  response.destroy();
  return 0;
}

/** What an error of the network means; `null` for one of our own making. */
function troubleOf(error: unknown): Trouble | null {
  if (error instanceof Trouble) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'ENODATA') return new Trouble('unknown-host', 'its name has no address');
  if (/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/.test(code)) return new Trouble('no-trust', `its certificate is not valid (${code})`);
  if (/^(ECONN|EHOST|ENET|ETIMEDOUT|EPIPE|EADDR|ERR_STREAM_PREMATURE|HPE_|ERR_SOCKET|ERR_HTTP)/.test(code)) return new Trouble('no-connection', `the connection failed (${code})`);
  return error instanceof AggregateError || /socket hang up|aborted/.test(message) ? new Trouble('no-connection', 'the connection failed') : null;
}
