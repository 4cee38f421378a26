/** How each kind of source is set up. */
import type { Guide } from './guides/guide.ts';
import { helpScout } from './guides/help-scout.ts';
import { hubspot } from './guides/hubspot.ts';
import { intercom } from './guides/intercom.ts';
import { basic, bearer, generic, standardWebhooks } from './guides/own-systems.ts';
import { segment } from './guides/segment.ts';
import { shopify } from './guides/shopify.ts';
import { stripe } from './guides/stripe.ts';
import { woocommerce } from './guides/woocommerce.ts';
import { zendesk } from './guides/zendesk.ts';
import type { SourceKind } from './senders.ts';

const GUIDES: Readonly<Record<SourceKind, Guide>> = {
  'standard-webhooks': standardWebhooks, stripe, shopify, woocommerce, zendesk, intercom, hubspot, segment, 'help-scout': helpScout, bearer, basic, generic,
};

export const guideOf = (kind: SourceKind): Guide => GUIDES[kind];
