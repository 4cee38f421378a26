/**
 * https://shopify.dev/docs/api/webhooks: topics and their payloads. Numbers of orders may be larger than numbers are exact, so that
 * `admin_graphql_api_id` is their id. Of a refund Shopify tells the order but not the customer; the order's own update tells both.
 */
import type { MappingCondition } from '../../../domain/mapping/mapping.ts';
import { SHOPIFY } from '../../../platform/signature/schemes.ts';
import { PLAIN, type Sender } from './sender.ts';

const topicIs = (topic: string): MappingCondition => ({ path: '$headers.x-shopify-topic', op: 'eq', value: topic });

export const shopify: Sender = {
  ...PLAIN,
  name: 'Shopify',
  scheme: SHOPIFY,
  secretFrom: 'there',
  deliveryHeaders: ['x-shopify-webhook-id', 'x-shopify-event-id'],
  mapping: {
    ignore: [
      { when: [topicIs('refunds/create')], reason: 'a refund does not say whose it is; subscribe to orders/updated instead' },
      { when: [{ path: 'test', op: 'eq', value: true }], reason: 'test order' },
    ],
    events: [
      {
        name: 'orders/fulfilled',
        when: [topicIs('orders/fulfilled')],
        fields: {
          id: { text: '{admin_graphql_api_id}/fulfilled' },
          type: { value: 'order.fulfilled' },
          touchpoint: { value: 'delivery' },
          occurredAt: { path: ['fulfillments[-1].created_at', 'updated_at'] },
        },
      },
      {
        name: 'orders/updated, refunded',
        when: [topicIs('orders/updated'), { path: 'financial_status', op: 'in', value: ['refunded', 'partially_refunded'] }],
        fields: {
          id: { text: '{admin_graphql_api_id}/{financial_status}' },
          type: { path: 'financial_status', convert: { table: { refunded: 'order.refunded', partially_refunded: 'order.partially-refunded' } } },
          touchpoint: { value: 'refund' },
          occurredAt: { path: ['refunds[-1].created_at', 'updated_at'] },
        },
      },
    ],
    fields: {
      customer: {
        email: { path: ['email', 'contact_email', 'customer.email'] },
        name: { text: '{customer.first_name?} {customer.last_name?}' },
        locale: { path: 'customer_locale', convert: 'language' },
        properties: { shopifyCustomer: { path: 'customer.admin_graphql_api_id' }, country: { path: ['shipping_address.country_code', 'billing_address.country_code'] } },
      },
      properties: {
        order: { path: 'name' },
        amount: { path: 'total_price', convert: 'number' },
        currency: { path: 'currency' },
        paymentStatus: { path: 'financial_status' },
        shop: { path: '$headers.x-shopify-shop-domain' },
        channel: { path: 'source_name' },
      },
    },
  },
};
