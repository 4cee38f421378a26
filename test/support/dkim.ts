/** Verifies a DKIM signature (RFC 6376, rsa-sha256, relaxed/relaxed) from scratch, so that nothing of the signer's code vouches for itself. */
import { createHash, createVerify, type KeyObject } from 'node:crypto';

export interface DkimVerdict {
  bodyHashMatches: boolean;
  signatureMatches: boolean;
  /** Names in `h=`, lower-case, in order. */
  signedHeaders: string[];
  tags: Record<string, string>;
}

/** Names are lower-cased, folding undone, runs of white space become one space (§3.4.2). */
function relaxedHeader(header: string): string {
  const colon = header.indexOf(':');
  const value = header.slice(colon + 1).replaceAll(/\r\n(?=[ \t])/g, '').replaceAll(/[ \t]+/g, ' ').trim();
  return `${header.slice(0, colon).trim().toLowerCase()}:${value}`;
}

/** White space before line ends goes, runs of it become one space, empty lines at the end go (§3.4.4). */
function relaxedBody(body: string): string {
  const lines = body.split('\r\n').map((line) => line.replaceAll(/[ \t]+/g, ' ').replace(/ $/, ''));
  const text = lines.join('\r\n').replace(/(\r\n)*$/, '');
  return text === '' ? '' : `${text}\r\n`;
}

/** @param raw the message as it went over the wire, one character per octet */
export function verifyDkim(raw: string, publicKey: KeyObject): DkimVerdict {
  const end = raw.indexOf('\r\n\r\n');
  const headers = raw.slice(0, end).split(/\r\n(?![ \t])/);
  const signature = headers.find((header) => /^dkim-signature:/i.test(header));
  if (signature === undefined) throw new Error('the message carries no DKIM-Signature');
  const tags = Object.fromEntries(signature.slice(signature.indexOf(':') + 1).replaceAll(/\r\n[ \t]/g, '').split(';').map((tag) => {
    const [name = '', ...value] = tag.trim().split('=');
    return [name.trim(), value.join('=').replaceAll(/\s+/g, '')];
  }));
  const signedHeaders = (tags['h'] ?? '').toLowerCase().split(':');
  // Of several headers of one name the last is signed first (§5.4.2); a name without a header signs its absence.
  const left = [...headers];
  const chosen = signedHeaders.flatMap((name) => {
    const index = left.findLastIndex((header) => header.slice(0, header.indexOf(':')).trim().toLowerCase() === name);
    return index === -1 ? [] : left.splice(index, 1);
  });
  const own = relaxedHeader(signature).replace(/([;:]\s*b=)[^;]*/, '$1');
  const signed = [...chosen.map(relaxedHeader), own].join('\r\n');
  const bodyHash = createHash('sha256').update(relaxedBody(raw.slice(end + 4)), 'latin1').digest('base64');
  return {
    bodyHashMatches: bodyHash === tags['bh'],
    signatureMatches: createVerify('RSA-SHA256').update(signed, 'latin1').verify(publicKey, tags['b'] ?? '', 'base64'),
    signedHeaders,
    tags,
  };
}
