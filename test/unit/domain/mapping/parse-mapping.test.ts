import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMapping } from '../../../../src/domain/mapping/parse-mapping.ts';
import { anyMapping } from './mappings.ts';

const FIELDS = { id: { path: 'id' }, occurredAt: { path: 'at' } };

const errorsOf = (value: unknown) => {
  const parsed = parseMapping(value);
  return parsed.ok ? [] : parsed.errors;
};
const withFields = (fields: object) => ({ fields: { ...FIELDS, ...fields } });
const withCondition = (condition: object) => ({ fields: FIELDS, ignore: [{ when: [condition], reason: 'spam' }] });

describe('parseMapping', () => {
  it('takes a mapping that uses everything, as it stands', () => {
    const mapping = {
      each: ['$.batch', '$'],
      ignore: [{ when: [{ path: 'status', op: 'in', value: ['spam', 4, true] }, { path: 'agent', op: 'exists' }], reason: 'spam' }],
      events: [
        { name: 'sold', when: [{ path: '$headers.x-topic', op: 'eq', value: 'sold' }], fields: { type: { value: 'order' }, customer: { name: { text: '{first} {last?}' } } } },
        { name: 'else', when: [], fields: {} },
      ],
      fields: {
        id: { text: 'order-{$.id}' },
        touchpoint: { path: 'shop', convert: { table: { a: 'shop-a' }, otherwise: 'shop' } },
        occurredAt: { path: ['done_at', 'at'], convert: { date: 'DD/MM/YYYY HH:mm', zone: 'Europe/Warsaw' } },
        customer: { email: { path: 'email', convert: ['trim', 'lower-case'] }, locale: { path: 'lang', convert: 'language', default: 'en' }, properties: { vip: { path: 'vip', convert: 'boolean', default: false } } },
        properties: { total: { path: 'cents', convert: { dividedBy: 100 } }, 'a b': { value: 1 } },
      },
    };
    expect(parseMapping(mapping)).toEqual({ ok: true, mapping });
  });

  it.each<[string, unknown, string, RegExp]>([
    ['no object', 'x', '', /must be an object/],
    ['a list', [], '', /must be an object/],
    ['no fields', {}, '/fields', /must be an object/],
    ['an unknown part', { fields: FIELDS, filter: [] }, '/filter', /unknown field; known are each, ignore, events, fields/],
    ['an unknown field', withFields({ phone: { path: 'a' } }), '/fields/phone', /unknown field; known are id, type, touchpoint/],
    ['an unknown customer field', withFields({ customer: { phone: { path: 'a' } } }), '/fields/customer/phone', /unknown field; known are externalId/],
    ['no id', { fields: { occurredAt: { path: 'at' } } }, '/fields', /needs an id.*"\$delivery.id"/],
    ['a constant id', withFields({ id: { value: 'x' } }), '/fields', /id of its own/],
    ['a default id', withFields({ id: { path: 'a', default: 'x' } }), '/fields', /id of its own/],
    ['no time', { fields: { id: { path: 'id' } } }, '/fields', /needs occurredAt.*"\$delivery.at"/],
    ['a constant time', withFields({ occurredAt: { value: '2026-05-04T09:30:00Z' } }), '/fields', /not a constant/],
    ['a default time', withFields({ occurredAt: { path: 'at', default: '2026-05-04T09:30:00Z' } }), '/fields', /not a constant or a default/],
    ['an event without a time', { fields: { id: { path: 'id' } }, events: [{ name: 'a', when: [], fields: { occurredAt: { path: 'at' } } }, { name: 'b', when: [], fields: {} }] }, '/events/1', /needs occurredAt/],
    ['no form of value', withFields({ type: {} }), '/fields/type', /one of path, text and value/],
    ['two forms of value', withFields({ type: { path: 'a', value: 'b' } }), '/fields/type', /one of path, text and value/],
    ['a path alone', withFields({ type: 'a' }), '/fields/type', /must be an object/],
    ['a constant with a conversion', withFields({ type: { value: 'b', convert: 'trim' } }), '/fields/type', /neither default nor conversion/],
    ['a null constant', withFields({ type: { value: null } }), '/fields/type/value', /a text, a number, true or false/],
    ['a blank constant', withFields({ type: { value: ' ' } }), '/fields/type/value', /must not be empty/],
    ['a bad path', withFields({ type: { path: 'a..b' } }), '/fields/type/path', /^is no path: at character 3 expected a name/],
    ['a bad path of several', withFields({ type: { path: ['a', 'b['] } }), '/fields/type/path/1', /at character 3/],
    ['no paths', withFields({ type: { path: [] } }), '/fields/type/path', /1 to 10 entries/],
    ['a forbidden path', withFields({ type: { path: 'a.__proto__' } }), '/fields/type/path', /may not be followed/],
    ['a text without places', withFields({ type: { text: 'a' } }), '/fields/type/text', /at least one place/],
    ['a text with an open place', withFields({ type: { text: 'a {b' } }), '/fields/type/text', /at character 3 expected "}"/],
    ['a text with a loose brace', withFields({ type: { text: 'a} {b}' } }), '/fields/type/text', /at character 2 expected "{"/],
    ['a text with a bad place', withFields({ type: { text: 'a {b c}' } }), '/fields/type/text', /at character 5 expected "\."/],
    ['a text with many places', withFields({ type: { text: '{a}'.repeat(21) } }), '/fields/type/text', /at most 20 places/],
    ['an unknown conversion', withFields({ type: { path: 'a', convert: 'uppercase' } }), '/fields/type/convert', /must be one of text, trim/],
    ['an unknown conversion as an object', withFields({ type: { path: 'a', convert: { times: 2 } } }), '/fields/type/convert', /must be one of text, trim/],
    ['an unknown conversion of several', withFields({ type: { path: 'a', convert: ['trim', 7] } }), '/fields/type/convert/1', /must be one of text, trim/],
    ['a date without a zone', withFields({ type: { path: 'a', convert: { date: 'iso' } } }), '/fields/type/convert', /needs the "zone"/],
    ['a date in an offset', withFields({ type: { path: 'a', convert: { date: 'iso', zone: '+02:00' } } }), '/fields/type/convert/zone', /IANA time zone/],
    ['a date by a wrong pattern', withFields({ type: { path: 'a', convert: { date: 'MM/MM/YYYY', zone: 'UTC' } } }), '/fields/type/convert/date', /must be a pattern such as/],
    ['a date by the name of a method', withFields({ type: { path: 'a', convert: { date: 'DD.MM.YYYY constructor', zone: 'UTC' } } }), '/fields/type/convert/date', /must be a pattern such as/],
    ['a date without a day', withFields({ type: { path: 'a', convert: { date: 'MM/YYYY', zone: 'UTC' } } }), '/fields/type/convert/date', /must be a pattern such as/],
    ['a date as a number', withFields({ type: { path: 'a', convert: { date: 'unix', zone: 'UTC' } } }), '/fields/type/convert/date', /must be a pattern such as/],
    ['a table of numbers', withFields({ type: { path: 'a', convert: { table: { x: 1 } } } }), '/fields/type/convert/table/x', /must be a text/],
    ['a table with more', withFields({ type: { path: 'a', convert: { table: {}, default: 'x' } } }), '/fields/type/convert/default', /unknown field/],
    ['a division by nothing', withFields({ type: { path: 'a', convert: { dividedBy: 0 } } }), '/fields/type/convert/dividedBy', /above 0/],
    ['a property with a dot', withFields({ properties: { 'a.b': { path: 'a' } } }), '/fields/properties/a.b', /a property's name/],
    ['a property with a dollar', withFields({ customer: { properties: { $a: { path: 'a' } } } }), '/fields/customer/properties/$a', /a property's name/],
    ['a property of the prototype', JSON.parse('{"fields":{"id":{"path":"a"},"occurredAt":{"path":"a"},"properties":{"__proto__":{"path":"a"}}}}'), '/fields/properties/__proto__', /a property's name/],
    ['too many properties', withFields({ properties: Object.fromEntries(Array.from({ length: 101 }, (_none, index) => [`p${index}`, { path: 'a' }])) }), '/fields/properties', /at most 100/],
    ['each of every member', { fields: FIELDS, each: 'orders[*].lines' }, '/each', /one list; leave out \[\*\]/],
    ['each in a header', { fields: FIELDS, each: ['$', '$headers.items'] }, '/each/1', /into the payload/],
    ['no events', { fields: FIELDS, events: [] }, '/events', /1 to 50 entries/],
    ['an event without a name', { fields: FIELDS, events: [{ when: [], fields: {} }] }, '/events/0/name', /must be a text/],
    ['an event without conditions', { fields: FIELDS, events: [{ name: 'a', fields: {} }] }, '/events/0/when', /must be a list/],
    ['an event without fields', { fields: FIELDS, events: [{ name: 'a', when: [] }] }, '/events/0/fields', /must be an object/],
    ['a rule that ignores everything', { fields: FIELDS, ignore: [{ when: [], reason: 'x' }] }, '/ignore/0/when', /1 to 20 entries/],
    ['a rule without a reason', { fields: FIELDS, ignore: [{ when: [{ path: 'a', op: 'exists' }] }] }, '/ignore/0/reason', /must be a text/],
    ['a reason of two lines', { fields: FIELDS, ignore: [{ when: [{ path: 'a', op: 'exists' }], reason: 'a\nb' }] }, '/ignore/0/reason', /control characters/],
    ['a condition without a path', withCondition({ op: 'exists' }), '/ignore/0/when/0/path', /must be a text/],
    ['an unknown comparison', withCondition({ path: 'a', op: 'like', value: 'x' }), '/ignore/0/when/0/op', /must be one of eq, ne/],
    ['a comparison with nothing', withCondition({ path: 'a', op: 'eq' }), '/ignore/0/when/0/value', /a text, a number, true or false/],
    ['a comparison with a list', withCondition({ path: 'a', op: 'eq', value: ['a'] }), '/ignore/0/when/0/value', /a text, a number, true or false/],
    ['a choice without a list', withCondition({ path: 'a', op: 'in', value: 'a' }), '/ignore/0/when/0/value', /must be a list/],
    ['a choice of an object', withCondition({ path: 'a', op: 'in', value: [{}] }), '/ignore/0/when/0/value/0', /a text, a number, true or false/],
    ['existence that is neither', withCondition({ path: 'a', op: 'exists', value: 'no' }), '/ignore/0/when/0/value', /must be true or false/],
  ])('refuses %s', (_what, mapping, pointer, detail) => {
    expect(errorsOf(mapping)).toContainEqual({ pointer, detail: expect.stringMatching(detail) });
  });

  it('names every error at once', () => {
    expect(errorsOf({ fields: { id: { path: '' }, type: { path: 'a', convert: 'x' }, x: 1 }, ignore: [{}], each: 7 }).map(({ pointer }) => pointer).toSorted()).toEqual([
      '/each', '/fields/id/path', '/fields/type/convert', '/fields/x', '/ignore/0/reason', '/ignore/0/when',
    ]);
  });

  it('escapes names in pointers', () => {
    expect(errorsOf(withFields({ properties: { 'a/b~c': { path: '' } } }))).toContainEqual({ pointer: '/fields/properties/a~1b~0c/path', detail: 'must not be empty' });
  });

  it('answers in few words, however much is wrong', () => {
    const wrong = Object.fromEntries(Array.from({ length: 100_000 }, (_none, index) => [`x${index}`, 1]));
    const rules = Array.from({ length: 50 }, () => ({ when: Array.from({ length: 20 }, () => ({ path: '', op: 'x' })), reason: '' }));
    for (const mapping of [wrong, { fields: FIELDS, ignore: rules }, { fields: wrong }, withFields({ properties: wrong }), { fields: FIELDS, ignore: Array.from({ length: 100_000 }, () => 1) }, withFields({ type: { path: 'a'.repeat(100_000) } })]) {
      const errors = errorsOf(mapping);
      expect(errors.length).toSatisfy((count: number) => count >= 1 && count <= 50);
      expect(JSON.stringify(errors).length).toBeLessThan(20_000);
    }
  });

  it('never throws, whatever it is given', () => {
    fc.assert(fc.property(fc.oneof(fc.anything(), fc.record({ each: fc.anything(), ignore: fc.anything(), events: fc.anything(), fields: fc.anything() })), (value) => {
      const parsed = parseMapping(value);
      if (!parsed.ok) expect(parsed.errors.length).toBeGreaterThan(0);
    }), { numRuns: 500 });
  });

  it('takes what it gave, and gives it again', () => {
    fc.assert(fc.property(anyMapping, (mapping) => {
      expect(parseMapping(mapping)).toEqual({ ok: true, mapping });
      expect(parseMapping(JSON.parse(JSON.stringify(mapping)))).toEqual({ ok: true, mapping });
    }));
  });

  it('gives a copy that later changes to its argument do not reach', () => {
    const given = { fields: { id: { path: ['a', 'b'] }, occurredAt: { path: 'c', convert: { table: { x: 'y' } } } } };
    const parsed = parseMapping(given);
    given.fields.id.path.push('z[');
    given.fields.occurredAt.convert.table.x = 'changed';
    expect(parsed).toEqual({ ok: true, mapping: { fields: { id: { path: ['a', 'b'] }, occurredAt: { path: 'c', convert: { table: { x: 'y' } } } } } });
  });
});
