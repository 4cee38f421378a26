/** https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks; the payload is the order as the REST API shows it, with times in UTC under `…_gmt`. */
import type { MappedValue, MappingCondition } from '../../../domain/mapping/mapping.ts';
import { WOOCOMMERCE } from '../../../platform/signature/schemes.ts';
import { PLAIN, type Sender } from './sender.ts';

const whenStatusIs = (status: string): MappingCondition[] => [
  { path: '$headers.x-wc-webhook-topic', op: 'in', value: ['order.updated', 'order.created'] },
  { path: 'status', op: 'eq', value: status },
];
const inUtc = (path: string[]): MappedValue => ({ path, convert: { date: 'iso', zone: 'UTC' } });

export const woocommerce: Sender = {
  ...PLAIN,
  name: 'WooCommerce',
  scheme: WOOCOMMERCE,
  deliveryHeaders: ['x-wc-webhook-delivery-id', 'x-wc-delivery-id'],
  // On saving, a shop asks with the form field webhook_id, unsigned.
  pingTypes: ['application/x-www-form-urlencoded'],
  mapping: {
    events: [
      {
        name: 'order completed',
        when: whenStatusIs('completed'),
        fields: { type: { value: 'order.completed' }, touchpoint: { value: 'delivery' }, occurredAt: inUtc(['date_completed_gmt', 'date_modified_gmt']) },
      },
      {
        name: 'order refunded',
        when: whenStatusIs('refunded'),
        fields: { type: { value: 'order.refunded' }, touchpoint: { value: 'refund' }, occurredAt: inUtc(['date_modified_gmt']) },
      },
    ],
    fields: {
      id: { text: 'order-{id}-{status}' },
      customer: {
        email: { path: 'billing.email' },
        name: { text: '{billing.first_name?} {billing.last_name?}' },
        properties: { wooCommerceCustomer: { path: 'customer_id' }, country: { path: ['shipping.country', 'billing.country'] } },
      },
      properties: {
        order: { path: 'number' },
        amount: { path: 'total', convert: 'number' },
        currency: { path: 'currency' },
        paymentMethod: { path: 'payment_method_title' },
        shop: { path: '$headers.x-wc-webhook-source' },
      },
    },
  },
};
