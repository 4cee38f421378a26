import type { Guide } from './guide.ts';

export const woocommerce: Guide = {
  kind: 'woocommerce',
  name: 'WooCommerce',
  documentation: 'https://woocommerce.com/document/webhooks/',
  steps: [
    'Create the source here and copy its address and its secret.',
    'In WordPress open WooCommerce, Settings, Advanced, Webhooks, and add a webhook.',
    'Set the status to Active, the topic to "Order updated", the delivery URL to the address, the secret to the secret, and the API version to "WP REST API Integration v3".',
    'Save. WooCommerce first asks without a signature whether anybody is there; that is answered and leads to nothing.',
  ],
  body: null,
  events: [
    { name: 'order.updated with the status completed', becomes: 'An interaction order.completed at the touchpoint delivery, once per order, with amount, currency and way of payment.' },
    { name: 'order.updated with the status refunded', becomes: 'An interaction order.refunded at the touchpoint refund, once per order.' },
  ],
  failure: [
    'WooCommerce counts an answer other than 2xx, 301 or 302, or none in time, as failed. It does not send the delivery again.',
    'After more than five failures in a row it sets the webhook to Disabled, without telling anybody. Set it to Active again under the same settings.',
    'Deliveries go out by the shop’s background tasks, so they may take some minutes where the shop has few visitors.',
  ],
  test: 'Set an order of your own to Completed. The log of WooCommerce is under WooCommerce, Status, Logs (webhooks-delivery).',
};
