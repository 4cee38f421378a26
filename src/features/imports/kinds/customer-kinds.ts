/** Files about customers: who they are, whether they left, what they are worth, when they were there. */
import { factKey } from '../../../domain/facts.ts';
import { moneyOf, optionalMoneyOf } from './shared.ts';
import { kindOf, optional, required } from '../row-reader.ts';
import { readDay } from '../values/dates.ts';
import { readDecimal } from '../values/numbers.ts';
import { oneOf, readAddress, readCurrency, readId, readLocale, readTimeZone, text } from '../values/texts.ts';

const line = text(200);

/** Key: customerId. */
export const customers = kindOf(
  { customerId: required(readId), startedOn: required(readDay), email: optional(readAddress), name: optional(line), locale: optional(readLocale), timeZone: optional(readTimeZone) },
  ({ customerId, ...values }, row) => ({ kind: 'customers', owner: customerId, key: factKey(customerId), values: { ...values, properties: row.others() } }),
  { takesOthers: true },
);

const readChurnType = oneOf(['full', 'partial', 'returned'], {
  full: ['complete', 'cancelled', 'canceled', 'churned', 'lost', 'کامل', 'قطع کامل', 'كامل', 'كلي', 'pełny', 'pełna', 'całkowity', 'całkowita', 'utracony'],
  partial: ['downgrade', 'downgraded', 'reduced', 'جزئی', 'کاهش', 'جزئي', 'تخفيض', 'częściowy', 'częściowa', 'obniżka'],
  returned: ['return', 'reactivated', 'reactivation', 'won back', 'winback', 'بازگشت', 'بازگشته', 'عودة', 'عاد', 'powrót', 'powrócił', 'odzyskany'],
});

/** Key: customerId + date + type. */
export const churn = kindOf(
  { customerId: required(readId), date: required(readDay), type: required(readChurnType), reason: optional(text(1_000, { lines: true })), amount: optional(readDecimal), currency: optional(readCurrency) },
  ({ customerId, date, type, reason, amount, currency }) => {
    const money = optionalMoneyOf(amount, currency);
    if (Array.isArray(money)) return money;
    return { kind: 'churn', owner: customerId, key: factKey(customerId, date, type), values: { date, type, reason, amount: money } };
  },
);

/** Key: customerId + asOf + method. */
export const lifetimeValues = kindOf(
  { customerId: required(readId), asOf: required(readDay), value: required(readDecimal), currency: required(readCurrency), method: optional(line) },
  ({ customerId, asOf, value, currency, method }) => {
    const money = moneyOf(value, currency, 'value');
    if (Array.isArray(money)) return money;
    return { kind: 'lifetime-values', owner: customerId, key: factKey(customerId, asOf, method), values: { asOf, value: money, method } };
  },
);

/** Key: both columns. */
export const activity = kindOf(
  { customerId: required(readId), day: required(readDay) },
  ({ customerId, day }) => ({ kind: 'activity', owner: customerId, key: factKey(customerId, day), values: { day } }),
);
