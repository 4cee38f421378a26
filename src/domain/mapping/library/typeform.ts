/**
 * A webhook of a form, https://www.typeform.com/developers/webhooks/example-payload/. The address is the answer to the form's question
 * for an e-mail address, or a hidden field; hidden fields carry what the page with the form knows of its visitor.
 */
import type { ReadyMapping } from './ready-mapping.ts';

export const typeform: ReadyMapping = {
  key: 'typeform',
  name: 'Typeform',
  mapping: {
    events: [{
      name: 'form_response',
      when: [{ path: 'event_type', op: 'eq', value: 'form_response' }],
      fields: { id: { text: 'form-{form_response.token}' }, type: { value: 'form.completed' }, touchpoint: { value: 'form' }, occurredAt: { path: 'form_response.submitted_at' } },
    }],
    fields: {
      customer: {
        externalId: { path: 'form_response.hidden.user_id' },
        email: { path: ['form_response.hidden.email', 'form_response.answers[type=\'email\'].email'] },
        name: { path: 'form_response.hidden.name' },
        locale: { path: 'form_response.hidden.language', convert: 'language' },
      },
      properties: {
        form: { path: 'form_response.definition.title' },
        formId: { path: 'form_response.form_id' },
        score: { path: 'form_response.calculated.score' },
        choices: { path: 'form_response.answers[*].choice.label' },
      },
    },
  },
  example: {
    event_id: 'LtWXD3crgy',
    event_type: 'form_response',
    form_response: {
      form_id: 'lT4Z3j',
      token: 'a3a12ec67a1365927098a606107fac15',
      submitted_at: '2026-05-04T09:30:00Z',
      landed_at: '2026-05-04T09:20:00Z',
      calculated: { score: 9 },
      variables: [{ key: 'score', type: 'number', number: 4 }],
      hidden: { user_id: 'abc123456' },
      definition: {
        id: 'lT4Z3j',
        title: 'Webhooks example',
        fields: [
          { id: 'SMEUb7VJz92Q', title: 'Please give us your email address.', type: 'email', ref: 'readable_ref_email', allow_multiple_selections: false, allow_other_choice: false },
          { id: 'k6TP9oLGgHjl', title: 'Which of these cities is your favorite?', type: 'multiple_choice', ref: 'readable_ref_multiple_choice', allow_multiple_selections: false, allow_other_choice: false },
        ],
      },
      answers: [
        { type: 'email', email: 'laura@example.com', field: { id: 'SMEUb7VJz92Q', type: 'email', ref: 'readable_ref_email' } },
        { type: 'choice', choice: { label: 'London' }, field: { id: 'k6TP9oLGgHjl', type: 'multiple_choice', ref: 'readable_ref_multiple_choice' } },
      ],
    },
  },
};
