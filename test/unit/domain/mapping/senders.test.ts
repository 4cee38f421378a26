/** Payloads as large systems send them, through mappings a company could write. */
import { describe, expect, it } from 'vitest';
import { applyMapping } from '../../../../src/domain/mapping/apply-mapping.ts';
import type { Mapping } from '../../../../src/domain/mapping/mapping.ts';
import { parseMapping } from '../../../../src/domain/mapping/parse-mapping.ts';

const receivedAt = new Date('2026-05-04T09:30:00Z');
const run = (mapping: Mapping, payload: unknown, headers: Record<string, string> = {}) => {
  expect(parseMapping(mapping)).toEqual({ ok: true, mapping });
  return applyMapping(mapping, payload, { headers, id: 'd-1', receivedAt });
};

describe('a list of changes, as HubSpot sends', () => {
  const mapping: Mapping = {
    each: '$',
    events: [{
      name: 'ticket closed',
      when: [{ path: 'subscriptionType', op: 'eq', value: 'ticket.propertyChange' }, { path: 'propertyName', op: 'eq', value: 'hs_pipeline_stage' }, { path: 'propertyValue', op: 'eq', value: '4' }],
      fields: { type: { value: 'ticket.closed' }, touchpoint: { value: 'support' } },
    }],
    fields: {
      id: { text: '{eventId}-{subscriptionId}-{occurredAt}' },
      occurredAt: { path: 'occurredAt', convert: 'unix-milliseconds' },
      customer: { externalId: { text: 'hubspot-{objectId}' } },
      properties: { changedBy: { path: 'changeSource', convert: 'lower-case' } },
    },
  };
  const change = { eventId: 1, subscriptionId: 12, portalId: 62_515, occurredAt: 1_777_887_000_123, subscriptionType: 'ticket.propertyChange', attemptNumber: 0, objectId: 123, changeSource: 'CRM', propertyName: 'hs_pipeline_stage', propertyValue: '4' };

  it('is an interaction each, save what is not closed', () => {
    expect(run(mapping, [change, { ...change, propertyValue: '2' }, { ...change, eventId: 3, objectId: 124 }])).toEqual([
      { kind: 'interaction', event: 'ticket closed', value: { id: '1-12-1777887000123', type: 'ticket.closed', touchpoint: 'support', occurredAt: '2026-05-04T09:30:00.123Z', customer: { externalId: 'hubspot-123' }, properties: { changedBy: 'crm' } }, paths: expect.any(Object) },
      { kind: 'ignored', reason: 'unknown-event' },
      { kind: 'interaction', event: 'ticket closed', value: expect.objectContaining({ id: '3-12-1777887000123' }), paths: expect.objectContaining({ '/id': '$[2].eventId, $[2].subscriptionId, $[2].occurredAt' }) },
    ]);
  });

  it('with milliseconds that were read as seconds is a problem that says so', () => {
    const wrong: Mapping = { ...mapping, fields: { ...mapping.fields, occurredAt: { path: 'occurredAt', convert: 'unix-seconds' } } };
    expect(run(wrong, [change])).toEqual([{ kind: 'problem', event: 'ticket closed', errors: [{ path: '$[0].occurredAt', pointer: '/occurredAt', detail: expect.stringMatching(/^1777887000123 lies beyond the year 2200 as seconds.*"unix-milliseconds"/) }] }]);
  });
});

describe('tracked events, as Segment sends', () => {
  const mapping: Mapping = {
    each: ['$.batch', '$'],
    ignore: [{ when: [{ path: 'type', op: 'ne', value: 'track' }], reason: 'not tracked' }],
    events: [{ name: 'order completed', when: [{ path: 'event', op: 'eq', value: 'Order Completed' }], fields: { type: { value: 'order.completed' }, touchpoint: { value: 'checkout' }, properties: { total: { path: 'properties.total' }, skus: { path: 'properties.products[*].sku' } } } }],
    fields: {
      id: { path: 'messageId' },
      occurredAt: { path: ['originalTimestamp', 'timestamp', '$$.sentAt'] },
      customer: { externalId: { path: 'userId' }, email: { path: ['context.traits.email', 'properties.email'], convert: ['trim', 'lower-case'] }, locale: { path: 'context.locale', convert: 'language' }, timeZone: { path: 'context.timezone' } },
    },
  };
  const track = {
    type: 'track', event: 'Order Completed', messageId: 'm-1', userId: 'u-7', timestamp: '2026-05-04T09:29:58.000Z',
    context: { locale: 'pt_BR', timezone: 'America/Sao_Paulo', traits: { email: ' Ana@Example.com ' } },
    properties: { total: 27.5, products: [{ sku: '45790-32' }, { name: 'a gift' }, { sku: '46493-32' }] },
  };
  const expected = {
    kind: 'interaction', event: 'order completed',
    value: {
      id: 'm-1', type: 'order.completed', touchpoint: 'checkout', occurredAt: '2026-05-04T09:29:58.000Z',
      customer: { externalId: 'u-7', email: 'ana@example.com', locale: 'pt-BR', timeZone: 'America/Sao_Paulo' },
      properties: { total: 27.5, skus: ['45790-32', '46493-32'] },
    },
  };

  it('are the same alone and in a batch', () => {
    expect(run(mapping, track)).toMatchObject([expected]);
    const batch = { batch: [{ type: 'identify', userId: 'u-7' }, track, { ...track, event: 'Cart Viewed' }, { ...track, messageId: undefined }], sentAt: '2026-05-04T09:30:00.000Z' };
    expect(run(mapping, batch)).toMatchObject([
      { kind: 'ignored', reason: 'not tracked' },
      expected,
      { kind: 'ignored', reason: 'unknown-event' },
      { kind: 'problem', event: 'order completed', errors: [{ path: '$.batch[3].messageId', pointer: '/id', detail: 'is needed, but nothing is there' }] },
    ]);
  });

  it('take the time of the batch where they have none', () => {
    const { timestamp: _left, ...untimed } = track;
    expect(run(mapping, { batch: [untimed], sentAt: '2026-05-04T09:30:00.000Z' })).toMatchObject([{ value: { occurredAt: '2026-05-04T09:30:00.000Z' }, paths: { '/occurredAt': '$.sentAt' } }]);
  });
});

describe('an order whose topic stands in a header, as Shopify sends', () => {
  const mapping: Mapping = {
    ignore: [{ when: [{ path: 'test', op: 'eq', value: true }], reason: 'test order' }],
    events: [
      { name: 'fulfilled', when: [{ path: '$headers.X-Shopify-Topic', op: 'eq', value: 'orders/fulfilled' }], fields: { id: { text: 'order-{admin_graphql_api_id}-fulfilled' }, type: { value: 'order.fulfilled' }, occurredAt: { path: ['fulfillments[-1].created_at', 'updated_at'] } } },
      { name: 'cancelled', when: [{ path: '$headers.X-Shopify-Topic', op: 'eq', value: 'orders/cancelled' }], fields: { id: { text: 'order-{admin_graphql_api_id}-cancelled' }, type: { value: 'order.cancelled' }, occurredAt: { path: 'cancelled_at' } } },
    ],
    fields: {
      touchpoint: { path: '$headers.x-shopify-shop-domain', convert: { table: { 'bee.myshopify.com': 'shop-bee' } } },
      customer: {
        externalId: { path: 'customer.admin_graphql_api_id' }, email: { path: ['email', 'contact_email', 'customer.email'], convert: 'lower-case' },
        name: { text: '{customer.first_name?} {customer.last_name?}' }, locale: { path: 'customer_locale', convert: 'language' },
      },
      properties: { order: { path: 'name' }, total: { path: 'total_price', convert: 'number' }, currency: { path: 'currency' }, gift: { path: 'note_attributes[name=\'gift\'].value', convert: 'boolean', default: false } },
    },
  };
  const order = {
    id: 820982911946154508n.toString(), admin_graphql_api_id: 'gid://shopify/Order/820982911946154508', name: '#9999', email: 'Jon@Example.com', contact_email: 'jon@example.com', currency: 'USD', total_price: '404.95', test: false,
    updated_at: '2026-05-04T05:29:00-04:00', cancelled_at: null, customer_locale: 'en-US',
    customer: { admin_graphql_api_id: 'gid://shopify/Customer/115310627314723954', email: 'john@example.com', first_name: 'John', last_name: null },
    note_attributes: [{ name: 'wrap', value: 'no' }, { name: 'gift', value: 'yes' }],
    fulfillments: [{ created_at: '2026-05-03T05:29:00-04:00' }, { created_at: '2026-05-04T05:28:00-04:00' }],
  };
  const headers = { 'x-shopify-topic': 'orders/fulfilled', 'x-shopify-shop-domain': 'bee.myshopify.com' };

  it('is an interaction of its topic', () => {
    expect(run(mapping, order, headers)).toMatchObject([{
      kind: 'interaction', event: 'fulfilled',
      value: {
        id: 'order-gid://shopify/Order/820982911946154508-fulfilled', type: 'order.fulfilled', touchpoint: 'shop-bee', occurredAt: '2026-05-04T09:28:00.000Z',
        customer: { externalId: 'gid://shopify/Customer/115310627314723954', email: 'jon@example.com', name: 'John', locale: 'en-US' },
        properties: { order: '#9999', total: 404.95, currency: 'USD', gift: true },
      },
    }]);
    expect(run(mapping, { ...order, cancelled_at: '2026-05-04T11:00:00Z' }, { ...headers, 'x-shopify-topic': 'orders/cancelled' })).toMatchObject([{ event: 'cancelled', value: { occurredAt: '2026-05-04T11:00:00.000Z' } }]);
  });

  it('is left out as a test, and of another topic', () => {
    expect(run(mapping, { ...order, test: true }, headers)).toEqual([{ kind: 'ignored', reason: 'test order' }]);
    expect(run(mapping, order, { ...headers, 'x-shopify-topic': 'orders/create' })).toEqual([{ kind: 'ignored', reason: 'unknown-event' }]);
  });

  it('from a shop that the table does not know is a problem that names the header', () => {
    expect(run(mapping, order, { ...headers, 'x-shopify-shop-domain': 'other.myshopify.com' })).toEqual([{
      kind: 'problem', event: 'fulfilled', errors: [{ path: '$headers.x-shopify-shop-domain', pointer: '/touchpoint', detail: expect.stringMatching(/^"other.myshopify.com" is not in the table; accepted is "bee.myshopify.com"/) }],
    }]);
  });

  it('by its number, which is larger than numbers are exact, is a problem and no wrong id', () => {
    const byNumber: Mapping = { fields: { id: { path: 'id' }, occurredAt: { path: 'updated_at' } } };
    expect(run(byNumber, JSON.parse('{"id": 820982911946154508, "updated_at": "2026-05-04T09:30:00Z"}'))).toMatchObject([{ kind: 'problem', errors: [{ path: '$.id', detail: expect.stringMatching(/too large a number/) }] }]);
    expect(run(byNumber, order)).toMatchObject([{ value: { id: '820982911946154508' } }]);
  });
});

describe('a sender without ids and times', () => {
  it('is taken by its delivery', () => {
    const mapping: Mapping = { each: 'people', fields: { id: { text: '{$delivery.id}-{$delivery.item}' }, occurredAt: { path: '$delivery.at' }, customer: { email: { path: '$' } } } };
    expect(run(mapping, { people: ['a@example.com', 'b@example.com'] })).toMatchObject([
      { value: { id: 'd-1-0', occurredAt: '2026-05-04T09:30:00.000Z', customer: { email: 'a@example.com' } } },
      { value: { id: 'd-1-1', customer: { email: 'b@example.com' } } },
    ]);
  });
});
