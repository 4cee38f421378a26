/** The sending systems the product knows. */
import { BASIC, BEARER, STANDARD_WEBHOOKS } from '../../platform/signature/schemes.ts';
import { helpScout } from './senders/help-scout.ts';
import { hubspot } from './senders/hubspot.ts';
import { intercom } from './senders/intercom.ts';
import { segment } from './senders/segment.ts';
import { PLAIN, type Sender } from './senders/sender.ts';
import { shopify } from './senders/shopify.ts';
import { stripe } from './senders/stripe.ts';
import { woocommerce } from './senders/woocommerce.ts';
import { zendesk } from './senders/zendesk.ts';

export const SENDERS = {
  'standard-webhooks': { ...PLAIN, name: 'Standard Webhooks', scheme: STANDARD_WEBHOOKS },
  stripe,
  shopify,
  woocommerce,
  zendesk,
  intercom,
  hubspot,
  segment,
  'help-scout': helpScout,
  bearer: { ...PLAIN, name: 'Bearer token', scheme: BEARER },
  basic: { ...PLAIN, name: 'Name and password', scheme: BASIC },
  generic: { ...PLAIN, name: 'Another system' },
} as const satisfies Record<string, Sender>;

export type SourceKind = keyof typeof SENDERS;
export const SOURCE_KINDS = Object.keys(SENDERS) as [SourceKind, ...SourceKind[]];

export const senderOf = (kind: SourceKind): Sender => SENDERS[kind];
