/**
 * The action "Trigger webhook" of an automation rule on ticket updates, https://support.freshdesk.com/support/solutions/articles/132589: JSON
 * with the body below as advanced content, or the simple content, which has the same names. Subject and description
 * are left out on purpose: Freshdesk does not escape them, so a quotation mark in them would break the body. It tells no time of the change.
 */
import type { ReadyMapping } from './ready-mapping.ts';

export const freshdesk: ReadyMapping = {
  key: 'freshdesk',
  name: 'Freshdesk',
  body: {
    freshdesk_webhook: {
      triggered_event: '{{triggered_event}}', ticket_id: '{{ticket.id}}', ticket_url: '{{ticket.url}}', ticket_type: '{{ticket.ticket_type}}', ticket_status: '{{ticket.status}}', ticket_priority: '{{ticket.priority}}',
      requester_name: '{{ticket.requester.name}}', requester_email: '{{ticket.requester.email}}',
    },
  },
  mapping: {
    events: [{
      name: 'ticket resolved',
      // Accounts in other languages, or with statuses of their own, put theirs here.
      when: [{ path: 'freshdesk_webhook.ticket_status', op: 'in', value: ['Resolved', 'Closed'] }],
      fields: { id: { text: 'ticket-{freshdesk_webhook.ticket_id}-solved' }, type: { value: 'ticket.solved' }, touchpoint: { value: 'support' } },
    }],
    fields: {
      occurredAt: { path: '$delivery.at' },
      customer: {
        email: { path: ['freshdesk_webhook.requester_email', 'freshdesk_webhook.ticket_requester_email', 'freshdesk_webhook.ticket_contact_email'] },
        name: { path: ['freshdesk_webhook.requester_name', 'freshdesk_webhook.ticket_requester_name', 'freshdesk_webhook.ticket_contact_name'] },
      },
      properties: {
        ticket: { path: 'freshdesk_webhook.ticket_id', convert: 'text' },
        priority: { path: 'freshdesk_webhook.ticket_priority', convert: 'lower-case' },
        kind: { path: 'freshdesk_webhook.ticket_type' },
        group: { path: 'freshdesk_webhook.ticket_group_name' },
        assignee: { path: 'freshdesk_webhook.ticket_agent_name' },
      },
    },
  },
  example: {
    freshdesk_webhook: {
      triggered_event: '{status:{from:2,to:4}}', ticket_id: '11', ticket_url: 'https://bee.freshdesk.com/helpdesk/tickets/11', ticket_type: 'Incident', ticket_status: 'Resolved', ticket_priority: 'High',
      requester_name: 'Bob Mills', requester_email: 'bob@example.com',
    },
  },
};
