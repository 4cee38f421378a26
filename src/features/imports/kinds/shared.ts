/** What the kinds of files have in common: money of two cells. */
import { parseMoney, type MoneyRefusal } from '../../../domain/money.ts';
import type { StoredMoney } from '../../../domain/facts.ts';
import type { Refusal } from '../row-reader.ts';

/** Exact money of an amount and its currency. */
export function moneyOf(amount: string, currency: string, column = 'amount'): StoredMoney | Refusal[] {
  const parsed = parseMoney(amount, currency);
  if (parsed.ok) return { amountMinor: Number(parsed.money.amountMinor), currency };
  return [{ column, ...REASONS[parsed.reason](currency) }];
}

/** Money whose amount may be left out; a currency alone says nothing. */
export function optionalMoneyOf(amount: string | null, currency: string | null): StoredMoney | null | Refusal[] {
  if (amount === null) return null;
  if (currency === null) return [{ column: 'currency', problem: 'is empty although there is an amount', accepted: 'the currency of the amount, such as EUR' }];
  return moneyOf(amount, currency);
}

const REASONS: Record<MoneyRefusal, (currency: string) => { problem: string; accepted: string }> = {
  'unknown-currency': (currency) => ({ problem: `has the unknown currency ${currency}`, accepted: 'a currency of ISO 4217' }),
  'not-a-decimal': () => ({ problem: 'is no amount', accepted: 'a plain number such as 1234.56' }),
  'too-precise': (currency) => ({ problem: `has more decimals than ${currency} has`, accepted: `an amount ${currency} can be paid in; if "." separates thousands, set decimalSeparator to "," in the mapping` }),
  'too-large': () => ({ problem: 'is too large', accepted: 'an amount that can be kept exactly' }),
};
