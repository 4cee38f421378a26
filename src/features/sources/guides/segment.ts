import type { Guide } from './guide.ts';

export const segment: Guide = {
  kind: 'segment',
  name: 'Segment',
  documentation: 'https://segment.com/docs/connections/destinations/catalog/actions-webhook/',
  steps: [
    'Create the source here and copy its address and its secret.',
    'In Segment open Connections, Catalog, search for "Webhooks (Actions)", and configure it for the source whose events you want.',
    'Enter the secret as shared secret under Settings. Requests are then signed in the header X-Signature.',
    'Add a mapping that sends track calls by POST to the address, with the whole event as data and batching off: Segment does not say how it signs a batch.',
    'Narrow the mapping’s trigger to the events that surveys follow: everything else is only stored and asks nobody.',
    'Make sure that the events carry userId and, where surveys go by e-mail, context.traits.email.',
  ],
  body: null,
  events: [
    { name: 'a track call', becomes: 'An interaction whose type is the name of the event, such as "Order Completed", without a touchpoint: a survey names the event in its trigger. The event’s properties are under properties.details; language and time zone come from context.locale and context.timezone.' },
    { name: 'a track call without userId and e-mail address', becomes: 'Nothing, with the reason "anonymous".' },
    { name: 'identify, page, screen, group and alias calls', becomes: 'Nothing.' },
  ],
  failure: [
    'Segment sends what failed with a 5xx again, several times, for at most four hours; what failed with a 4xx is not sent again.',
    'It does not take certificates that are signed by themselves.',
  ],
  test: 'In the mapping choose "Test mapping" with a track call, or send one by the source’s own library and look into its Debugger and into the deliveries here.',
};
