import type { Guide } from './guide.ts';

export const hubspot: Guide = {
  kind: 'hubspot',
  name: 'HubSpot',
  documentation: 'https://developers.hubspot.com/docs/api/webhooks',
  steps: [
    'Create the source here and copy its address.',
    'Make or open an app in HubSpot and copy its client secret from the tab Auth; enter it here.',
    'To ask people, use a workflow: Automation, Workflows, an action "Send a webhook" with the method POST, the address, and the authentication "Include request signature in header" with the ID of your app.',
    'Choose "Customize request body" and give it the keys of the body below: dealId (for tickets ticketId) with the record’s ID, stage, and the contact’s email, firstName and lastName. Further keys are pipeline, amount, currency and contactId. A workflow that enrols contacts can tell the address itself.',
    'HubSpot may sign workflows by its older signature only: where a delivery is refused for missing headers, allow older signatures for this source.',
    'Webhooks of the app itself (deal.propertyChange with dealstage, ticket.propertyChange with hs_pipeline_stage) are read too, but HubSpot names no person in them: nobody is asked.',
  ],
  body: `{
  "dealId": "the record ID of the deal",
  "stage": "the stage of the deal",
  "email": "the e-mail address of the contact",
  "firstName": "the first name of the contact",
  "lastName": "the last name of the contact"
}`,
  events: [
    { name: 'a workflow with dealId', becomes: 'An interaction deal.stage-changed at the touchpoint sales, once per deal and stage, with stage, pipeline and amount. Name the stages that a survey follows in its conditions, such as properties.stage = closedwon.' },
    { name: 'a workflow with ticketId', becomes: 'An interaction ticket.stage-changed at the touchpoint support, once per ticket and stage.' },
    { name: 'deal.propertyChange of dealstage, ticket.propertyChange of hs_pipeline_stage', becomes: 'The interactions deal.stage-changed and ticket.stage-changed without a customer; up to a hundred in one delivery. Every other change is left out.' },
  ],
  failure: [
    'A workflow waits 30 seconds, does not send a 4xx again (but a 429), and sends a 5xx again for three days, at intervals of up to eight hours.',
    'An app waits five seconds and sends what failed again up to ten times over 24 hours, but not after 400, 401, 403, 404 or 405.',
  ],
  test: 'In the workflow’s action choose "Test action" with a deal of your own. The signature covers the address, so the address that HubSpot calls must be the one shown here.',
};
