/** Report values as they leave the product: money as a decimal string with its currency, everything else as it is. */
import { NO_CURRENCY } from './business/business-breakdown.ts';
import { toMoneyAmount } from './money.ts';
import type { Money } from './money.ts';

/** A copy in which every amount is `{ amount, currency }`, at any depth; an amount without a currency is not known. */
export function atTheEdge(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(atTheEdge);
  if (typeof value !== 'object' || value === null) return value;
  if (isMoney(value)) {
    const { amountMinor: _minor, currency, ...rest } = value;
    return currency === NO_CURRENCY ? null : { ...toMoneyAmount(value), ...rest };
  }
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, atTheEdge(part)]));
}

function isMoney(value: object): value is Money {
  return 'amountMinor' in value && typeof value.amountMinor === 'bigint';
}
