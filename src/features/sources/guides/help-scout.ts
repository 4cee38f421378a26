import type { Guide } from './guide.ts';

export const helpScout: Guide = {
  kind: 'help-scout',
  name: 'Help Scout',
  documentation: 'https://developer.helpscout.com/webhooks/',
  steps: [
    'Create the source here and copy its address and its secret.',
    'In Help Scout open Manage, Apps, Webhooks, and add a webhook.',
    'Enter the secret (Help Scout takes up to 40 characters) and the address as callback URL.',
    'Choose the event "Conversation Status Updated" and, if you want, the inboxes, and save. Leave "notification only" off: it sends no payload.',
  ],
  body: null,
  events: [
    { name: 'convo.status with the status closed', becomes: 'An interaction conversation.closed at the touchpoint support, once per conversation however often it is opened again, with channel, inbox, assignee and tags.' },
    { name: 'convo.status with another status', becomes: 'Nothing.' },
  ],
  failure: [
    'Help Scout sends what is not answered with 2xx again, up to ten times.',
    'It ends a webhook that is answered with 410, which never happens here.',
  ],
  test: 'Close a conversation of your own: Help Scout sends no test deliveries.',
};
