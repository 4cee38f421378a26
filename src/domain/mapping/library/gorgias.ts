/**
 * An HTTP integration with the trigger "Ticket updated", POST and JSON, and the body below; its variables are those of
 * https://developers.gorgias.com/reference/the-tickethttpintegration-object. Variables that may be empty are left out, as
 * an empty one arrives as a word. Times are in UTC, with or without saying so.
 */
import type { ReadyMapping } from './ready-mapping.ts';

export const gorgias: ReadyMapping = {
  key: 'gorgias',
  name: 'Gorgias',
  body: {
    ticket: {
      id: '{{ticket.id}}', status: '{{ticket.status}}', channel: '{{ticket.channel}}', via: '{{ticket.via}}', spam: '{{ticket.spam}}', created_datetime: '{{ticket.created_datetime}}', updated_datetime: '{{ticket.updated_datetime}}',
      customer: { id: '{{ticket.customer.id}}', name: '{{ticket.customer.name}}', email: '{{ticket.customer.email}}' },
    },
  },
  mapping: {
    ignore: [{ when: [{ path: 'ticket.spam', op: 'in', value: [true, 'true', 'True'] }], reason: 'spam' }],
    events: [{
      name: 'ticket closed',
      when: [{ path: 'ticket.status', op: 'eq', value: 'closed' }],
      fields: { id: { text: 'ticket-{ticket.id}-solved' }, type: { value: 'ticket.solved' }, touchpoint: { value: 'support' } },
    }],
    fields: {
      occurredAt: { path: ['ticket.closed_datetime', 'ticket.updated_datetime'], convert: { date: 'iso', zone: 'UTC' } },
      customer: { externalId: { text: 'gorgias-{ticket.customer.id}' }, email: { path: 'ticket.customer.email' }, name: { path: 'ticket.customer.name' } },
      properties: { ticket: { path: 'ticket.id', convert: 'text' }, channel: { path: 'ticket.channel' }, via: { path: 'ticket.via' } },
    },
  },
  example: {
    ticket: {
      id: '123', status: 'closed', channel: 'email', via: 'email', spam: 'False', created_datetime: '2026-05-04T08:02:11.123456', updated_datetime: '2026-05-04T09:30:00.654321',
      customer: { id: '987', name: 'Ann Lee', email: 'ann@example.com' },
    },
  },
};
