import type { Guide } from './guide.ts';

export const zendesk: Guide = {
  kind: 'zendesk',
  name: 'Zendesk',
  documentation: 'https://developer.zendesk.com/documentation/webhooks/',
  steps: [
    'Create the source here and copy its address.',
    'In the Admin Center open Apps and integrations, Webhooks, and create a webhook that is connected to a trigger or automation. Endpoint URL: the address; request method POST; request format JSON; authentication none.',
    'Open the webhook, reveal its signing secret and enter it here.',
    'Open Objects and rules, Business rules, Triggers, and add a trigger: all of "Ticket is Updated" and "Status changed to Solved"; action "Notify by, Active webhook" with this webhook and the body below.',
    'Leave texts that customers write, such as the subject, out of the body: a quotation mark in them would make it unreadable.',
    'A webhook subscribed to the event "Ticket status changed" works too, but Zendesk sends only the requester’s number with it: nobody is asked whose address is not known here under that number.',
  ],
  body: `{
  "ticket": {
    "id": "{{ticket.id}}",
    "via": "{{ticket.via}}",
    "priority": "{{ticket.priority}}",
    "group": "{{ticket.group.name}}",
    "brand": "{{ticket.brand.name}}",
    "updated_at": "{{ticket.updated_at_with_timestamp}}"
  },
  "requester": {
    "email": "{{ticket.requester.email}}",
    "name": "{{ticket.requester.name}}",
    "external_id": "{{ticket.requester.external_id}}"
  }
}`,
  events: [
    { name: 'the trigger, with the body below', becomes: 'An interaction ticket.solved at the touchpoint support, once per ticket, with channel, priority, group and brand.' },
    { name: 'zen:event-type:ticket.status_changed to SOLVED', becomes: 'The same interaction ticket.solved at the touchpoint support, of a customer who is known by the requester’s number only.' },
  ],
  failure: [
    'Zendesk waits twelve seconds; a delivery that took longer is sent again up to five times.',
    'A 409 is sent again up to three times, a 429 or 503 only where the answer asks to come back within a minute. Other answers are final.',
    'Many failures within minutes make Zendesk hold the webhook back for a short while; it is not disabled for good.',
  ],
  test: 'Solve a ticket of your own. "Test webhook" before the webhook is saved is signed with a secret that everybody knows and answered with 401; that it arrives shows in the deliveries of the source.',
};
