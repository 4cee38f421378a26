/**
 * Two ways: a trigger with a body of its own, which names the requester (placeholders: https://support.zendesk.com/hc/en-us/articles/4408886858138),
 * and the event https://developer.zendesk.com/api-reference/webhooks/event-types/ticket-events/, which tells only their number.
 */
import { ZENDESK } from '../../../platform/signature/schemes.ts';
import { PLAIN, type Sender } from './sender.ts';

export const zendesk: Sender = {
  ...PLAIN,
  name: 'Zendesk',
  scheme: ZENDESK,
  secretFrom: 'there',
  deliveryHeaders: ['x-zendesk-webhook-invocation-id'],
  mapping: {
    events: [
      {
        name: 'ticket solved, by trigger',
        // The trigger says when: a status is written in the language of the help desk.
        when: [{ path: 'ticket.id', op: 'exists' }, { path: 'requester', op: 'exists' }],
        fields: {
          id: { text: 'ticket-{ticket.id}-solved' },
          occurredAt: { path: ['ticket.updated_at', '$delivery.at'] },
          customer: { externalId: { path: 'requester.external_id' }, email: { path: 'requester.email' }, name: { path: 'requester.name' } },
          properties: { ticket: { path: 'ticket.id' }, channel: { path: 'ticket.via' }, priority: { path: 'ticket.priority', convert: 'lower-case' }, group: { path: 'ticket.group' }, assignee: { path: 'ticket.assignee' }, brand: { path: 'ticket.brand' }, tags: { path: 'ticket.tags' } },
        },
      },
      {
        name: 'ticket.status_changed to solved',
        when: [{ path: 'type', op: 'eq', value: 'zen:event-type:ticket.status_changed' }, { path: 'event.current', op: 'in', value: ['SOLVED', 'solved'] }],
        fields: {
          id: { text: 'ticket-{detail.id}-solved' },
          occurredAt: { path: 'time' },
          customer: { externalId: { path: 'detail.requester_id' } },
          properties: { ticket: { path: 'detail.id' }, channel: { path: 'detail.via.channel' }, priority: { path: 'detail.priority', convert: 'lower-case' }, group: { path: 'detail.group_id' }, assignee: { path: 'detail.assignee_id' }, brand: { path: 'detail.brand_id' }, tags: { path: 'detail.tags' } },
        },
      },
    ],
    fields: { type: { value: 'ticket.solved' }, touchpoint: { value: 'support' } },
  },
};
