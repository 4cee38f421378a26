/** Senders that are your own, or that are told what to send. */
import type { Guide } from './guide.ts';

const INTERACTION = `{
  "id": "order-4711",
  "type": "order.delivered",
  "touchpoint": "delivery",
  "occurredAt": "2026-05-04T09:30:00Z",
  "customer": { "externalId": "c-17", "email": "ada@example.com", "name": "Ada", "locale": "en", "timeZone": "Europe/Warsaw" },
  "properties": { "amount": 49.9 }
}`;
const EVENTS: Guide['events'] = [
  { name: 'an interaction', becomes: 'That interaction, once per id: a repeat of the id changes nothing.' },
  { name: 'any other payload, where the source has a mapping', becomes: 'What the mapping makes of it: one interaction, several, or none with a reason.' },
];
const FAILURE: Guide['failure'] = [
  '2xx: it is stored, or left out for a reason that the deliveries show; do not send it again.',
  '401: it was not proved to be yours; 413: it is larger than 1 MiB; 415: it is compressed. Sending it again does not help.',
  '503, 429, or no answer within five seconds: send it again after the seconds in Retry-After. A repeat does no harm.',
];
const PREVIEW = 'POST /api/v1/sources/{id}/preview shows without storing anything which interactions a payload makes and what each survey would decide.';

export const standardWebhooks: Guide = {
  kind: 'standard-webhooks',
  name: 'Standard Webhooks',
  documentation: 'https://www.standardwebhooks.com/',
  steps: [
    'Create the source here and copy its address and its secret (it begins with whsec_). If your sender makes the secret up, as Svix does, enter its own instead.',
    'Sign each delivery with a library of Standard Webhooks or Svix and the secret, and post it to the address as application/json.',
    'Keep webhook-id the same when you send a delivery again, and take a new webhook-timestamp: older than five minutes is refused.',
    'Send interactions in the form below, or give the source a mapping for what you send.',
  ],
  body: INTERACTION,
  events: EVENTS,
  failure: [...FAILURE, 'Senders by the specification repeat for about three days: after 5 seconds, 5 minutes, 30 minutes, 2, 5, 10, 14, 20 and 24 hours.'],
  test: PREVIEW,
};

export const bearer: Guide = {
  kind: 'bearer',
  name: 'Bearer token',
  documentation: 'https://www.rfc-editor.org/rfc/rfc6750',
  steps: [
    'Create the source here and copy its address and its token.',
    'In the sending system (Freshdesk, Gorgias, Zapier, Make and others) add a webhook with the method POST, the format JSON, the address, and the header "Authorization: Bearer …" with the token.',
    'Never put the token into the address: addresses end up in logs.',
    'Choose a ready mapping for the system, let it send the body below, or give the source a mapping for what it sends. An Idempotency-Key header tells one delivery from another in the log.',
  ],
  body: INTERACTION,
  events: EVENTS,
  failure: FAILURE,
  test: PREVIEW,
};

export const basic: Guide = {
  kind: 'basic',
  name: 'Name and password',
  documentation: 'https://www.rfc-editor.org/rfc/rfc7617',
  steps: [
    'Create the source here and copy its address and its secret, which is a name and a password with a colon between them.',
    'In the sending system (Postmark, Freshdesk and others) add a webhook with the method POST, the format JSON, the address, and HTTP basic authentication with that name and password.',
    'Systems without a field for them take an address such as https://name:password@host/…; it may end up in their logs.',
    'Choose a ready mapping for the system, let it send the body below, or give the source a mapping for what it sends.',
  ],
  body: INTERACTION,
  events: EVENTS,
  failure: FAILURE,
  test: PREVIEW,
};

export const generic: Guide = {
  kind: 'generic',
  name: 'Another system',
  documentation: 'https://www.rfc-editor.org/rfc/rfc2104',
  steps: [
    'Find out from the sender’s documentation what it signs and where the signature stands: algorithm, encoding, header, prefix, the parts that are signed, and how a signed time is written.',
    'Create the source here with that scheme, and with the sender’s secret if it makes one up; copy the address.',
    'Add a webhook to the address in the sending system, and enter the secret there if it was made here.',
    'Give the source a mapping: take a payload out of the first delivery in its log, and try it in the preview until it shows what you want.',
    'Where the sender signs no time, somebody who saw a delivery could send it again; it is known by its id and changes nothing.',
  ],
  body: null,
  events: EVENTS,
  failure: FAILURE,
  test: PREVIEW,
};
