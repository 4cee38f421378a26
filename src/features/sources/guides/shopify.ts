import type { Guide } from './guide.ts';

export const shopify: Guide = {
  kind: 'shopify',
  name: 'Shopify',
  documentation: 'https://shopify.dev/docs/apps/build/webhooks',
  steps: [
    'Create the source here and copy its address.',
    'Without an app: in the Shopify admin open Settings, Notifications, Webhooks, and create a webhook for "Order fulfillment" and one for "Order update", both in the format JSON, with the address as URL.',
    'The signing secret stands below the list of webhooks on the same page ("Your webhooks will be signed with …"). Enter it here.',
    'With an app: subscribe to orders/fulfilled and orders/updated with the address as URI; the secret is the app’s client secret. After a rotation Shopify may sign with the old one for up to an hour, and both hold here for a day.',
  ],
  body: null,
  events: [
    { name: 'orders/fulfilled', becomes: 'An interaction order.fulfilled at the touchpoint delivery, once per order, with amount, currency, shop and channel, and the language the customer ordered in.' },
    { name: 'orders/updated, once money was returned', becomes: 'An interaction order.refunded, or order.partially-refunded, at the touchpoint refund, once per order each. Other updates are left out.' },
    { name: 'refunds/create', becomes: 'Nothing: it does not say whose order it is. Subscribe to orders/updated instead.' },
    { name: 'test orders and test notifications', becomes: 'Nothing: they are left out with the reason "test order".' },
  ],
  failure: [
    'Shopify waits five seconds and wants a 2xx; a redirect counts as failed.',
    'A delivery that failed is sent again up to eight times within four hours, with the payload of the first time.',
    'If it still fails, Shopify deletes a subscription made through the Admin API, and may remove a webhook made in the admin without telling you. Then create it again.',
  ],
  test: 'In the list of webhooks choose "Send test notification": it arrives signed and is left out as a test order, which the deliveries of the source show. A whole way to a mail takes a real order of your own.',
};
