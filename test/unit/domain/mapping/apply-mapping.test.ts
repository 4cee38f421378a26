import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyMapping } from '../../../../src/domain/mapping/apply-mapping.ts';
import type { Delivery, MappedItem, MappedValue, Mapping } from '../../../../src/domain/mapping/mapping.ts';
import { parseMapping } from '../../../../src/domain/mapping/parse-mapping.ts';
import { anyMapping, anyPayload } from './mappings.ts';

const DELIVERY: Delivery = { headers: { 'X-Topic': 'sold' }, id: 'd-1', receivedAt: new Date('2026-05-04T09:30:00Z') };
const AT = '2026-05-04T09:00:00.000Z';

/** Runs a mapping as it would be saved. */
const run = (mapping: unknown, payload: unknown, delivery = DELIVERY): MappedItem[] => {
  const parsed = parseMapping(mapping);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return applyMapping(parsed.mapping, payload, delivery);
};
const FIELDS = { id: { path: 'id' }, occurredAt: { path: 'at' } };
/** What one mapped value comes to as the property `x`. */
const valueOf = (value: MappedValue, payload: object): unknown => {
  const [item] = run({ fields: { ...FIELDS, properties: { x: value } } }, { id: '1', at: AT, ...payload });
  return item?.kind === 'interaction' ? item.value.properties['x'] : item;
};
const ofText = (field: 'type' | 'touchpoint', value: MappedValue, payload: object): unknown => {
  const [item] = run({ fields: { ...FIELDS, [field]: value } }, { id: '1', at: AT, ...payload });
  return item?.kind === 'interaction' ? item.value[field] : item;
};
const problem = (path: string, pointer: string, detail: RegExp) => ({ kind: 'problem', event: null, errors: [{ path, pointer, detail: expect.stringMatching(detail) }] });

describe('a mapped value', () => {
  it.each<[MappedValue, object, unknown]>([
    [{ path: 'a' }, { a: 0 }, 0],
    [{ path: 'a' }, { a: false }, false],
    [{ path: 'a' }, { a: { b: [1] } }, { b: [1] }],
    [{ path: ['a', 'b', 'c'] }, { a: null, b: ' ', c: 'x' }, 'x'],
    [{ path: ['a', 'b'], default: 'd' }, { a: '' }, 'd'],
    [{ path: 'a', default: 'D', convert: 'lower-case' }, {}, 'D'],
    [{ path: 'a', default: 'D', convert: 'lower-case' }, { a: 'A' }, 'a'],
    [{ path: 'a' }, {}, undefined],
    [{ path: 'a', convert: ['trim', 'number', { dividedBy: 100 }] }, { a: ' 1999 ' }, 19.99],
    [{ path: 'lines[*].price', convert: 'number' }, { lines: [{ price: '1.5' }, {}, { price: 2 }] }, [1.5, 2]],
    [{ value: 7 }, {}, 7],
    [{ text: 'order {id} of {shop.name}' }, { shop: { name: 'Bee' } }, 'order 1 of Bee'],
    [{ text: 'order {id} of {shop.name}' }, {}, undefined],
    [{ text: 'order {id} of {shop.name}', default: 'order' }, {}, 'order'],
    [{ text: '{first?} {middle?} {last?}' }, { first: 'Ann', last: ' Lee ' }, 'Ann Lee'],
    [{ text: '{first?} {last?}' }, { last: 'Lee' }, 'Lee'],
    [{ text: '{first?} {last?}' }, { first: '', last: null }, undefined],
    [{ text: 'Ms {first?} {last?}' }, {}, undefined],
    [{ text: '{{{a}}}' }, { a: 12 }, '{12}'],
    [{ text: '{[\'}\']}' }, { '}': true }, 'true'],
    [{ text: '{a}', convert: 'upper-case' }, { a: 'x' }, 'X'],
    [{ path: '$headers.x-topic' }, {}, 'sold'],
    [{ text: '{$delivery.id}/{$delivery.item}' }, {}, 'd-1/0'],
    [{ path: '$delivery.at' }, {}, '2026-05-04T09:30:00.000Z'],
  ])('%j of %j is %j', (value, payload, expected) => {
    expect(valueOf(value, payload)).toEqual(expected);
  });

  it.each<[MappedValue, object, unknown]>([
    [{ path: 'a' }, { a: ' x ' }, 'x'],
    [{ path: 'a' }, { a: 12 }, '12'],
    [{ path: 'a' }, { a: true }, problem('$.a', '/type', /^true is not a text; convert by "text"/)],
    [{ path: 'a', convert: 'text' }, { a: true }, 'true'],
    [{ path: 'a' }, { a: { b: 1 } }, problem('$.a', '/type', /^an object is not one text; name one part of it in the path$/)],
    [{ path: 'a' }, { a: ['x', 'y'] }, problem('$.a', '/type', /^a list of 2 is not one text; .* such as \[0\]$/)],
    [{ path: 'a' }, { a: 2 ** 60 }, problem('$.a', '/type', /too large a number/)],
    [{ text: 'x{a}' }, { a: {} }, problem('$.a', '/type', /an object is not a text/)],
    [{ text: 'x{a}{b}' }, { a: 1, b: [] }, problem('$.b', '/type', /a list of 0 is not a text/)],
  ])('%j of %j as text is %j', (value, payload, expected) => {
    expect(ofText('type', value, payload)).toEqual(expected);
  });

  it.each<[string, unknown, RegExp]>([
    ['too long', { text: 'x'.repeat(20_000) }, /longer than 16384 characters/],
    ['too large', Array.from({ length: 20_000 }, () => 1), /longer than 16384 characters/],
    ['too deep', Array.from({ length: 30 }).reduce((inner) => [inner], 1 as unknown), /nested deeper than 16 levels/],
    ['of forbidden names', JSON.parse('{"b": {"__proto__": 1}}'), /holds the name "__proto__"/],
  ])('%s is a problem', (_what, a, detail) => {
    expect(valueOf({ path: 'a' }, { a })).toEqual(problem('$.a', '/properties/x', detail));
  });

  it('joined of long parts is a problem before it fills memory', () => {
    expect(valueOf({ text: '{a}{a}{a}{a}' }, { a: 'x'.repeat(10_000) })).toEqual(problem('$.a', '/properties/x', /longer than 16384/));
  });
});

describe('applyMapping', () => {
  it('makes an interaction of the API\'s shape, and says where each field came from', () => {
    const fields = {
      id: { text: 'order-{id}' }, type: { value: 'order' }, touchpoint: { path: 'shop', default: 'shop' }, occurredAt: { path: ['done', 'at'] },
      customer: { externalId: { path: 'who.id' }, email: { path: 'who.mail' }, locale: { path: 'who.absent' }, properties: { vip: { path: 'who.vip' } } },
      properties: { 'total/net': { path: 'total', convert: 'number' } },
    };
    const item = run({ fields }, { id: 5, at: '2026-05-04T11:00:00+02:00', who: { id: 7, mail: 'ann@example.com', vip: true }, total: '12.50' });
    expect(item).toEqual([{
      kind: 'interaction', event: null,
      value: {
        id: 'order-5', type: 'order', touchpoint: 'shop', occurredAt: AT,
        customer: { externalId: '7', email: 'ann@example.com', properties: { vip: true } },
        properties: { 'total/net': 12.5 },
      },
      paths: { '/id': '$.id', '/occurredAt': '$.at', '/customer/externalId': '$.who.id', '/customer/email': '$.who.mail', '/customer/properties/vip': '$.who.vip', '/properties/total~1net': '$.total' },
    }]);
  });

  it('gives customer and properties even where nothing is mapped to them', () => {
    expect(run({ fields: FIELDS }, { id: 1, at: AT })).toMatchObject([{ value: { id: '1', customer: {}, properties: {} } }]);
  });

  it('names all that is missing or wrong at once, with every place that was looked at', () => {
    const fields = { id: { path: ['id', 'number'] }, occurredAt: { path: 'at' }, properties: { total: { path: 'total', convert: 'number' } } };
    expect(run({ fields }, { at: 'soon', total: '12,50' })).toEqual([{
      kind: 'problem', event: null,
      errors: [
        { path: '$.id or $.number', pointer: '/id', detail: 'is needed, but nothing is there' },
        { path: '$.at', pointer: '/occurredAt', detail: expect.stringMatching(/^"soon" is not an instant in ISO 8601/) },
        { path: '$.total', pointer: '/properties/total', detail: expect.stringMatching(/^"12,50" is not a number/) },
      ],
    }]);
  });

  it('wants the unit of a time that is a number', () => {
    expect(run({ fields: FIELDS }, { id: 1, at: 1_777_887_000 })).toEqual([problem('$.at', '/occurredAt', /^1777887000 is not an instant; for numbers convert by "unix-seconds"/)]);
  });

  it.each(['', 'text', 7, null, true, []])('has a problem with the payload %j, and no exception', (payload) => {
    expect(run({ fields: FIELDS }, payload)).toMatchObject([{ kind: 'problem', errors: [{ pointer: '/id' }, { pointer: '/occurredAt' }] }]);
  });

  describe('with each', () => {
    const each = (path: string | string[]): unknown => ({ each: path, fields: { ...FIELDS, properties: { shop: { path: '$$.shop' }, item: { path: '$delivery.item' } } } });

    it('maps the members of the list, each with its place in the payload', () => {
      const items = run(each('$.orders.list'), { shop: 'Bee', orders: { list: [{ id: 1, at: AT }, { id: 2, at: 'soon' }] } });
      expect(items).toMatchObject([
        { kind: 'interaction', value: { id: '1', properties: { shop: 'Bee', item: 0 } }, paths: { '/id': '$.orders.list[0].id', '/properties/shop': '$.shop', '/properties/item': '$delivery.item' } },
        { kind: 'problem', errors: [{ path: '$.orders.list[1].at', pointer: '/occurredAt' }] },
      ]);
    });

    it('takes the first list that is there, and an object for the one item', () => {
      expect(run(each(['batch', '$']), { id: 1, at: AT })).toMatchObject([{ value: { id: '1' }, paths: { '/id': '$.id' } }]);
      expect(run(each(['batch', '$']), { batch: [{ id: 1, at: AT }] })).toMatchObject([{ paths: { '/id': '$.batch[0].id' } }]);
      expect(run(each('$'), [{ id: 1, at: AT }, { id: 2, at: AT }])).toMatchObject([{ paths: { '/id': '$[0].id' } }, { value: { id: '2' } }]);
    });

    it('says where no list is, and that a list is empty', () => {
      expect(run(each(['batch', 'list']), { id: 1 })).toEqual([{ kind: 'problem', event: null, errors: [{ path: '$.batch or $.list', pointer: '', detail: 'no list of items is there' }] }]);
      expect(run(each('batch'), { batch: 'x' })).toEqual([problem('$.batch', '', /^"x" is not a list of items$/)]);
      expect(run(each('$'), null)).toEqual([problem('$', '', /no list of items/)]);
      expect(run(each('batch'), { batch: [] })).toEqual([{ kind: 'ignored', reason: 'no-items' }]);
    });

    it('reads a hundred, and says how many there were', () => {
      const payload = { batch: Array.from({ length: 130 }, (_none, id) => ({ id, at: AT })) };
      const items = run(each('batch'), payload);
      expect(items).toHaveLength(101);
      expect(items[99]).toMatchObject({ kind: 'interaction', value: { id: '99' } });
      expect(items[100]).toEqual(problem('$.batch', '', /^holds 130 items, of which the first 100 were read/));
      expect(run(each('batch'), { batch: payload.batch.slice(0, 100) }).every(({ kind }) => kind === 'interaction')).toBe(true);
    });
  });

  describe('with rules and events', () => {
    const mapping = {
      ignore: [
        { when: [{ path: 'status', op: 'eq', value: 'spam' }], reason: 'spam' },
        { when: [{ path: 'by', op: 'eq', value: 'bot' }, { path: 'open', op: 'ne', value: true }], reason: 'nobody took part' },
      ],
      events: [
        { name: 'sold', when: [{ path: '$headers.x-topic', op: 'eq', value: 'sold' }, { path: 'total', op: 'gt', value: 0 }], fields: { type: { value: 'sale' }, customer: { email: { path: 'buyer' } }, properties: { total: { path: 'total' } } } },
        { name: 'given', when: [{ path: '$headers.x-topic', op: 'in', value: ['sold', 'given'] }], fields: { touchpoint: { value: 'gift' } } },
      ],
      fields: { ...FIELDS, type: { value: 'order' }, customer: { email: { path: 'email' }, name: { path: 'name' } }, properties: { shop: { path: 'shop' } } },
    };
    const order = { id: 1, at: AT, email: 'a@example.com', buyer: 'b@example.com', name: 'Ann', shop: 'Bee', total: 5 };
    const one = (payload: object, topic = 'sold') => run(mapping, { ...order, ...payload }, { ...DELIVERY, headers: { 'x-topic': topic } })[0];

    it('puts the fields of the first event that fits over the common ones, part by part', () => {
      expect(one({})).toMatchObject({ event: 'sold', value: { type: 'sale', customer: { email: 'b@example.com', name: 'Ann' }, properties: { shop: 'Bee', total: 5 } } });
      expect(one({ total: 0 })).toMatchObject({ event: 'given', value: { type: 'order', touchpoint: 'gift', customer: { email: 'a@example.com' }, properties: { shop: 'Bee' } } });
    });

    it('leaves out what a rule is about before it looks for events, and what no event is about', () => {
      expect(one({ status: 'spam' })).toEqual({ kind: 'ignored', reason: 'spam' });
      expect(one({ by: 'bot' })).toEqual({ kind: 'ignored', reason: 'nobody took part' });
      expect(one({ by: 'bot', open: true })).toMatchObject({ kind: 'interaction' });
      expect(one({}, 'lost')).toEqual({ kind: 'ignored', reason: 'unknown-event' });
    });

    it('tells of which event a problem is', () => {
      expect(one({ at: null })).toMatchObject({ kind: 'problem', event: 'sold' });
    });

    it('compares the whole of a blank or missing value as a trigger does', () => {
      const kinds = (condition: object, payload: object) => run({ ignore: [{ when: [condition], reason: 'x' }], fields: FIELDS }, { id: 1, at: AT, ...payload })[0]?.kind;
      expect(kinds({ path: 'a', op: 'exists', value: false }, { a: null })).toBe('ignored');
      expect(kinds({ path: 'a', op: 'exists' }, { a: '' })).toBe('ignored');
      expect(kinds({ path: 'a', op: 'ne', value: 1 }, {})).toBe('ignored');
      expect(kinds({ path: 'a', op: 'eq', value: 1 }, { a: '1' })).toBe('interaction');
      expect(kinds({ path: 'tags[*].name', op: 'contains', value: 'vip' }, { tags: [{ name: 'new' }, { name: 'vip' }] })).toBe('ignored');
    });
  });

  describe('asked for more than it can do at once', () => {
    const list = Array.from({ length: 30_000 }, (_none, index) => index % 10);
    const items = Array.from({ length: 100 }, (_none, id) => ({ id, at: AT }));
    const many = (value: MappedValue) => Object.fromEntries(Array.from({ length: 100 }, (_none, index) => [`p${index}`, value]));
    const tooMuch = (path: string) => ({ kind: 'problem', event: null, errors: [{ path, pointer: '', detail: expect.stringMatching(/^goes through too many members of lists/) }] });

    it.each<[string, object]>([
      ['in fields', { fields: { ...FIELDS, properties: many({ path: '$$.list[*].absent' }) } }],
      ['in choices of a member', { fields: { ...FIELDS, properties: many({ path: '$$.list[a=\'x\'].b' }) } }],
      ['in conversions', { fields: { ...FIELDS, properties: many({ path: '$$.list', convert: ['number', 'unix-seconds'] }) } }],
      ['in objects', { fields: { ...FIELDS, properties: many({ path: '$$.object' }) } }],
      ['in texts', { fields: { ...FIELDS, properties: many({ path: '$$.text', convert: 'lower-case' }) } }],
      ['in conditions', { fields: FIELDS, ignore: Array.from({ length: 50 }, () => ({ when: Array.from({ length: 20 }, () => ({ path: '$$.list', op: 'contains', value: 1 })), reason: 'x' })).map((rule) => ({ ...rule, when: [...rule.when.slice(1), { path: 'id', op: 'lt', value: 0 }] })) }],
    ])('has a problem with each item from there on: %s', (_where, mapping) => {
      const mapped = run({ each: 'items', ...mapping }, { items, list, object: Object.fromEntries(Array.from({ length: 1000 }, (_none, index) => [`k${index}`, index])), text: 'X'.repeat(120_000) });
      expect(mapped).toHaveLength(100);
      expect(mapped[99]).toEqual(tooMuch('$.items[99]'));
    });

    it('still takes a hundred items with lists and texts of a large payload', () => {
      const orders = items.map((item) => ({ ...item, note: 'x'.repeat(500), lines: Array.from({ length: 20 }, (_none, index) => ({ sku: `s-${index}`, price: '1.50', tags: ['a', 'b'] })) }));
      const properties = { skus: { path: 'lines[*].sku' }, prices: { path: 'lines[*].price', convert: 'number' }, tags: { path: 'lines[*].tags[*]' }, lines: { path: 'lines' }, note: { path: 'note', convert: 'upper-case' } };
      expect(run({ each: '$', fields: { ...FIELDS, properties } }, orders).every(({ kind }) => kind === 'interaction')).toBe(true);
    });
  });

  describe('whatever the mapping and the payload', () => {
    it('is one outcome per item, of bounded size, without an exception and without touching either', () => {
      fc.assert(fc.property(anyMapping, anyPayload, (mapping, payload) => {
        const before = JSON.stringify([mapping, payload]);
        const items = applyMapping(mapping, payload, DELIVERY);
        expect(items.length).toSatisfy((count: number) => count >= 1 && count <= 101);
        for (const item of items) {
          if (item.kind === 'problem') for (const { path, detail } of item.errors) expect(path.length + detail.length).toBeLessThan(2000);
          if (item.kind !== 'interaction') continue;
          expect(JSON.stringify(item).length).toBeLessThan(200_000);
          expect(item.value.id.trim()).not.toBe('');
          expect(new Date(item.value.occurredAt).toISOString()).toBe(item.value.occurredAt);
        }
        expect(JSON.stringify([mapping, payload])).toBe(before);
      }), { numRuns: 1000 });
    });

    it('does not depend on the order of names', () => {
      fc.assert(fc.property(anyMapping, anyPayload, (mapping, payload) => {
        const turned = applyMapping(reversed(mapping) as Mapping, reversed(payload), DELIVERY);
        expect(turned.map(withoutDetails)).toEqual(applyMapping(mapping, payload, DELIVERY).map(withoutDetails));
      }), { numRuns: 500 });
    });

    it('maps an item of a list as it would alone', () => {
      const fields = { id: { path: 'id' }, occurredAt: { path: 'at', convert: 'date' as const }, properties: { a: { path: 'a' }, b: { text: '{b} {a?}' } } };
      fc.assert(fc.property(fc.array(fc.dictionary(fc.constantFrom('id', 'at', 'a', 'b'), anyPayload), { minLength: 1, maxLength: 5 }), (items) => {
        const outcome = (item: MappedItem | undefined) => (item?.kind === 'interaction' ? item.value : item?.kind === 'problem' ? item.errors.map(({ pointer, detail }) => [pointer, detail]) : item);
        const alone = items.map((item) => outcome(applyMapping({ fields }, item, DELIVERY)[0]));
        expect(applyMapping({ each: '$', fields }, items, DELIVERY).map(outcome)).toEqual(alone);
      }));
    });
  });
});

/** The same data with the names of every object in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).toReversed().map(([name, part]) => [name, reversed(part)]));
}

/** Of several things wrong with one value any may be said first. */
function withoutDetails(item: MappedItem) {
  return item.kind === 'problem' ? { ...item, errors: item.errors.map(({ pointer, path }) => `${pointer} ${path}`).toSorted() } : item;
}
