/** What is known of a sending system: how it proves itself, names its deliveries, and what its payloads mean. */
import type { Mapping } from '../../../domain/mapping/mapping.ts';
import type { Scheme } from '../../../platform/signature/scheme.ts';

export interface Sender {
  name: string;
  /** `null`: each source says itself how its requests are signed. */
  scheme: Scheme | null;
  /** Weaker ones that a source may be switched to, because its sender knows no better. */
  legacySchemes: readonly Scheme[];
  /** Who makes the secret up: we do, or the sender does and it is told to us. */
  secretFrom: 'here' | 'there';
  /** Characters that the sender takes as a secret; `null`: as many as ours have. */
  longestSecret: number | null;
  /** Headers that tell one delivery from another, where the signature signs no id; the first that is there. */
  deliveryHeaders: readonly string[];
  /** `null`: the payload is an interaction in the API's own shape, unless the source has a mapping of its own. */
  mapping: Mapping | null;
  /** Which of its payloads also say that a customer left: who (`customer.externalId`), when (`occurredAt`), how (`type`) and why (`properties.reason`). */
  churn: Mapping | null;
  /** Media types beside JSON with which this sender asks whether anybody is there, before it signs anything. */
  pingTypes: readonly string[];
}

export const PLAIN: Sender = {
  name: '', scheme: null, legacySchemes: [], secretFrom: 'here', longestSecret: null, deliveryHeaders: ['webhook-id', 'svix-id', 'idempotency-key', 'x-request-id'],
  mapping: null, churn: null, pingTypes: [],
};
