/** Signing by hand: what to type into a POSIX shell with openssl and curl to send a request of a scheme. */
import { decodedUrl } from './mac.ts';
import type { Scheme, SignatureScheme, SignedPart, TimeUnit, TokenScheme } from './scheme.ts';
import { writeSignature } from './sign.ts';

const CLOCK: Record<TimeUnit, string> = {
  seconds: 'date +%s',
  milliseconds: 'date +%s000',
  iso: 'date -u +%Y-%m-%dT%H:%M:%SZ',
};

/**
 * Posts the body to the URL, signed now with the secret that the shell variable holds.
 * @param headers others that go with it, by name
 * @throws RangeError where `secretName` is not the name of a shell variable
 */
export function shellSample(scheme: Scheme, { url, secretName, body, headers: others = {} }: { url: string; secretName: string; body: string; headers?: Readonly<Record<string, string>> }): string {
  if (!/^[A-Za-z_]\w*$/.test(secretName)) throw new RangeError(`"${secretName}" is not the name of a shell variable.`);
  const { prepare, headers } = scheme.kind === 'token' ? tokenSample(scheme, secretName) : signatureSample(scheme, secretName, url);
  return [
    `: "\${${secretName}:?must hold the secret}"`,
    `url=${quoted(url)}`,
    `body=${quoted(body)}`,
    ...prepare,
    `printf %s "$body" | curl -sS "$url" \\`,
    ...["'content-type: application/json'", ...Object.entries(others).map(([name, value]) => quoted(`${name}: ${value}`)), ...headers].map((header) => `  -H ${header} \\`),
    '  --data-binary @-',
    '',
  ].join('\n');
}

interface Steps {
  prepare: string[];
  /** Quoted for the shell. */
  headers: string[];
}

function tokenSample({ in: place }: TokenScheme, secret: string): Steps {
  if (typeof place === 'object') return { prepare: [], headers: [`"${place.header}: $${secret}"`] };
  if (place === 'bearer') return { prepare: [], headers: [`"authorization: Bearer $${secret}"`] };
  return { prepare: [`credentials=$(printf %s "$${secret}" | openssl base64 -A)`], headers: ['"authorization: Basic $credentials"'] };
}

function signatureSample(scheme: SignatureScheme, secret: string, url: string): Steps {
  const { headers: [names], format, encoding, signed, timestamp } = scheme;
  const parts = [...(scheme.kind === 'digest' ? [`"$${secret}"`] : []), ...signed.map((part) => wordFor(part, url))];
  const { key, digest } = digestCommand(scheme, secret);
  const written = encoding === 'hex' ? `${digest} -r | cut -d ' ' -f 1` : `${digest} -binary | openssl base64 -A`;
  return {
    prepare: [
      ...(names.id === undefined ? [] : ['id=msg_$(openssl rand -hex 12)']),
      ...(timestamp === undefined ? [] : [`timestamp=$(${CLOCK[timestamp]})`]),
      ...key,
      `signature=$(printf %s ${parts.join(' ')} | ${written})`,
    ],
    headers: [
      ...(names.id === undefined ? [] : [`"${names.id}: $id"`]),
      ...(names.timestamp === undefined ? [] : [`"${names.timestamp}: $timestamp"`]),
      `"${names.signature}: ${writeSignature(format, '$signature', '$timestamp')}"`,
    ],
  };
}

function digestCommand(scheme: SignatureScheme, secret: string): { key: string[]; digest: string } {
  const digest = `openssl dgst -${scheme.algorithm}`;
  if (scheme.kind === 'digest') return { key: [], digest };
  if (scheme.key === 'text') return { key: [], digest: `${digest} -hmac "$${secret}"` };
  // openssl takes a key that is not text in hexadecimal only.
  const encoded = scheme.key === 'whsec' ? `\${${secret}#whsec_}` : `$${secret}`;
  return {
    key: [`key=$(printf %s "${encoded}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \\n')`],
    digest: `${digest} -mac HMAC -macopt "hexkey:$key"`,
  };
}

function wordFor(part: SignedPart, url: string): string {
  if (typeof part === 'object') return quoted(part.text);
  if (part === 'method') return 'POST';
  if (part === 'decoded-url') return decodedUrl(url) === url ? '"$url"' : quoted(decodedUrl(url));
  return `"$${part}"`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
