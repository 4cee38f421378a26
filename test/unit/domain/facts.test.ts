import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyRows, factsAsOf, homeOf, isCompanyWide, ownedFacts, retractFacts, undoImport, type FactRow, type StoredFact } from '../../../src/domain/facts.ts';

const churn = (date: string, type: 'full' | 'partial' | 'returned', reason: string | null = null): FactRow =>
  ({ kind: 'churn', owner: 'c1', key: `${date}|${type}`, values: { date, type, reason, amount: null } });
const at = (minute: number): Date => new Date(Date.UTC(2026, 0, 1, 0, minute));

const current = (facts: StoredFact[]) => factsAsOf(facts, null).map(({ key, values }) => JSON.stringify([key, values])).toSorted();

describe('applyRows', () => {
  it('accepts what is new, keeps what is the same and supersedes what was corrected', () => {
    const first = applyRows([], [churn('2026-01-05', 'full', 'price')], { at: at(1), importId: 'a' });
    expect(first.outcomes).toEqual(['accepted']);
    const again = applyRows(first.facts, [churn('2026-01-05', 'full', 'price'), churn('2026-01-06', 'returned')], { at: at(2), importId: 'b' });
    expect(again.outcomes).toEqual(['unchanged', 'accepted']);
    const corrected = applyRows(again.facts, [churn('2026-01-05', 'full', 'service')], { at: at(3), importId: 'c' });
    expect(corrected.outcomes).toEqual(['updated']);
    expect(corrected.facts).toHaveLength(3);
    expect(factsAsOf(corrected.facts, at(2)).map(({ values }) => (values as { reason: string | null }).reason)).toEqual(['price', null]);
  });

  it('lets a row and its correction stand in one batch', () => {
    const { facts, outcomes } = applyRows([], [churn('2026-01-05', 'full', 'a'), churn('2026-01-05', 'full', 'b')], { at: at(1), importId: 'a' });
    expect(outcomes).toEqual(['accepted', 'updated']);
    expect(current(facts)).toHaveLength(1);
  });
});

describe('undoImport', () => {
  const batches = fc.array(fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom('x', 'y', 'z')), { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 });
  const run = (plan: [number, string][][], skip: number | null): StoredFact[] =>
    plan.reduce<StoredFact[]>((facts, batch, index) => (index === skip ? facts : applyRows(facts, batch.map(([day, reason]) => churn(`2026-01-0${day}`, 'full', reason)), { at: at(index), importId: `i${index}` }).facts), []);

  it('of the last import leaves what was before it', () => {
    fc.assert(fc.property(batches, (plan) => {
      const last = plan.length - 1;
      expect(undoImport(run(plan, null), `i${last}`)).toEqual(run(plan, last));
    }));
  });

  it('of any import leaves each fact as the latest of the others has it', () => {
    fc.assert(fc.property(batches, fc.nat(4), (plan, chosen) => {
      const index = chosen % plan.length;
      const undone = undoImport(run(plan, null), `i${index}`);
      // Values that a later import found unchanged go with the import that brought them.
      const keys = undone.filter(({ supersededAt }) => supersededAt === null).map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
      expect(undone.every(({ importId, supersededBy }) => importId !== `i${index}` && supersededBy !== `i${index}`)).toBe(true);
    }));
  });
});

describe('factsAsOf', () => {
  it('gives one value per key at any time', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('x', 'y', 'z'), { minLength: 1, maxLength: 6 }), fc.nat(8), (reasons, minute) => {
      const facts = reasons.reduce<StoredFact[]>((known, reason, index) => applyRows(known, [churn('2026-01-05', 'full', reason)], { at: at(index + 1), importId: `i${index}` }).facts, []);
      const then = factsAsOf(facts, at(minute));
      expect(then.map(({ values }) => (values as { reason: string }).reason)).toEqual(minute < 1 ? [] : [reasons[Math.min(minute, reasons.length) - 1]]);
    }));
  });
});

describe('numbers of the company', () => {
  const invoice = (owner: string, invoiceId: string | null): FactRow => ({
    kind: 'revenue', owner, key: invoiceId ?? 'row', values: { invoiceId, subscriptionId: null, type: 'recurring', startsOn: '2026-01-01', endsOn: '2026-01-31', amount: { amountMinor: 1000, currency: 'EUR' } },
  });

  const cost = (costId: string | null): FactRow => ({ kind: 'costs', owner: null, key: costId ?? 'row', values: { costId, month: '2026-03', category: 'wages', amount: { amountMinor: 1, currency: 'EUR' }, description: null } });

  it('belong to one customer or month at a time', () => {
    expect([isCompanyWide(invoice('a', 'i1')), isCompanyWide(invoice('a', null)), isCompanyWide(churn('2026-01-01', 'full'))]).toEqual([true, false, false]);
    expect([isCompanyWide(cost('k1')), isCompanyWide(cost(null)), homeOf(cost('k1')), homeOf(invoice('a', 'i1'))]).toEqual([true, false, '2026-03', 'a']);
    const { facts } = applyRows([], [invoice('a', 'i1')], { at: at(1), importId: 'one' });
    const retracted = retractFacts(facts, [invoice('b', 'i1')], { at: at(2), importId: 'two' });
    expect(ownedFacts(factsAsOf(retracted, null)).revenue).toEqual([]);
    expect(ownedFacts(factsAsOf(undoImport(retracted, 'two'), null)).revenue).toHaveLength(1);
  });
});
