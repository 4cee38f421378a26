/** https://segment.com/docs/connections/spec/track/ and /common/, as the Webhooks destinations send them: one call, a list of calls, or a `batch`. */
import { SEGMENT } from '../../../platform/signature/schemes.ts';
import { PLAIN, type Sender } from './sender.ts';

export const segment: Sender = {
  ...PLAIN,
  name: 'Segment',
  scheme: SEGMENT,
  deliveryHeaders: [],
  mapping: {
    each: ['batch', '$'],
    ignore: [{
      when: [
        { path: 'type', op: 'eq', value: 'track' }, { path: 'userId', op: 'exists', value: false },
        { path: 'context.traits.email', op: 'exists', value: false }, { path: 'properties.email', op: 'exists', value: false },
      ],
      reason: 'anonymous',
    }],
    events: [{ name: 'track', when: [{ path: 'type', op: 'eq', value: 'track' }], fields: {} }],
    // No touchpoint: a survey names the event that it follows.
    fields: {
      id: { path: 'messageId' },
      type: { path: 'event' },
      occurredAt: { path: ['timestamp', 'originalTimestamp', '$$.sentAt'] },
      customer: {
        externalId: { path: 'userId' },
        email: { path: ['context.traits.email', 'properties.email'] },
        name: { path: ['context.traits.name', 'context.traits.firstName'] },
        locale: { path: 'context.locale', convert: 'language' },
        timeZone: { path: 'context.timezone' },
      },
      properties: { details: { path: 'properties' } },
    },
  },
};
