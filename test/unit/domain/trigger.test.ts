import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONDITION_OPERATORS } from '../../../src/domain/survey.ts';
import type { Condition } from '../../../src/domain/survey.ts';
import { describeCondition, failedCondition, matchesTrigger } from '../../../src/domain/trigger.ts';

const SUBJECT = {
  customer: { email: 'ann@example.com', properties: { plan: 'pro', seats: 12 } },
  properties: {
    total: 99.5,
    zero: 0,
    empty: '',
    paid: false,
    closedAt: '2026-03-01T10:00:00Z',
    nothing: null,
    tags: ['gold', 7],
    items: [{ sku: 'A1' }],
    nested: { deep: { er: 'x' } },
    'a b': 1,
  },
};

const isMet = (condition: Condition) => failedCondition([condition], SUBJECT) === null;

describe('matchesTrigger', () => {
  it.each([
    ['order.delivered', 'delivery', 'order.delivered', 'delivery', true],
    ['order.delivered', 'delivery', 'order.delivered', 'support', false],
    ['order.delivered', 'delivery', 'order.placed', 'delivery', false],
    ['order.delivered', 'delivery', null, 'delivery', false],
    [null, 'delivery', 'order.delivered', 'delivery', true],
    [null, 'delivery', null, 'delivery', true],
    [null, 'delivery', 'order.delivered', 'support', false],
    ['order.delivered', 'delivery', 'order.delivered', null, true],
    ['order.delivered', 'delivery', 'order.placed', null, false],
    [null, 'delivery', 'order.delivered', null, false],
    [null, 'delivery', null, null, false],
  ])('trigger %s at %s, interaction %s at %s: %s', (triggerType, surveyTouchpoint, type, touchpoint, expected) => {
    expect(matchesTrigger({ trigger: { type: triggerType }, touchpoint: surveyTouchpoint }, { type, touchpoint })).toBe(expected);
  });
});

describe('failedCondition', () => {
  it.each<[string, Condition['op'], unknown, boolean]>([
    ['customer.properties.plan', 'eq', 'pro', true],
    ['customer.properties.plan', 'eq', 'Pro', false],
    ['customer.properties.seats', 'eq', 12, true],
    ['customer.properties.seats', 'eq', '12', false],
    ['properties.paid', 'eq', false, true],
    ['properties.zero', 'eq', false, false],
    ['properties.empty', 'eq', '', true],
    ['properties.tags', 'eq', ['gold', 7], false],
    ['properties.a b', 'eq', 1, true],
    ['properties.nested.deep.er', 'eq', 'x', true],
    ['properties.items.0.sku', 'eq', 'A1', true],
    ['customer.properties.plan', 'ne', 'free', true],
    ['customer.properties.plan', 'ne', 'pro', false],
    ['properties.absent', 'ne', 'pro', true],
    ['properties.nothing', 'ne', 'pro', true],
    ['customer.properties.plan', 'in', ['free', 'pro'], true],
    ['customer.properties.plan', 'in', [], false],
    ['customer.properties.plan', 'in', 'pro', false],
    ['properties.total', 'gt', 99, true],
    ['properties.total', 'gt', 99.5, false],
    ['properties.total', 'gte', 99.5, true],
    ['properties.total', 'lt', 100, true],
    ['properties.total', 'lte', 99.5, true],
    ['properties.total', 'lte', 99, false],
    ['properties.total', 'gt', '1', false],
    ['properties.total', 'lte', '999', false],
    ['properties.total', 'gte', null, false],
    ['properties.paid', 'lt', 1, false],
    ['properties.closedAt', 'gte', '2026-03-01T00:00:00Z', true],
    ['properties.closedAt', 'lt', '2026-03-01T00:00:00Z', false],
    ['properties.zero', 'exists', true, true],
    ['properties.empty', 'exists', undefined, true],
    ['properties.zero', 'exists', false, false],
    ['properties.absent', 'exists', true, false],
    ['properties.absent', 'exists', false, true],
    ['properties.nothing', 'exists', true, false],
    ['properties.nothing', 'exists', false, true],
    ['customer.email', 'contains', '@example.', true],
    ['customer.email', 'contains', '@Example.', false],
    ['properties.tags', 'contains', 'gold', true],
    ['properties.tags', 'contains', 'gol', false],
    ['properties.tags', 'contains', 7, true],
    ['properties.total', 'contains', '9', false],
    ['customer.email', 'contains', 1, false],
    ['customer.email', 'lte', 1, false],
    ['customer.email', 'gte', 1, false],
    ['properties.closedAt', 'lte', '2026-03-01T10:00:00Z', true],
    ['properties.closedAt', 'gte', '2026-03-01T10:00:00Z', true],
    ['properties.closedAt', 'gt', '2026-03-01T10:00:00Z', false],
    ['properties.closedAt', 'lt', '2026-03-01T10:00:01Z', true],
    ['properties.nested', 'contains', 'deep', false],
  ])('%s %s %j: %s', (path, op, value, expected) => {
    expect(isMet({ path, op, value })).toBe(expected);
  });

  it.each(CONDITION_OPERATORS.filter((op) => op !== 'ne'))('a missing value fails %s', (op) => {
    for (const path of ['properties.absent', 'properties.nested.absent.deeper', 'properties.total.x', 'properties.empty.length']) {
      for (const value of [undefined, null, true, 0, '', []]) expect(isMet({ path, op, value })).toBe(false);
    }
  });

  it.each(['', 'total', 'properties', 'properties.', '.total', 'other.total', 'constructor.name', 'properties.__proto__', 'properties.constructor', 'properties.toString', 'properties.tags.map', 'properties..total'])(
    'finds nothing at %j',
    (path) => {
      expect(isMet({ path, op: 'exists', value: true })).toBe(false);
    },
  );

  it('does not follow forbidden names, even where a sender stored them as own properties', () => {
    const properties: Record<string, unknown> = JSON.parse('{"__proto__": {"x": 1}, "constructor": {"x": 1}, "prototype": 1, "o": {"__proto__": 1}}');
    for (const path of ['properties.__proto__.x', 'properties.constructor.x', 'properties.prototype', 'properties.o.__proto__']) {
      expect(failedCondition([{ path, op: 'exists', value: true }], { customer: {}, properties })).not.toBeNull();
    }
  });

  it('is met by anything without conditions, and names the first that fails', () => {
    expect(failedCondition([], SUBJECT)).toBeNull();
    const good: Condition = { path: 'customer.properties.plan', op: 'eq', value: 'pro' };
    const bad: Condition = { path: 'properties.total', op: 'lt', value: 1 };
    expect(failedCondition([good, bad, { ...bad, value: 2 }], SUBJECT)).toEqual({ index: 1, condition: bad });
  });

  it('eq and ne, exists true and false exclude each other, whatever the values', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (actual, value) => {
        const subject = { customer: {}, properties: { it: actual } };
        const met = (op: Condition['op'], expected: unknown) => failedCondition([{ path: 'properties.it', op, value: expected }], subject) === null;
        expect(met('eq', value)).toBe(!met('ne', value));
        expect(met('exists', true)).toBe(!met('exists', false));
        expect(met('in', [value])).toBe(met('eq', value));
        expect(met('gt', value) && met('lte', value)).toBe(false);
        expect(met('gte', value) && met('lt', value)).toBe(false);
      }),
    );
  });
});

describe('order', () => {
  it.each([['numbers', fc.double({ noNaN: true })], ['texts', fc.string()]])('of %s: of less, equal and more exactly one holds, and turned round the other', (_what, values) => {
    fc.assert(fc.property(values, values, (actual: unknown, value: unknown) => {
      const met = (a: unknown, op: Condition['op'], b: unknown) => failedCondition([{ path: 'properties.it', op, value: b }], { customer: {}, properties: { it: a } }) === null;
      expect(['lt', 'eq', 'gt'].filter((op) => met(actual, op as Condition['op'], value))).toHaveLength(1);
      expect(met(actual, 'gt', value)).toBe(met(value, 'lt', actual));
      expect(met(actual, 'gte', value)).toBe(!met(actual, 'lt', value));
      expect(met(actual, 'lte', value)).toBe(!met(actual, 'gt', value));
    }));
  });
});

describe('describeCondition', () => {
  it('is one short line', () => {
    expect(describeCondition({ path: 'properties.plan', op: 'eq', value: 'pro' })).toBe('properties.plan eq "pro"');
    expect(describeCondition({ path: 'properties.plan', op: 'exists' })).toBe('properties.plan exists');
    const long = describeCondition({ path: 'properties.plan', op: 'eq', value: `a\n${'b'.repeat(500)}` });
    expect(long.length).toBeLessThan(120);
    expect(long).not.toContain('\n');
    expect(long).toMatch(/^properties\.plan eq "a\\nb+…$/);
    const ofLength = (length: number) => describeCondition({ path: 'p', op: 'eq', value: 'b'.repeat(length - ' ""'.length) });
    expect(ofLength(80)).toBe(`p eq "${'b'.repeat(77)}"`);
    expect(ofLength(81)).toBe(`p eq "${'b'.repeat(78)}…`);
  });
});
