/** How requests of one kind of sender prove that they are theirs, as data: what the verifier, the signer and the instructions share. */

export type Algorithm = 'sha1' | 'sha256' | 'sha512';
export type Encoding = 'hex' | 'base64';
export type TimeUnit = 'seconds' | 'milliseconds' | 'iso';

/**
 * What is signed, one after the other: `decoded-url` is the URL with the escapes %3A %2F %3F %40 %21 %24 %27 %28 %29 %2A %2C %3B decoded,
 * `{ text }` stands for itself.
 */
export type SignedPart = 'id' | 'timestamp' | 'body' | 'method' | 'url' | 'decoded-url' | { readonly text: string };

/** Where the proof stands; names are lower case. */
export interface HeaderNames {
  readonly signature: string;
  readonly timestamp?: string;
  readonly id?: string;
}

/**
 * How the signature header is written.
 * - `plain`: the signature alone, after the prefix (`sha1=…`)
 * - `pairs`: `t=…,v1=…,v1=…`: signatures under one name, the time under another; other names are ignored
 * - `list`: `v1,… v1,…`: separated by spaces, each after its version; other versions are ignored
 */
export type SignatureFormat =
  | { readonly kind: 'plain'; readonly prefix?: string }
  | { readonly kind: 'pairs'; readonly signature: string; readonly timestamp?: string; readonly separator?: ',' | ';' }
  | { readonly kind: 'list'; readonly version: string };

interface Signed {
  readonly algorithm: Algorithm;
  readonly encoding: Encoding;
  /** Names that belong together; of several sets the first one whose signature was sent is read. */
  readonly headers: readonly [HeaderNames, ...HeaderNames[]];
  readonly format: SignatureFormat;
  readonly signed: readonly SignedPart[];
  /** How the signed time is written; without it nothing but remembered ids keeps a request from being sent again. */
  readonly timestamp?: TimeUnit;
}

/** An HMAC over the parts. The key is the secret's `text`, what its `base64` stands for, or that of what follows `whsec_`. */
export interface HmacScheme extends Signed {
  readonly kind: 'hmac';
  readonly key: 'text' | 'base64' | 'whsec';
}

/** A plain hash of the secret's text followed by the parts: weaker than an HMAC, since who knows one request can lengthen its body. */
export interface DigestScheme extends Signed {
  readonly kind: 'digest';
}

export type SignatureScheme = HmacScheme | DigestScheme;

/** The secret itself is sent: as a bearer token, as `name:password`, or in a header of its own (lower case). */
export interface TokenScheme {
  readonly kind: 'token';
  readonly in: 'bearer' | 'basic' | { readonly header: string };
}

export type Scheme = SignatureScheme | TokenScheme;

export interface SignedRequest {
  readonly method: string;
  /** As the sender sees it: the configured base URL, the path and the query. */
  readonly url: string;
  /** As `headersDistinct` gives them, so that a repeated header is seen as one. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** As it came over the wire. */
  readonly body: Buffer;
  readonly now: Date;
}

export type Refusal =
  | 'missing-headers'
  | 'repeated-header'
  | 'malformed-id'
  | 'malformed-timestamp'
  | 'too-old'
  | 'too-new'
  | 'malformed-signature'
  | 'wrong-signature';

/** `id` is the signed id of the delivery, null where the scheme signs none. */
export type Verified = { ok: true; id: string | null } | { ok: false; reason: Refusal };
