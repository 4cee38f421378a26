/** An order system of a company's own that can send JSON: the names it would choose, to be changed for the names it has. */
import type { ReadyMapping } from './ready-mapping.ts';

export const orders: ReadyMapping = {
  key: 'orders',
  name: 'Order system',
  mapping: {
    ignore: [{ when: [{ path: 'order.test', op: 'eq', value: true }], reason: 'test order' }],
    events: [
      {
        name: 'delivered',
        when: [{ path: 'order.status', op: 'eq', value: 'delivered' }],
        fields: { type: { value: 'order.delivered' }, touchpoint: { value: 'delivery' }, occurredAt: { path: ['order.delivered_at', 'order.updated_at'] } },
      },
      {
        name: 'refunded',
        when: [{ path: 'order.status', op: 'eq', value: 'refunded' }],
        fields: { type: { value: 'order.refunded' }, touchpoint: { value: 'refund' }, occurredAt: { path: ['order.refunded_at', 'order.updated_at'] } },
      },
      {
        name: 'cancelled',
        when: [{ path: 'order.status', op: 'in', value: ['cancelled', 'canceled'] }],
        fields: { type: { value: 'order.cancelled' }, touchpoint: { value: 'cancellation' }, occurredAt: { path: ['order.cancelled_at', 'order.updated_at'] } },
      },
    ],
    fields: {
      id: { text: 'order-{order.number}-{order.status}' },
      customer: {
        externalId: { path: 'customer.id' }, email: { path: 'customer.email', convert: ['trim', 'lower-case'] }, name: { text: '{customer.first_name?} {customer.last_name?}' },
        locale: { path: 'customer.language', convert: 'language' }, timeZone: { path: 'customer.time_zone' },
        properties: { country: { path: 'customer.country', convert: 'upper-case' } },
      },
      properties: {
        order: { path: 'order.number', convert: 'text' }, amount: { path: 'order.total_cents', convert: { dividedBy: 100 } }, currency: { path: 'order.currency', convert: 'upper-case' },
        skus: { path: 'order.lines[*].sku', convert: 'text' }, carrier: { path: 'order.carrier' }, shop: { path: 'shop' },
      },
    },
  },
  example: {
    shop: 'bee.example',
    order: {
      number: 10_042, status: 'delivered', delivered_at: '2026-05-04T11:30:00+02:00', updated_at: '2026-05-04T11:31:07+02:00', total_cents: 12_990, currency: 'eur', carrier: 'DHL',
      lines: [{ sku: 'TEA-1', quantity: 2 }, { sku: 4711, quantity: 1 }],
    },
    customer: { id: 'c-77', email: 'Ann@Example.com ', first_name: 'Ann', last_name: 'Lee', language: 'pl_PL', time_zone: 'Europe/Warsaw', country: 'pl' },
  },
};
