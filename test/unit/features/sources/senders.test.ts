/** What each sender's documented payloads become, by the mapping its kind comes with. */
import { describe, expect, it } from 'vitest';
import { applyMapping } from '../../../../src/domain/mapping/apply-mapping.ts';
import type { Mapping, MappedItem } from '../../../../src/domain/mapping/mapping.ts';
import { parseMapping } from '../../../../src/domain/mapping/parse-mapping.ts';
import { ReportedInteraction } from '../../../../src/features/interactions/interaction-input.ts';
import { senderOf, SENDERS, SOURCE_KINDS, type SourceKind } from '../../../../src/features/sources/senders.ts';
import { webhookFixture, webhookFixtureNames } from '../../../support/webhook-fixtures.ts';

const isMapping = (mapping: Mapping | null): mapping is Mapping => mapping !== null;
const VENDORS = SOURCE_KINDS.filter((kind) => isMapping(SENDERS[kind].mapping));

/** Received when the newest of them would be, unless said. */
const read = (kind: SourceKind, name: string, change: (payload: never) => unknown = (payload) => payload, receivedAt = '2025-01-08T16:46:00Z'): MappedItem[] => {
  const { headers, payload } = webhookFixture(kind, name);
  const { mapping } = senderOf(kind);
  if (!isMapping(mapping)) throw new Error(`${kind} has no mapping`);
  return applyMapping(mapping, change(structuredClone(payload) as never), { headers, id: 'd-1', receivedAt: new Date(receivedAt) });
};
/** The interactions, each of which the API would take. */
const interactionsIn = (items: MappedItem[]) => items.flatMap((item) => {
  if (item.kind !== 'interaction') return [];
  expect(ReportedInteraction.safeParse(item.value).error).toBeUndefined();
  return [item.value];
});
const reasonsIn = (items: MappedItem[]) => items.map((item) => (item.kind === 'ignored' ? item.reason : item));

describe('the mappings that kinds come with', () => {
  it('are of every vendor', () => {
    expect(VENDORS).toEqual(['stripe', 'shopify', 'woocommerce', 'zendesk', 'intercom', 'hubspot', 'segment', 'help-scout']);
  });

  it.each(VENDORS)('of %s could have been saved by a company as they stand', (kind) => {
    for (const mapping of [senderOf(kind).mapping, senderOf(kind).churn].filter(isMapping)) expect(parseMapping(mapping)).toEqual({ ok: true, mapping });
  });

  it.each(webhookFixtureNames())('make of %s %s nothing that the API would not take', (kind, name) => {
    const items = read(kind as SourceKind, name);
    expect(items.filter((item) => item.kind === 'problem')).toEqual([]);
    expect(interactionsIn(items).length + items.filter((item) => item.kind === 'ignored').length).toBe(items.length);
  });

  it.each(VENDORS)('make of any JSON from %s outcomes without a throw', (kind) => {
    for (const payload of [null, 1, 'x', [], {}, [[]], { data: null }, { data: { object: [] } }, [{ subscriptionType: 1 }]]) expect(read(kind, webhookFixtureNames().find(([one]) => one === kind)?.[1] ?? '', () => payload).length).toBeGreaterThan(0);
  });
});

describe('documented payloads', () => {
  it.each<[SourceKind, string, object[]]>([
    ['stripe', 'invoice.paid', [{
      id: 'in_1MtHbELkdIwHu7ixl4OzzPMv-paid', type: 'invoice.paid', touchpoint: 'billing', occurredAt: '2023-04-04T21:41:12.000Z',
      customer: { externalId: 'cus_NeZwdNtLEOXuvB', email: 'jennyrosen@example.com', name: 'Jenny Rosen', properties: { country: 'US' } },
      properties: { amount: 20, currency: 'USD', invoice: '1A2B3C4D-0042', subscription: 'sub_1MowQVLkdIwHu7ixeRlqHVzs', billingReason: 'subscription_cycle', plan: '1 × Pro plan (at $20.00 / month)' },
    }]],
    ['stripe', 'customer.subscription.deleted', [{
      id: 'sub_1MowQVLkdIwHu7ixeRlqHVzs-ended', type: 'subscription.ended', touchpoint: 'cancellation', occurredAt: '2023-04-23T22:16:07.000Z',
      customer: { externalId: 'cus_Na6dX7aXxi11N4' },
      properties: { amount: 10, currency: 'USD', subscription: 'sub_1MowQVLkdIwHu7ixeRlqHVzs', plan: 'price_1MowQULkdIwHu7ixraBm864M', interval: 'month', reason: 'cancellation_requested', feedback: 'too_expensive' },
    }]],
    ['shopify', 'orders-fulfilled', [{
      id: 'gid://shopify/Order/820982911946154508/fulfilled', type: 'order.fulfilled', touchpoint: 'delivery', occurredAt: '2021-12-31T23:59:30.000Z',
      customer: { email: 'jon@example.com', name: 'John Smith', locale: 'en', properties: { shopifyCustomer: 'gid://shopify/Customer/115310627314723954', country: 'US' } },
      properties: { order: '#9999', amount: 359.97, currency: 'USD', paymentStatus: 'paid', shop: 'johns-apparel.myshopify.com', channel: 'web' },
    }]],
    ['shopify', 'orders-updated', [{
      id: 'gid://shopify/Order/820982911946154508/refunded', type: 'order.refunded', touchpoint: 'refund', occurredAt: '2021-12-31T23:59:40.000Z',
      customer: { email: 'jon@example.com', name: 'John Smith', locale: 'en', properties: { shopifyCustomer: 'gid://shopify/Customer/115310627314723954', country: 'US' } },
      properties: { order: '#9999', amount: 359.97, currency: 'USD', paymentStatus: 'refunded', shop: 'johns-apparel.myshopify.com', channel: 'web' },
    }]],
    ['woocommerce', 'order-completed', [{
      id: 'order-727-completed', type: 'order.completed', touchpoint: 'delivery', occurredAt: '2017-03-22T19:30:35.000Z',
      customer: { email: 'john.doe@example.com', name: 'John Doe', properties: { wooCommerceCustomer: 0, country: 'US' } },
      properties: { order: '727', amount: 29.35, currency: 'USD', paymentMethod: 'Direct Bank Transfer', shop: 'https://example.com/' },
    }]],
    ['woocommerce', 'order-refunded', [expect.objectContaining({ id: 'order-727-refunded', type: 'order.refunded', touchpoint: 'refund', occurredAt: '2017-03-22T19:31:10.000Z' })]],
    ['zendesk', 'trigger', [{
      id: 'ticket-35436-solved', type: 'ticket.solved', touchpoint: 'support', occurredAt: '2025-01-08T16:45:00.000Z',
      customer: { email: 'thomas@example.com', name: 'Thomas Koch' }, properties: { ticket: '35436', channel: 'Web Form', priority: 'high', group: 'Support', brand: 'Acme' },
    }]],
    ['zendesk', 'ticket.status_changed', [{
      id: 'ticket-5158-solved', type: 'ticket.solved', touchpoint: 'support', occurredAt: '2025-01-08T16:45:20.987Z',
      customer: { externalId: '20978392' }, properties: { ticket: '5158', channel: 'web_service', priority: 'high', group: '8447320466430', assignee: '8447388090494', brand: '8447346621310', tags: ['enterprise'] },
    }]],
    ['intercom', 'conversation.admin.closed-1.4', [{
      id: 'conversation-137324500000000', type: 'conversation.closed', touchpoint: 'support', occurredAt: '2020-08-05T13:49:29.000Z',
      customer: { externalId: '234523452345345', email: 'wash@serenity.io', name: 'Hoban Washburne', properties: { intercomPerson: '5ee3d479d1cf3dedbee23d68' } },
      properties: { conversation: '137324500000000', assignee: '3330619' },
    }]],
    ['hubspot', 'stages', [
      { id: '33-deal-697680835-closedwon', type: 'deal.stage-changed', touchpoint: 'sales', occurredAt: '2016-05-02T19:11:47.946Z', customer: {}, properties: { deal: 697680835, stage: 'closedwon', changeSource: 'CRM_UI' } },
      { id: '33-ticket-1148278-4', type: 'ticket.stage-changed', touchpoint: 'support', occurredAt: '2016-05-02T19:11:47.947Z', customer: {}, properties: { ticket: 1148278, stage: '4', changeSource: 'CRM_UI' } },
    ]],
    ['hubspot', 'workflow', [{
      id: 'deal-697680835-closedwon', type: 'deal.stage-changed', touchpoint: 'sales', occurredAt: '2025-01-08T16:46:00.000Z',
      customer: { email: 'bh@hubspot.example.com', name: 'Brian Halligan', properties: { hubSpotPerson: 51 } }, properties: { deal: 697680835, stage: 'closedwon', pipeline: 'default', amount: '2000', currency: 'USD' },
    }]],
    ['segment', 'track', [{
      id: 'ajs-f8ca1e4de5024d9430b3928bd8ac6b96', type: 'Course Clicked', occurredAt: '2015-12-12T19:11:01.249Z',
      customer: { externalId: 'AiUGstSDIg', email: 'peter@example.com', name: 'Peter Gibbons', locale: 'en-US', timeZone: 'Europe/Amsterdam' }, properties: { details: { title: 'Intro to Analytics' } },
    }]],
    ['segment', 'batch', [expect.objectContaining({ id: 'ajs-b7f1d5c2a9e84d7f8a0c3e5b6d7f8a9b', type: 'Order Completed', properties: { details: { order_id: '50314b8e9bcf000000000000', revenue: 25, currency: 'USD' } } })]],
    ['help-scout', 'convo.status', [{
      id: 'conversation-123', type: 'conversation.closed', touchpoint: 'support', occurredAt: '2012-03-16T14:07:23.000Z',
      customer: { email: 'rob@acme.com', name: 'Rob Robertovic', properties: { helpScoutCustomer: 238604 } },
      properties: { conversation: 12, channel: 'email', mailbox: 13, assignee: 99, tags: ['vip'], messages: 2 },
    }]],
  ])('of %s: %s', (kind, name, expected) => {
    expect(interactionsIn(read(kind, name))).toEqual(expected);
  });

  it.each<[SourceKind, string, string[]]>([
    ['stripe', 'unknown', ['unknown-event']],
    ['shopify', 'refunds-create', ['a refund does not say whose it is; subscribe to orders/updated instead']],
    ['woocommerce', 'unknown', ['unknown-event']],
    ['zendesk', 'unknown', ['unknown-event']],
    ['intercom', 'unknown', ['unknown-event']],
    ['intercom', 'ping', ['ping']],
    ['hubspot', 'unknown', ['unknown-event']],
    ['segment', 'unknown', ['unknown-event']],
    ['help-scout', 'unknown', ['unknown-event']],
  ])('of %s that lead to nothing: %s', (kind, name, reasons) => {
    expect(reasonsIn(read(kind, name))).toEqual(reasons);
  });

  it('in a list are each what they are alone', () => {
    expect(read('hubspot', 'stages').map(({ kind }) => kind)).toEqual(['ignored', 'ignored', 'interaction', 'ignored', 'interaction']);
    expect(reasonsIn(read('segment', 'batch')).filter((reason) => typeof reason === 'string')).toEqual(['unknown-event', 'anonymous']);
    expect(interactionsIn(read('segment', 'batch', (batch) => ({ batch, sentAt: '2015-12-12T19:11:01.169Z' })))).toEqual(interactionsIn(read('segment', 'batch')));
  });
});

describe('Stripe', () => {
  type StripeEvent = { data: { object: { currency: string; amount_paid: number; parent?: unknown; subscription?: string; cancellation_details?: { feedback: string | null } } } };

  it.each([['usd', 2000, 20], ['eur', 1, 0.01], ['jpy', 2000, 2000], ['kwd', 2000, 2], ['ugx', 500, 5], ['isk', 500, 5]])('tells %s %d as %d', (currency, amount, expected) => {
    const [paid] = interactionsIn(read('stripe', 'invoice.paid', (event: StripeEvent) => {
      Object.assign(event.data.object, { currency, amount_paid: amount });
      return event;
    }));
    expect(paid?.properties).toMatchObject({ amount: expected, currency: currency.toUpperCase() });
  });

  it('leaves out an invoice for which nothing was charged', () => {
    expect(reasonsIn(read('stripe', 'invoice.paid', (event: StripeEvent) => ({ ...event, data: { object: { ...event.data.object, amount_paid: 0 } } })))).toEqual(['nothing was charged']);
  });

  it('finds the subscription where API versions before 2025 told it', () => {
    const { parent: _left, ...object } = (webhookFixture('stripe', 'invoice.paid').payload as StripeEvent).data.object;
    expect(interactionsIn(read('stripe', 'invoice.paid', (event: StripeEvent) => ({ ...event, data: { object: { ...object, subscription: 'sub_1' } } })))[0]?.properties).toMatchObject({ subscription: 'sub_1' });
  });

  it('reports a customer who left by the same payload, and by no other', () => {
    const { churn } = senderOf('stripe');
    if (!isMapping(churn)) throw new Error('Stripe reports churn');
    const churnIn = (payload: unknown) => applyMapping(churn, payload, { headers: {}, id: 'd-1', receivedAt: new Date() });
    const ended = webhookFixture('stripe', 'customer.subscription.deleted').payload as StripeEvent;
    const fact = { type: 'full', occurredAt: '2023-04-23T22:16:07.000Z', customer: { externalId: 'cus_Na6dX7aXxi11N4' }, properties: { reason: 'too_expensive' } };
    expect(churnIn(ended)).toMatchObject([{ value: fact }]);
    const without = { ...ended, data: { object: { ...ended.data.object, cancellation_details: { feedback: null, reason: 'payment_failed' } } } };
    expect(churnIn(without)).toMatchObject([{ value: { properties: { reason: 'payment_failed' } } }]);
    expect(churnIn(webhookFixture('stripe', 'invoice.paid').payload)).toEqual([{ kind: 'ignored', reason: 'unknown-event' }]);
  });
});

describe('Shopify', () => {
  it('leaves test orders out, and tells part of the money back apart', () => {
    expect(reasonsIn(read('shopify', 'orders-fulfilled', (order: object) => ({ ...order, test: true })))).toEqual(['test order']);
    expect(interactionsIn(read('shopify', 'orders-updated', (order: object) => ({ ...order, financial_status: 'partially_refunded' })))).toMatchObject([{ id: 'gid://shopify/Order/820982911946154508/partially_refunded', type: 'order.partially-refunded' }]);
    expect(reasonsIn(read('shopify', 'orders-updated', (order: object) => ({ ...order, financial_status: 'paid' })))).toEqual(['unknown-event']);
  });
});

describe('Intercom', () => {
  const CLOSED_AT = '2024-06-27T12:57:46Z';
  type Item = { statistics: Record<string, number | null>; teammates: { admins: object[] }; contacts: { contacts: object[] }; source: { author: object }; conversation_parts: { conversation_parts: object[] } };
  const closed = (change: (item: Item) => void = () => {}, receivedAt = CLOSED_AT) => read('intercom', 'conversation.admin.closed', (event: { data: { item: Item } }) => {
    change(event.data.item);
    return event;
  }, receivedAt);

  it('asks the person who began the conversation, once', () => {
    expect(interactionsIn(closed())).toEqual([{
      id: 'conversation-1911149811', type: 'conversation.closed', touchpoint: 'support', occurredAt: '2024-06-27T12:57:45.000Z',
      customer: { externalId: 'f3b87a2e09d514c6c2e79b9a', email: 'wash@serenity.io', name: 'Hoban Washburne', properties: { intercomPerson: '5ba682d23d7cf92bef87bfd4' } },
      properties: { conversation: '1911149811', channel: 'conversation', assignee: 814860, team: '5017691', tags: ['Test tag'], messages: 6 },
    }]);
    expect(interactionsIn(closed(({ statistics }) => Object.assign(statistics, { count_reopens: 3, last_close_at: 1_719_493_060 })))).toMatchObject([{ id: 'conversation-1911149811' }]);
  });

  it('never asks a teammate', () => {
    const byTeammate = (item: Item): void => {
      item.source.author = { type: 'admin', id: '814860', name: 'Mark Strong', email: 'mk@acmeinc.org' };
    };
    expect(interactionsIn(closed(byTeammate))[0]?.customer).toEqual({ externalId: 'f3b87a2e09d514c6c2e79b9a', properties: { intercomPerson: '5ba682d23d7cf92bef87bfd4' } });
    const answered = (item: Item): void => {
      byTeammate(item);
      item.conversation_parts.conversation_parts.unshift({ author: { type: 'user', email: 'wash@serenity.io', name: 'Hoban Washburne' } });
    };
    expect(interactionsIn(closed(answered))[0]?.customer).toMatchObject({ email: 'wash@serenity.io', name: 'Hoban Washburne' });
  });

  it.each<[string, (item: Item) => void, string]>([
    ['in which no teammate took part', ({ statistics, teammates }) => {
      statistics['last_admin_reply_at'] = null;
      teammates.admins = [];
    }, 'no teammate took part'],
    ['of several people', ({ contacts }) => void contacts.contacts.push({ type: 'contact', id: '2' }), 'a conversation with several people'],
    ['that lay still for a week', ({ statistics }) => Object.assign(statistics, { last_contact_reply_at: 1_718_000_000, last_admin_reply_at: 1_718_000_001 }), 'nobody replied for seven days before it was closed'],
    ['that nobody answered for a week', ({ statistics }) => Object.assign(statistics, { last_contact_reply_at: null, last_admin_reply_at: 1_718_000_001 }), 'nobody replied for seven days before it was closed'],
  ])('leaves out a conversation %s', (_what, change, reason) => {
    expect(reasonsIn(closed(change))).toEqual([reason]);
  });

  it('asks where one side replied within the week', () => {
    expect(interactionsIn(closed(({ statistics }) => void (statistics['last_admin_reply_at'] = 1_718_000_001)))).toHaveLength(1);
  });
});
