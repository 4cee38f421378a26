/**
 * https://developers.intercom.com/docs/references/webhooks/webhook-models; the item is the conversation as the app's API version shows it. It is asked about where
 * Intercom itself would ask: https://www.intercom.com/help/en/articles/7872853-measure-customer-satisfaction-with-conversation-ratings
 */
import type { MappedEvent, MappingCondition } from '../../../domain/mapping/mapping.ts';
import { INTERCOM } from '../../../platform/signature/schemes.ts';
import { PLAIN, type Sender } from './sender.ts';

const CLOSED: MappingCondition = { path: 'topic', op: 'eq', value: 'conversation.admin.closed' };
const missing = (path: string): MappingCondition => ({ path, op: 'exists', value: false });
const aWeekAgo = (path: string): MappingCondition => ({ path, convert: 'unix-seconds', olderThan: '7d' });
const LAST_CUSTOMER = 'data.item.statistics.last_contact_reply_at';
const LAST_TEAMMATE = 'data.item.statistics.last_admin_reply_at';
const TOO_OLD = 'nobody replied for seven days before it was closed';

const closed = (name: string, when: MappingCondition[], { email, called }: { email: string; called: string }): MappedEvent =>
  ({ name, when: [CLOSED, ...when], fields: { customer: { email: { path: email }, name: { path: called } } } });

export const intercom: Sender = {
  ...PLAIN,
  name: 'Intercom',
  scheme: INTERCOM,
  secretFrom: 'there',
  deliveryHeaders: [],
  mapping: {
    ignore: [
      { when: [{ path: 'topic', op: 'eq', value: 'ping' }], reason: 'ping' },
      // Of API versions before 2.0 only the assignee tells.
      { when: [CLOSED, missing('data.item.teammates.admins[0].id'), missing(LAST_TEAMMATE), missing('data.item.assignee.id')], reason: 'no teammate took part' },
      { when: [CLOSED, aWeekAgo(LAST_TEAMMATE), aWeekAgo(LAST_CUSTOMER)], reason: TOO_OLD },
      { when: [CLOSED, aWeekAgo(LAST_TEAMMATE), missing(LAST_CUSTOMER)], reason: TOO_OLD },
      { when: [CLOSED, missing(LAST_TEAMMATE), aWeekAgo(LAST_CUSTOMER)], reason: TOO_OLD },
      { when: [CLOSED, { path: 'data.item.contacts.contacts[1].id', op: 'exists' }], reason: 'a conversation with several people' },
    ],
    events: [
      closed('conversation closed', [{ path: 'data.item.source.author.type', op: 'in', value: ['user', 'lead', 'contact'] }], { email: 'data.item.source.author.email', called: 'data.item.source.author.name' }),
      closed('conversation closed, API before 2.0', [{ path: 'data.item.user.id', op: 'exists' }], { email: 'data.item.user.email', called: 'data.item.user.name' }),
      closed('conversation closed, begun by a teammate', [], { email: 'data.item.conversation_parts.conversation_parts[author.type=\'user\'].author.email', called: 'data.item.conversation_parts.conversation_parts[author.type=\'user\'].author.name' }),
    ],
    fields: {
      // Once per conversation, however often it is opened and closed again.
      id: { text: 'conversation-{data.item.id}' },
      type: { value: 'conversation.closed' },
      touchpoint: { value: 'support' },
      occurredAt: { path: ['data.item.statistics.last_close_at', 'created_at'], convert: 'unix-seconds' },
      customer: {
        externalId: { path: ['data.item.contacts.contacts[0].external_id', 'data.item.user.user_id'] },
        properties: { intercomPerson: { path: ['data.item.contacts.contacts[0].id', 'data.item.user.id'] } },
      },
      properties: {
        conversation: { path: 'data.item.id' },
        channel: { path: 'data.item.source.type' },
        assignee: { path: ['data.item.admin_assignee_id', 'data.item.assignee.id'] },
        team: { path: 'data.item.team_assignee_id' },
        tags: { path: 'data.item.tags.tags[*].name' },
        messages: { path: 'data.item.statistics.count_conversation_parts' },
        conversationScore: { path: 'data.item.conversation_rating.rating' },
      },
    },
  },
};
