/** Files about money: what customers pay, buy and renew, what they cost, what currencies are worth. */
import { ACQUISITION_CATEGORIES } from '../../../domain/business/acquisition.ts';
import { factKey } from '../../../domain/facts.ts';
import { remark } from '../../../domain/import-remark.ts';
import { moneyOf, optionalMoneyOf } from './shared.ts';
import { kindOf, optional, required } from '../row-reader.ts';
import { readDay, readMonth } from '../values/dates.ts';
import { readDecimal, readRate } from '../values/numbers.ts';
import { oneOf, readCurrency, readId, readYesNo, text } from '../values/texts.ts';

const readRevenueType = oneOf(['recurring', 'one-time'], {
  recurring: ['subscription', 'mrr', 'renewal', 'اشتراک', 'تکرارشونده', 'متكرر', 'اشتراك', 'abonament', 'cykliczny', 'cykliczna', 'powtarzalny'],
  'one-time': ['onetime', 'one off', 'single', 'non-recurring', 'یکباره', 'یک باره', 'لمرة واحدة', 'jednorazowy', 'jednorazowa'],
});

/** Key: invoiceId, else all columns but amount. */
export const revenue = kindOf(
  { invoiceId: optional(readId), customerId: required(readId), subscriptionId: optional(readId), type: required(readRevenueType), startsOn: required(readDay), endsOn: required(readDay), amount: required(readDecimal), currency: required(readCurrency) },
  ({ invoiceId, customerId, subscriptionId, type, startsOn, endsOn, amount, currency }) => {
    if (endsOn < startsOn) return [{ column: 'endsOn', ...remark({ code: 'ends-before', about: { day: startsOn } }, 'last-paid-day') }];
    const money = moneyOf(amount, currency);
    if (Array.isArray(money)) return money;
    const key = invoiceId ?? factKey(customerId, subscriptionId, type, startsOn, endsOn, currency);
    return { kind: 'revenue', owner: customerId, key, values: { invoiceId, subscriptionId, type, startsOn, endsOn, amount: money } };
  },
);

/** Key: purchaseId. */
export const purchases = kindOf(
  { purchaseId: required(readId), customerId: required(readId), purchasedOn: required(readDay), amount: required(readDecimal), currency: required(readCurrency), item: optional(text(1_000)) },
  ({ purchaseId, customerId, purchasedOn, amount, currency, item }) => {
    const money = moneyOf(amount, currency);
    if (Array.isArray(money)) return money;
    return { kind: 'purchases', owner: customerId, key: purchaseId, values: { purchaseId, purchasedOn, amount: money, item } };
  },
);

/** Key: renewalId, else customerId + dueOn. */
export const renewals = kindOf(
  { renewalId: optional(readId), customerId: required(readId), dueOn: required(readDay), renewed: optional(readYesNo), renewedOn: optional(readDay), amount: optional(readDecimal), currency: optional(readCurrency) },
  ({ renewalId, customerId, dueOn, renewed, renewedOn, amount, currency }) => {
    if (renewedOn !== null && renewed !== true) return [{ column: 'renewed', ...remark('renewed-unsaid', 'renewed-day') }];
    const money = optionalMoneyOf(amount, currency);
    if (Array.isArray(money)) return money;
    return { kind: 'renewals', owner: customerId, key: renewalId ?? factKey(customerId, dueOn), values: { renewalId, dueOn, renewed, renewedOn, amount: money } };
  },
);

const readCategory = oneOf([...ACQUISITION_CATEGORIES, 'retention', 'service'], {
  marketing: ['advertising', 'ads', 'campaigns', 'بازاریابی', 'تبلیغات', 'تسويق', 'إعلانات', 'reklama'],
  wages: ['salaries', 'payroll', 'حقوق', 'دستمزد', 'أجور', 'رواتب', 'płace', 'wynagrodzenia'],
  software: ['tools', 'licences', 'licenses', 'نرم افزار', 'برمجيات', 'oprogramowanie'],
  'professional-services': ['agencies', 'consulting', 'خدمات حرفه ای', 'مشاوره', 'خدمات مهنية', 'استشارات', 'usługi profesjonalne', 'doradztwo'],
  overheads: ['overhead', 'سربار', 'نفقات عامة', 'koszty ogólne', 'koszty pośrednie'],
  retention: ['customer success', 'loyalty', 'نگهداشت', 'وفاداری', 'احتفاظ', 'ولاء', 'utrzymanie', 'retencja'],
  service: ['cost to serve', 'support', 'خدمت رسانی', 'پشتیبانی', 'خدمة', 'دعم', 'obsługa', 'wsparcie'],
});

/** Key: costId, else month + category + description. */
export const costs = kindOf(
  { costId: optional(readId), month: required(readMonth), category: required(readCategory), amount: required(readDecimal), currency: required(readCurrency), description: optional(text(1_000)) },
  ({ costId, month, category, amount, currency, description }) => {
    const money = moneyOf(amount, currency);
    if (Array.isArray(money)) return money;
    return { kind: 'costs', owner: null, key: costId ?? factKey(month, category, description), values: { costId, month, category, amount: money, description } };
  },
);

/** Key: day + from + to. One unit of `from` costs `rate` of `to`. */
export const exchangeRates = kindOf(
  { day: required(readDay), from: required(readCurrency), to: required(readCurrency), rate: required(readRate) },
  ({ day, from, to, rate }) => {
    if (from === to) return [{ column: 'to', ...remark({ code: 'same-currency', about: { currency: to } }, 'two-currencies') }];
    return { kind: 'exchange-rates', owner: null, key: factKey(day, from, to), values: { day, from, to, rate } };
  },
);
