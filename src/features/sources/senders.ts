/** The sending systems the product knows: how each proves itself, names its deliveries, and what its payloads mean. */
import type { Mapping } from '../../domain/mapping/mapping.ts';
import type { Scheme } from '../../platform/signature/scheme.ts';
import { BASIC, BEARER, STANDARD_WEBHOOKS } from '../../platform/signature/schemes.ts';

export interface Sender {
  name: string;
  /** `null`: each source says itself how its requests are signed. */
  scheme: Scheme | null;
  /** Weaker ones that a source may be switched to, because its sender knows no better. */
  legacySchemes: readonly Scheme[];
  /** Who makes the secret up: we do, or the sender does and it is told to us. */
  secretFrom: 'here' | 'there';
  /** Headers that tell one delivery from another, where the signature signs no id; the first that is there. */
  deliveryHeaders: readonly string[];
  /** `null`: the payload is an interaction in the API's own shape, unless the source has a mapping of its own. */
  mapping: Mapping | null;
  /** Media types beside JSON with which this sender asks whether anybody is there, before it signs anything. */
  pingTypes: readonly string[];
}

const PLAIN: Sender = { name: '', scheme: null, legacySchemes: [], secretFrom: 'here', deliveryHeaders: ['webhook-id', 'svix-id', 'idempotency-key', 'x-request-id'], mapping: null, pingTypes: [] };

export const SENDERS = {
  'standard-webhooks': { ...PLAIN, name: 'Standard Webhooks', scheme: STANDARD_WEBHOOKS },
  bearer: { ...PLAIN, name: 'Bearer token', scheme: BEARER },
  basic: { ...PLAIN, name: 'Name and password', scheme: BASIC },
  generic: { ...PLAIN, name: 'Another system' },
} as const satisfies Record<string, Sender>;

export type SourceKind = keyof typeof SENDERS;
export const SOURCE_KINDS = Object.keys(SENDERS) as [SourceKind, ...SourceKind[]];

export const senderOf = (kind: SourceKind): Sender => SENDERS[kind];
