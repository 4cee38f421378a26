import type { Guide } from './guide.ts';

export const stripe: Guide = {
  kind: 'stripe',
  name: 'Stripe',
  documentation: 'https://docs.stripe.com/webhooks',
  steps: [
    'Create the source here and copy its address.',
    'In the Stripe Dashboard open Workbench, choose the tab Webhooks, and add a destination of the type "Webhook endpoint".',
    'Choose the events invoice.paid and customer.subscription.deleted, and paste the address.',
    'Open the new endpoint, reveal its signing secret (it begins with whsec_) and enter it here. A sandbox and the live mode have endpoints and secrets of their own.',
    'To change the secret, roll it in Stripe with an overlap and enter the new one here: both hold for a day.',
  ],
  body: null,
  events: [
    { name: 'invoice.paid', becomes: 'An interaction invoice.paid at the touchpoint billing, once per invoice, with amount, currency, plan and subscription. Invoices for which nothing was charged are left out.' },
    { name: 'customer.subscription.deleted', becomes: 'An interaction subscription.ended at the touchpoint cancellation, once per subscription, and a churn fact of the customer, which a later file may correct. Stripe sends no e-mail address with it: the customer is asked if an invoice told the address before.' },
  ],
  failure: [
    'In live mode Stripe sends a delivery that failed again for up to three days, at growing intervals; in a sandbox three times over a few hours.',
    'A 4xx counts as failed like a 5xx. After several days of failures only, Stripe writes to you and disables the endpoint.',
    'Stripe neither keeps the order of events nor promises to send each only once; both do no harm here.',
  ],
  test: 'In the Stripe CLI run "stripe trigger invoice.paid" against the account of the endpoint, or send an earlier event again from the list of event deliveries in Workbench.',
};
