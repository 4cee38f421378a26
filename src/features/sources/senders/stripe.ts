/** https://docs.stripe.com/api/events/types; objects as in https://docs.stripe.com/api/invoices/object and /api/subscriptions/object. */
import type { MappedEvent, MappedValue, MappingCondition, MappingFields } from '../../../domain/mapping/mapping.ts';
import { STRIPE } from '../../../platform/signature/schemes.ts';
import { PLAIN, type Sender } from './sender.ts';

/** Amounts are in the smallest unit of their currency, of which most have a hundred: https://docs.stripe.com/currencies#minor-units */
const UNDIVIDED = ['bif', 'clp', 'djf', 'gnf', 'jpy', 'kmf', 'krw', 'mga', 'pyg', 'rwf', 'vnd', 'vuv', 'xaf', 'xof', 'xpf'];
const IN_THOUSANDTHS = ['bhd', 'jod', 'kwd', 'omr', 'tnd'];

const typeIs = (type: string): MappingCondition => ({ path: 'type', op: 'eq', value: type });
const SUBSCRIPTION_ENDED = typeIs('customer.subscription.deleted');
const ENDED_AT: MappedValue = { path: ['data.object.ended_at', 'data.object.canceled_at', 'created'], convert: 'unix-seconds' };

/** One event whose amount stands at `path`, for each way in which currencies divide. */
function inEachCurrency(name: string, when: MappingCondition, path: string | string[], fields: MappingFields): MappedEvent[] {
  const among = (value: string[]): MappingCondition => ({ path: 'data.object.currency', op: 'in', value });
  const event = (conditions: MappingCondition[], amount: MappedValue): MappedEvent => ({ name, when: [when, ...conditions], fields: { ...fields, properties: { ...fields.properties, amount } } });
  return [
    event([among(UNDIVIDED)], { path, convert: 'number' }),
    event([among(IN_THOUSANDTHS)], { path, convert: { dividedBy: 1000 } }),
    event([], { path, convert: { dividedBy: 100 } }),
  ];
}

export const stripe: Sender = {
  ...PLAIN,
  name: 'Stripe',
  scheme: STRIPE,
  secretFrom: 'there',
  deliveryHeaders: [],
  mapping: {
    ignore: [{ when: [typeIs('invoice.paid'), { path: 'data.object.amount_paid', op: 'eq', value: 0 }], reason: 'nothing was charged' }],
    events: [
      ...inEachCurrency('invoice.paid', typeIs('invoice.paid'), 'data.object.amount_paid', {
        id: { text: '{data.object.id}-paid' },
        type: { value: 'invoice.paid' },
        touchpoint: { value: 'billing' },
        occurredAt: { path: ['data.object.status_transitions.paid_at', 'created'], convert: 'unix-seconds' },
        customer: { email: { path: 'data.object.customer_email' }, name: { path: 'data.object.customer_name' }, properties: { country: { path: 'data.object.customer_address.country' } } },
        properties: {
          invoice: { path: 'data.object.number' },
          subscription: { path: ['data.object.parent.subscription_details.subscription', 'data.object.subscription'] },
          billingReason: { path: 'data.object.billing_reason' },
          plan: { path: ['data.object.lines.data[0].price.nickname', 'data.object.lines.data[0].plan.nickname', 'data.object.lines.data[0].description'] },
        },
      }),
      ...inEachCurrency('customer.subscription.deleted', SUBSCRIPTION_ENDED, ['data.object.items.data[0].price.unit_amount', 'data.object.items.data[0].plan.amount', 'data.object.plan.amount'], {
        id: { text: '{data.object.id}-ended' },
        type: { value: 'subscription.ended' },
        touchpoint: { value: 'cancellation' },
        occurredAt: ENDED_AT,
        properties: {
          subscription: { path: 'data.object.id' },
          plan: { path: ['data.object.items.data[0].price.nickname', 'data.object.items.data[0].plan.nickname', 'data.object.items.data[0].price.id', 'data.object.plan.nickname', 'data.object.plan.id'] },
          interval: { path: ['data.object.items.data[0].price.recurring.interval', 'data.object.items.data[0].plan.interval', 'data.object.plan.interval'] },
          reason: { path: 'data.object.cancellation_details.reason' },
          feedback: { path: 'data.object.cancellation_details.feedback' },
        },
      }),
    ],
    fields: {
      customer: { externalId: { path: 'data.object.customer' } },
      properties: { currency: { path: 'data.object.currency', convert: 'upper-case' } },
    },
  },
  churn: {
    events: [{ name: 'customer.subscription.deleted', when: [SUBSCRIPTION_ENDED], fields: {} }],
    fields: {
      id: { path: 'data.object.id' },
      type: { value: 'full' },
      occurredAt: ENDED_AT,
      customer: { externalId: { path: 'data.object.customer' } },
      properties: { reason: { path: ['data.object.cancellation_details.feedback', 'data.object.cancellation_details.reason'] } },
    },
  },
};
