/** A delivery of each kind of sender, shortened to what its mapping reads: for documentation, samples and first tries. */
import type { Scheme } from '../../platform/signature/scheme.ts';
import type { SourceKind } from './senders.ts';

export interface SenderExample {
  /** Those that the mapping reads, by lower-case name. */
  headers: Readonly<Record<string, string>>;
  payload: unknown;
  /** When it says itself that it happened, as ISO 8601 in UTC; `null`: when it arrives. */
  happenedAt: string | null;
}

const PLAIN: SenderExample = {
  happenedAt: '2026-05-04T09:30:00.000Z',
  headers: {},
  payload: {
    id: 'order-4711',
    type: 'order.delivered',
    touchpoint: 'delivery',
    occurredAt: '2026-05-04T09:30:00Z',
    customer: { externalId: 'c-17', email: 'ada@example.com', name: 'Ada', locale: 'en', timeZone: 'Europe/Warsaw' },
    properties: { amount: 49.9 },
  },
};

const EXAMPLES: Readonly<Record<SourceKind, SenderExample>> = {
  'standard-webhooks': PLAIN,
  bearer: PLAIN,
  basic: PLAIN,
  generic: PLAIN,
  stripe: {
    happenedAt: '2023-04-04T21:41:12.000Z',
    headers: {},
    payload: {
      id: 'evt_1NG8Du2eZvKYlo2CUI79vXWy',
      object: 'event',
      type: 'invoice.paid',
      created: 1680644473,
      livemode: true,
      data: {
        object: {
          id: 'in_1MtHbELkdIwHu7ixl4OzzPMv',
          object: 'invoice',
          number: '1A2B3C4D-0042',
          amount_paid: 2000,
          currency: 'usd',
          billing_reason: 'subscription_cycle',
          customer: 'cus_NeZwdNtLEOXuvB',
          customer_email: 'jennyrosen@example.com',
          customer_name: 'Jenny Rosen',
          customer_address: { country: 'US' },
          lines: { data: [{ description: '1 × Pro plan (at $20.00 / month)' }] },
          parent: { subscription_details: { subscription: 'sub_1MowQVLkdIwHu7ixeRlqHVzs' } },
          status_transitions: { paid_at: 1680644472 },
        },
      },
    },
  },
  shopify: {
    happenedAt: '2021-12-31T23:59:30.000Z',
    headers: { 'x-shopify-topic': 'orders/fulfilled', 'x-shopify-shop-domain': 'johns-apparel.myshopify.com' },
    payload: {
      admin_graphql_api_id: 'gid://shopify/Order/820982911946154508',
      name: '#9999',
      email: 'jon@example.com',
      customer_locale: 'en',
      customer: { first_name: 'John', last_name: 'Smith', admin_graphql_api_id: 'gid://shopify/Customer/115310627314723954' },
      currency: 'USD',
      total_price: '359.97',
      financial_status: 'paid',
      source_name: 'web',
      test: false,
      fulfillments: [{ created_at: '2021-12-31T18:59:30-05:00' }],
      shipping_address: { country_code: 'US' },
    },
  },
  woocommerce: {
    happenedAt: '2017-03-22T19:30:35.000Z',
    headers: { 'x-wc-webhook-topic': 'order.updated', 'x-wc-webhook-source': 'https://example.com/' },
    payload: {
      id: 727,
      number: '727',
      status: 'completed',
      currency: 'USD',
      total: '29.35',
      customer_id: 0,
      billing: { first_name: 'John', last_name: 'Doe', country: 'US', email: 'john.doe@example.com' },
      shipping: { country: 'US' },
      payment_method_title: 'Direct Bank Transfer',
      date_completed_gmt: '2017-03-22T19:30:35',
    },
  },
  zendesk: {
    happenedAt: '2025-01-08T16:45:00.000Z',
    headers: {},
    payload: {
      ticket: { id: '35436', via: 'Web Form', priority: 'High', group: 'Support', brand: 'Acme', updated_at: '2025-01-08T16:45Z' },
      requester: { email: 'thomas@example.com', name: 'Thomas Koch', external_id: '' },
    },
  },
  intercom: {
    happenedAt: '2024-06-27T12:57:45.000Z',
    headers: {},
    payload: {
      type: 'notification_event',
      topic: 'conversation.admin.closed',
      id: 'notif_2a8995f8-92cb-4edd-a38c-041f4cdbf659',
      created_at: 1719493066,
      data: {
        item: {
          type: 'conversation',
          id: '1911149811',
          source: { type: 'conversation', author: { type: 'user', name: 'Hoban Washburne', email: 'wash@serenity.io' } },
          'contacts': { 'contacts': [{ id: '5ba682d23d7cf92bef87bfd4', external_id: 'f3b87a2e09d514c6c2e79b9a' }] },
          teammates: { admins: [{ id: '814860' }] },
          admin_assignee_id: 814860,
          team_assignee_id: '5017691',
          tags: { tags: [{ name: 'Test tag' }] },
          statistics: { 'last_contact_reply_at': 1719490000, last_admin_reply_at: 1719492900, last_close_at: 1719493065, count_conversation_parts: 6 },
        },
      },
    },
  },
  hubspot: {
    happenedAt: null,
    headers: {},
    payload: {
      dealId: 697680835, stage: 'closedwon', pipeline: 'default', amount: '2000', currency: 'USD',
      email: 'bh@hubspot.example.com', firstName: 'Brian', lastName: 'Halligan', 'contactId': 51,
    },
  },
  segment: {
    happenedAt: '2015-12-12T19:11:01.249Z',
    headers: {},
    payload: {
      type: 'track',
      event: 'Course Clicked',
      messageId: 'ajs-f8ca1e4de5024d9430b3928bd8ac6b96',
      userId: 'AiUGstSDIg',
      timestamp: '2015-12-12T19:11:01.249Z',
      context: { locale: 'en-US', timezone: 'Europe/Amsterdam', traits: { email: 'peter@example.com', name: 'Peter Gibbons' } },
      properties: { title: 'Intro to Analytics' },
    },
  },
  'help-scout': {
    happenedAt: '2012-03-16T14:07:23.000Z',
    headers: { 'x-helpscout-event': 'convo.status' },
    payload: {
      id: 123,
      number: 12,
      status: 'closed',
      type: 'email',
      mailboxId: 13,
      threads: 2,
      closedAt: '2012-03-16T14:07:23Z',
      assignee: { id: 99 },
      tags: [{ tag: 'vip' }],
      primaryCustomer: { id: 238604, first: 'Rob', last: 'Robertovic', email: 'rob@acme.com' },
    },
  },
};

export const exampleOf = (kind: SourceKind): SenderExample => EXAMPLES[kind];

/** The body is signed, in one header. */
export const EXAMPLE_SCHEME: Scheme = {
  kind: 'hmac', algorithm: 'sha256', encoding: 'hex', key: 'text', headers: [{ signature: 'x-signature' }], format: { kind: 'plain' }, signed: ['body'],
};
/** A time is signed too. */
export const TIMED_SCHEME: Scheme = {
  kind: 'hmac', algorithm: 'sha256', encoding: 'hex', key: 'text', headers: [{ signature: 'x-signature' }], format: { kind: 'pairs', signature: 'v1', timestamp: 't' },
  signed: ['timestamp', { text: '.' }, 'body'], timestamp: 'seconds',
};
