/** https://developer.helpscout.com/webhooks/; the payload is the conversation of https://developer.helpscout.com/mailbox-api/endpoints/conversations/get/ */
import { HELP_SCOUT } from '../../../platform/signature/schemes.ts';
import { PLAIN, type Sender } from './sender.ts';

export const helpScout: Sender = {
  ...PLAIN,
  name: 'Help Scout',
  scheme: HELP_SCOUT,
  longestSecret: 40,
  deliveryHeaders: [],
  mapping: {
    events: [{ name: 'convo.status, closed', when: [{ path: '$headers.x-helpscout-event', op: 'eq', value: 'convo.status' }, { path: 'status', op: 'eq', value: 'closed' }], fields: {} }],
    fields: {
      // Once per conversation, however often it is opened and closed again.
      id: { text: 'conversation-{id}' },
      type: { value: 'conversation.closed' },
      touchpoint: { value: 'support' },
      occurredAt: { path: ['closedAt', 'userUpdatedAt'] },
      customer: {
        email: { path: 'primaryCustomer.email' },
        name: { text: '{primaryCustomer.first?} {primaryCustomer.last?}' },
        properties: { helpScoutCustomer: { path: 'primaryCustomer.id' } },
      },
      properties: {
        conversation: { path: 'number' },
        channel: { path: 'type' },
        mailbox: { path: 'mailboxId' },
        assignee: { path: 'assignee.id' },
        tags: { path: 'tags[*].tag' },
        messages: { path: 'threads' },
      },
    },
  },
};
