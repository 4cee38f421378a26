/**
 * Imported business facts, kept with the time they were recorded: a correction supersedes what it corrects and nothing is
 * overwritten, so a report can say what was known on any day, and undoing an import restores what it replaced.
 */
import type { CustomerFacts } from './business/business-tally.ts';
import type { ChurnType } from './business/customer-base.ts';
import type { CostCategory, CostRow } from './business/acquisition.ts';
import type { LifetimeValueRow } from './business/lifetime-value.ts';
import { money } from './money.ts';
import type { Day } from './period.ts';

/** Money as it is stored: whole minor units within the safe integers, and their currency. */
export interface StoredMoney {
  amountMinor: number;
  currency: string;
}

/** Values of one fact by kind; days are local to the account. */
export interface FactValues {
  customers: { startedOn: Day; email: string | null; name: string | null; locale: string | null; timeZone: string | null; properties: Record<string, string> };
  churn: { date: Day; type: ChurnType; reason: string | null; amount: StoredMoney | null };
  revenue: { invoiceId: string | null; subscriptionId: string | null; type: 'recurring' | 'one-time'; startsOn: Day; endsOn: Day; amount: StoredMoney };
  purchases: { purchaseId: string; purchasedOn: Day; amount: StoredMoney; item: string | null };
  renewals: { renewalId: string | null; dueOn: Day; renewed: boolean | null; renewedOn: Day | null; amount: StoredMoney | null };
  'lifetime-values': { asOf: Day; value: StoredMoney; method: string | null };
  costs: { costId: string | null; month: string; category: CostCategory; amount: StoredMoney; description: string | null };
  activity: { day: Day };
  'exchange-rates': { day: Day; from: string; to: string; rate: string };
}
export type FactKind = keyof FactValues;

/** One row of a file, parsed. `owner` is the customer's id in the company's own systems, `null` for facts about the company. */
export type FactRow = { [Kind in FactKind]: { kind: Kind; owner: string | null; key: string; values: FactValues[Kind] } }[FactKind];

/** A fact with its life: current while `supersededAt` is `null`. `key` is its natural key within owner and kind. */
export type StoredFact = FactRow & { recordedAt: Date; importId: string; supersededAt: Date | null; supersededBy: string | null };

export type RowOutcome = 'accepted' | 'updated' | 'unchanged';

/** Cannot stand in a cell or payload that was accepted, so parts of a key cannot run into each other. */
const SEPARATOR = '\u001f';

/** The natural key of a fact without a number of its own: of several values, of which an empty one counts too. */
export function factKey(...parts: readonly (string | null)[]): string {
  return parts.map((part) => part ?? '').join(SEPARATOR);
}

/** What tells facts of one owner apart; for the company's own numbers, those of all owners. */
export const slotOf = ({ kind, key }: Pick<FactRow, 'kind' | 'key'>): string => `${kind}\0${key}`;

/** Adds rows of one owner in order; the same values again change nothing. Returns the new facts and one outcome per row. */
export function applyRows(facts: readonly StoredFact[], rows: readonly FactRow[], { at, importId }: { at: Date; importId: string }): { facts: StoredFact[]; outcomes: RowOutcome[] } {
  const next = [...facts];
  const current = new Map(next.flatMap((fact, index) => (fact.supersededAt === null ? [[slotOf(fact), index] as const] : [])));
  const outcomes = rows.map((row): RowOutcome => {
    const index = current.get(slotOf(row));
    const known = index === undefined ? undefined : next[index];
    if (known && sameValues(known.values, row.values)) return 'unchanged';
    const fact = { ...row, recordedAt: at, importId, supersededAt: null, supersededBy: null } as StoredFact;
    if (known && index !== undefined) next[index] = { ...known, supersededAt: at, supersededBy: importId };
    current.set(slotOf(row), next.push(fact) - 1);
    return known ? 'updated' : 'accepted';
  });
  return { facts: next, outcomes };
}

/** Closes the current facts in these slots, which now belong to somebody else. */
export function retractFacts(facts: readonly StoredFact[], slots: readonly Pick<FactRow, 'kind' | 'key'>[], { at, importId }: { at: Date; importId: string }): StoredFact[] {
  const gone = new Set(slots.map(slotOf));
  return facts.map((fact) => (fact.supersededAt === null && gone.has(slotOf(fact)) ? { ...fact, supersededAt: at, supersededBy: importId } : fact));
}

/** Whom a fact is kept with: the customer's id, or for facts about the company the month, "2026-01". */
export function homeOf(row: FactRow): string {
  if (row.kind === 'costs') return row.values.month;
  return row.kind === 'exchange-rates' ? row.values.day.slice(0, 7) : row.owner ?? '';
}

/** Whether facts of a kind are about the company, not about a customer. */
export function isOfCompany(kind: FactKind): boolean {
  return kind === 'costs' || kind === 'exchange-rates';
}

/** Whether a row's key is the company's own number (of an invoice, a purchase, a renewal, a cost), which belongs to one customer or month at a time. */
export function isCompanyWide({ kind, values }: FactRow): boolean {
  if (kind === 'revenue') return values.invoiceId !== null;
  if (kind === 'renewals') return values.renewalId !== null;
  return kind === 'costs' ? values.costId !== null : kind === 'purchases';
}

/**
 * Takes an import back: what it superseded holds again, or until the time of what later superseded it.
 * @param elsewhere the company's own numbers that other customers hold now, by slot: what they won later does not come back
 */
export function undoImport(facts: readonly StoredFact[], importId: string, elsewhere: ReadonlyMap<string, StoredFact> = new Map()): StoredFact[] {
  return facts.flatMap((fact) => {
    if (fact.importId === importId) return [];
    if (fact.supersededBy !== importId) return [fact];
    const heir = heirOf(facts, fact, importId) ?? elsewhere.get(slotOf(fact));
    return [{ ...fact, supersededAt: heir?.recordedAt ?? null, supersededBy: heir?.importId ?? null } as StoredFact];
  });
}

/** What superseded a fact after the undone import did. */
function heirOf(facts: readonly StoredFact[], fact: StoredFact, importId: string): StoredFact | undefined {
  return facts.slice(facts.indexOf(fact) + 1).find((other) => other.importId !== importId && slotOf(other) === slotOf(fact));
}

/** Facts as they were recorded by `asOf`; `null` = now. */
export function factsAsOf(facts: readonly StoredFact[], asOf: Date | null): StoredFact[] {
  if (asOf === null) return facts.filter(({ supersededAt }) => supersededAt === null);
  return facts.filter(({ recordedAt, supersededAt }) => recordedAt <= asOf && (supersededAt === null || supersededAt > asOf));
}

/** A customer's facts in the shape of the business and outcome formulas. */
export interface OwnedFacts extends CustomerFacts {
  lifetimeValues: LifetimeValueRow[];
  properties: Record<string, string>;
}

export function ownedFacts(facts: readonly StoredFact[]): OwnedFacts {
  const owned: { [Part in keyof OwnedFacts]: OwnedFacts[Part] extends readonly (infer Row)[] ? Row[] : OwnedFacts[Part] } = {
    startedOn: null, churns: [], revenue: [], purchases: [], renewals: [], activeDays: [], lifetimeValues: [], properties: {},
  };
  for (const { kind, values } of facts) {
    if (kind === 'customers') Object.assign(owned, { startedOn: values.startedOn, properties: values.properties });
    else if (kind === 'churn') owned.churns.push({ date: values.date, type: values.type });
    else if (kind === 'revenue') owned.revenue.push({ subscriptionId: values.subscriptionId, type: values.type, startsOn: values.startsOn, endsOn: values.endsOn, amount: money(values.amount.amountMinor, values.amount.currency) });
    else if (kind === 'purchases') owned.purchases.push({ purchasedOn: values.purchasedOn, amount: money(values.amount.amountMinor, values.amount.currency) });
    else if (kind === 'renewals') owned.renewals.push({ dueOn: values.dueOn, renewed: values.renewed, renewedOn: values.renewedOn });
    else if (kind === 'lifetime-values') owned.lifetimeValues.push({ asOf: values.asOf, value: money(values.value.amountMinor, values.value.currency) });
    else if (kind === 'activity') owned.activeDays.push(values.day);
  }
  return owned;
}

/** The company's costs. */
export function costRows(facts: readonly StoredFact[]): CostRow[] {
  return facts.flatMap(({ kind, values }) => (kind === 'costs' ? [{ month: values.month, category: values.category, amount: money(values.amount.amountMinor, values.amount.currency) }] : []));
}

/** Deep equality of plain values, whatever the order of their names. */
function sameValues(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length
    && names.every((name) => Object.hasOwn(other, name) && sameValues((one as Record<string, unknown>)[name], (other as Record<string, unknown>)[name]));
}
