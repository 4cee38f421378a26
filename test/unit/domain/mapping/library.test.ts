import { describe, expect, it } from 'vitest';
import { applyMapping } from '../../../../src/domain/mapping/apply-mapping.ts';
import { calendly } from '../../../../src/domain/mapping/library/calendly.ts';
import { freshdesk } from '../../../../src/domain/mapping/library/freshdesk.ts';
import { gorgias } from '../../../../src/domain/mapping/library/gorgias.ts';
import { orders } from '../../../../src/domain/mapping/library/orders.ts';
import type { ReadyMapping } from '../../../../src/domain/mapping/library/ready-mapping.ts';
import { typeform } from '../../../../src/domain/mapping/library/typeform.ts';
import type { MappedItem } from '../../../../src/domain/mapping/mapping.ts';
import { parseMapping } from '../../../../src/domain/mapping/parse-mapping.ts';
import { ReportedInteraction } from '../../../../src/features/interactions/interaction-input.ts';

const ALL = [freshdesk, gorgias, calendly, typeform, orders];
const receivedAt = new Date('2026-05-04T09:30:02Z');
const run = ({ mapping }: ReadyMapping, payload: unknown) => applyMapping(mapping, payload, { headers: {}, id: 'd-1', receivedAt });

type Json = { [name: string]: Json } | Json[] | string | number | boolean | null | undefined;
/** The example with some of its parts changed. */
const example = ({ example: payload }: ReadyMapping, changes: Json): Json => merged(payload as Json, changes);
function merged(one: Json, other: Json): Json {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null || Array.isArray(one) || Array.isArray(other)) return other;
  return { ...one, ...Object.fromEntries(Object.entries(other).map(([name, part]) => [name, merged(one[name], part)])) };
}
const ignored = (reason: string): MappedItem[] => [{ kind: 'ignored', reason }];

describe.each(ALL)('the mapping for $name', (ready) => {
  it('can be saved as it stands', () => {
    expect(parseMapping(ready.mapping)).toEqual({ ok: true, mapping: ready.mapping });
  });

  it('makes an interaction of the example that the API would take', () => {
    const [item, ...more] = run(ready, ready.example);
    expect(more).toEqual([]);
    expect(item?.kind).toBe('interaction');
    expect(ReportedInteraction.safeParse(item?.kind === 'interaction' && item.value)).toMatchObject({ success: true });
  });

  it('takes the example once, however often it is sent', () => {
    const idOf = ([item]: MappedItem[]) => item?.kind === 'interaction' && item.value.id;
    expect(idOf(run(ready, ready.example))).toBe(idOf(applyMapping(ready.mapping, ready.example, { headers: { other: 'x' }, id: 'd-2', receivedAt: new Date('2026-05-05T00:00:00Z') })));
  });

  it('shows in the example what the body it asks for would hold', () => {
    const shape = (value: Json): unknown => (typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shape(part as Json)])) : 'value');
    if (ready.body !== undefined) expect(shape(ready.example as Json)).toEqual(shape(ready.body as Json));
  });

  it('leaves out what it is not about', () => {
    expect(run(ready, { event: 'something.else', hello: 'world' })).toEqual(ignored('unknown-event'));
  });
});

it('every mapping has a key of its own', () => {
  expect(new Set(ALL.map(({ key }) => key)).size).toBe(ALL.length);
});

describe('Freshdesk', () => {
  it('tells of a ticket that was resolved', () => {
    expect(run(freshdesk, freshdesk.example)).toMatchObject([{
      event: 'ticket resolved',
      value: {
        id: 'ticket-11-solved', type: 'ticket.solved', touchpoint: 'support', occurredAt: '2026-05-04T09:30:02.000Z',
        customer: { email: 'bob@example.com', name: 'Bob Mills' }, properties: { ticket: '11', priority: 'high', kind: 'Incident' },
      },
    }]);
  });

  it('is read by its simple content too, and not while a ticket waits', () => {
    const simple = { ticket_id: 11, ticket_status: 'Closed', ticket_priority: 'Low', ticket_group_name: 'Billing', ticket_agent_name: 'Eve', ticket_contact_name: 'Bob Mills', ticket_contact_email: 'bob@example.com', ticket_type: null };
    expect(run(freshdesk, { freshdesk_webhook: simple })).toMatchObject([{ value: { id: 'ticket-11-solved', customer: { email: 'bob@example.com', name: 'Bob Mills' }, properties: { ticket: '11', priority: 'low', group: 'Billing', assignee: 'Eve' } } }]);
    expect(run(freshdesk, example(freshdesk, { freshdesk_webhook: { ticket_status: 'Waiting on Customer' } }))).toEqual(ignored('unknown-event'));
  });
});

describe('Gorgias', () => {
  it('tells of a ticket that was closed, by the clock of UTC', () => {
    expect(run(gorgias, gorgias.example)).toMatchObject([{
      event: 'ticket closed',
      value: {
        id: 'ticket-123-solved', type: 'ticket.solved', touchpoint: 'support', occurredAt: '2026-05-04T09:30:00.654Z',
        customer: { externalId: 'gorgias-987', email: 'ann@example.com', name: 'Ann Lee' }, properties: { ticket: '123', channel: 'email', via: 'email' },
      },
    }]);
    expect(run(gorgias, example(gorgias, { ticket: { updated_datetime: '2026-05-04 09:30:00.654321+00:00' } }))).toMatchObject([{ value: { occurredAt: '2026-05-04T09:30:00.654Z' } }]);
  });

  it('leaves out spam and open tickets', () => {
    for (const spam of [true, 'True', 'true']) expect(run(gorgias, example(gorgias, { ticket: { spam } }))).toEqual(ignored('spam'));
    expect(run(gorgias, example(gorgias, { ticket: { status: 'open' } }))).toEqual(ignored('unknown-event'));
  });
});

describe('Calendly', () => {
  it('tells of a meeting that was booked', () => {
    expect(run(calendly, calendly.example)).toMatchObject([{
      event: 'invitee.created',
      value: {
        id: 'https://api.calendly.com/scheduled_events/AAAAAAAAAAAAAAAA/invitees/AAAAAAAAAAAAAAAA/booked', type: 'meeting.booked', touchpoint: 'booking', occurredAt: '2026-05-04T09:30:00.123Z',
        customer: { email: 'ann@example.com', name: 'Ann Lee', timeZone: 'America/New_York' },
        properties: { meeting: '30 Minute Meeting', startsAt: '2026-05-06T15:00:00.000Z', endsAt: '2026-05-06T15:30:00.000Z', place: 'custom', host: 'host@bee.example', campaign: 'spring' },
      },
    }]);
  });

  it('tells of one that was missed, by the time that was noted', () => {
    const missed = example(calendly, { event: 'invitee_no_show.created', payload: { no_show: { uri: 'https://api.calendly.com/invitee_no_shows/AAAAAAAAAAAAAAAA', created_at: '2026-05-06T15:20:00.000000Z' } } });
    expect(run(calendly, missed)).toMatchObject([{ value: { id: expect.stringMatching(/\/missed$/), type: 'meeting.missed', touchpoint: 'meeting', occurredAt: '2026-05-06T15:20:00.000Z' } }]);
  });

  it('leaves out one that was moved, or called off', () => {
    expect(run(calendly, example(calendly, { payload: { old_invitee: 'https://api.calendly.com/scheduled_events/B/invitees/B' } }))).toEqual(ignored('a meeting was moved'));
    expect(run(calendly, example(calendly, { event: 'invitee.canceled' }))).toEqual(ignored('unknown-event'));
  });
});

describe('Typeform', () => {
  it('tells of a form that was filled in', () => {
    expect(run(typeform, typeform.example)).toMatchObject([{
      event: 'form_response',
      value: {
        id: 'form-a3a12ec67a1365927098a606107fac15', type: 'form.completed', touchpoint: 'form', occurredAt: '2026-05-04T09:30:00.000Z',
        customer: { externalId: 'abc123456', email: 'laura@example.com' }, properties: { form: 'Webhooks example', formId: 'lT4Z3j', score: 9, choices: ['London'] },
      },
      paths: { '/customer/email': '$.form_response.answers[type=\'email\'].email' },
    }]);
  });

  it('takes what the page knew before what the visitor wrote, and does without', () => {
    expect(run(typeform, example(typeform, { form_response: { hidden: { email: 'known@example.com', language: 'fa_IR' } } }))).toMatchObject([{ value: { customer: { email: 'known@example.com', locale: 'fa-IR' } } }]);
    const bare = run(typeform, example(typeform, { form_response: { answers: [], hidden: null, calculated: null } }));
    expect(bare).toMatchObject([{ kind: 'interaction', value: { customer: {} } }]);
  });
});

describe('the order system', () => {
  it('tells of an order that arrived', () => {
    expect(run(orders, orders.example)).toMatchObject([{
      event: 'delivered',
      value: {
        id: 'order-10042-delivered', type: 'order.delivered', touchpoint: 'delivery', occurredAt: '2026-05-04T09:30:00.000Z',
        customer: { externalId: 'c-77', email: 'ann@example.com', name: 'Ann Lee', locale: 'pl-PL', timeZone: 'Europe/Warsaw', properties: { country: 'PL' } },
        properties: { order: '10042', amount: 129.9, currency: 'EUR', skus: ['TEA-1', '4711'], carrier: 'DHL', shop: 'bee.example' },
      },
    }]);
  });

  it.each([
    ['refunded', { refunded_at: '2026-05-09T10:00:00Z' }, 'order.refunded', '2026-05-09T10:00:00.000Z'],
    ['cancelled', { cancelled_at: '2026-05-03T10:00:00Z' }, 'order.cancelled', '2026-05-03T10:00:00.000Z'],
    ['canceled', {}, 'order.cancelled', '2026-05-04T09:31:07.000Z'],
  ])('tells of one that was %s', (status, times, type, occurredAt) => {
    expect(run(orders, example(orders, { order: { status, ...times } }))).toMatchObject([{ value: { id: `order-10042-${status}`, type, occurredAt } }]);
  });

  it('leaves out tests and what is on its way', () => {
    expect(run(orders, example(orders, { order: { test: true } }))).toEqual(ignored('test order'));
    expect(run(orders, example(orders, { order: { status: 'sent' } }))).toEqual(ignored('unknown-event'));
  });
});
