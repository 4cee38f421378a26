import type { Guide } from './guide.ts';

export const intercom: Guide = {
  kind: 'intercom',
  name: 'Intercom',
  documentation: 'https://developers.intercom.com/docs/webhooks/setting-up-webhooks',
  steps: [
    'Create the source here and copy its address.',
    'Open the Developer Hub of Intercom and your app, or a new one for your workspace. The secret is the client secret under Basic information; enter it here.',
    'Under Configure, Webhooks, paste the address as endpoint URL. Intercom looks whether it answers before it takes it.',
    'Subscribe to the topic conversation.admin.closed and save; the app needs the permission to read conversations.',
    'Switch Intercom’s own conversation ratings off, or customers are asked twice.',
  ],
  body: null,
  events: [
    { name: 'conversation.admin.closed', becomes: 'An interaction conversation.closed at the touchpoint support, once per conversation however often it is opened again, with channel, team, teammate and tags.' },
    { name: 'conversations Intercom would not ask about', becomes: 'Nothing, with the reason: no teammate took part, nobody replied for seven days before it was closed, or several people took part.' },
    { name: 'ping', becomes: 'Nothing: it is how Intercom tries the address.' },
  ],
  failure: [
    'More than 1,000 answers in a row outside 2xx within 15 minutes pause a topic for 15 minutes.',
    'Seven days of errors suspend the subscription of a private app; set it live again on the page Webhooks of the Developer Hub.',
    'A 429 makes Intercom wait for one minute and up to two hours; what is not taken until then is lost.',
  ],
  test: 'On the page Webhooks choose "Send a test request": it arrives as ping. Then close a conversation of your own in which a teammate replied.',
};
