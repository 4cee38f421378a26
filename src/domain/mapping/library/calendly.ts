/**
 * A webhook subscription to `invitee.created` and `invitee_no_show.created`, https://developer.calendly.com/api-docs (webhook payload).
 * A meeting that is moved arrives as a cancellation and a new booking that names the old one.
 */
import type { ReadyMapping } from './ready-mapping.ts';

export const calendly: ReadyMapping = {
  key: 'calendly',
  name: 'Calendly',
  mapping: {
    ignore: [{ when: [{ path: 'event', op: 'eq', value: 'invitee.created' }, { path: 'payload.old_invitee', op: 'exists' }], reason: 'a meeting was moved' }],
    events: [
      {
        name: 'invitee.created',
        when: [{ path: 'event', op: 'eq', value: 'invitee.created' }],
        fields: { id: { text: '{payload.uri}/booked' }, type: { value: 'meeting.booked' }, touchpoint: { value: 'booking' }, occurredAt: { path: ['payload.created_at', 'created_at'] } },
      },
      {
        name: 'invitee_no_show.created',
        when: [{ path: 'event', op: 'eq', value: 'invitee_no_show.created' }],
        fields: { id: { text: '{payload.uri}/missed' }, type: { value: 'meeting.missed' }, touchpoint: { value: 'meeting' }, occurredAt: { path: ['payload.no_show.created_at', 'created_at'] } },
      },
    ],
    fields: {
      customer: { email: { path: 'payload.email', convert: 'lower-case' }, name: { path: 'payload.name' }, timeZone: { path: 'payload.timezone' } },
      properties: {
        meeting: { path: 'payload.scheduled_event.name' },
        startsAt: { path: 'payload.scheduled_event.start_time', convert: 'date' },
        endsAt: { path: 'payload.scheduled_event.end_time', convert: 'date' },
        place: { path: 'payload.scheduled_event.location.type' },
        host: { path: 'payload.scheduled_event.event_memberships[0].user_email' },
        campaign: { path: 'payload.tracking.utm_campaign' },
      },
    },
  },
  example: {
    event: 'invitee.created',
    created_at: '2026-05-04T09:30:01.000000Z',
    created_by: 'https://api.calendly.com/users/AAAAAAAAAAAAAAAA',
    payload: {
      cancel_url: 'https://calendly.com/cancellations/AAAAAAAAAAAAAAAA',
      created_at: '2026-05-04T09:30:00.123456Z',
      email: 'Ann@Example.com',
      event: 'https://api.calendly.com/scheduled_events/AAAAAAAAAAAAAAAA',
      first_name: null,
      last_name: null,
      name: 'Ann Lee',
      new_invitee: null,
      no_show: null,
      old_invitee: null,
      payment: null,
      questions_and_answers: [{ answer: 'The new plan', position: 0, question: 'What shall we talk about?' }],
      reschedule_url: 'https://calendly.com/reschedulings/AAAAAAAAAAAAAAAA',
      rescheduled: false,
      scheduled_event: {
        created_at: '2026-05-04T09:30:00.123456Z',
        end_time: '2026-05-06T15:30:00.000000Z',
        event_guests: [],
        event_memberships: [{ user: 'https://api.calendly.com/users/AAAAAAAAAAAAAAAA', user_email: 'host@bee.example' }],
        event_type: 'https://api.calendly.com/event_types/AAAAAAAAAAAAAAAA',
        invitees_counter: { active: 1, limit: 1, total: 1 },
        location: { location: null, type: 'custom' },
        name: '30 Minute Meeting',
        start_time: '2026-05-06T15:00:00.000000Z',
        status: 'active',
        updated_at: '2026-05-04T09:30:00.123456Z',
        uri: 'https://api.calendly.com/scheduled_events/AAAAAAAAAAAAAAAA',
      },
      status: 'active',
      text_reminder_number: null,
      timezone: 'America/New_York',
      tracking: { utm_campaign: 'spring', utm_content: null, utm_medium: null, utm_source: null, utm_term: null, salesforce_uuid: null },
      updated_at: '2026-05-04T09:30:00.123456Z',
      uri: 'https://api.calendly.com/scheduled_events/AAAAAAAAAAAAAAAA/invitees/AAAAAAAAAAAAAAAA',
    },
  },
};
