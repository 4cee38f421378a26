/** What the kinds of files have in common: money of two cells. */
import { parseMoney, type MoneyRefusal } from '../../../domain/money.ts';
import { remark, type Remark } from '../../../domain/import-remark.ts';
import type { StoredMoney } from '../../../domain/facts.ts';
import type { Refusal } from '../row-reader.ts';

/** Exact money of an amount and its currency. */
export function moneyOf(amount: string, currency: string, column = 'amount'): StoredMoney | Refusal[] {
  const parsed = parseMoney(amount, currency);
  if (parsed.ok) return { amountMinor: Number(parsed.money.amountMinor), currency };
  return [{ column, ...remarkOn(parsed.reason, currency) }];
}

/** Money whose amount may be left out; a currency alone says nothing. */
export function optionalMoneyOf(amount: string | null, currency: string | null): StoredMoney | null | Refusal[] {
  if (amount === null) return null;
  if (currency === null) return [{ column: 'currency', ...remark('currency-missing', 'currency-of-amount') }];
  return moneyOf(amount, currency);
}

function remarkOn(reason: MoneyRefusal, currency: string): Remark {
  const about = { currency };
  if (reason === 'unknown-currency') return remark({ code: reason, about }, 'iso-currency');
  if (reason === 'too-precise') return remark({ code: reason, about }, { code: 'payable', about }, 'set-comma');
  return reason === 'too-large' ? remark(reason, 'exact-amount') : remark('no-amount', 'number');
}
