/** Arbitrary mappings that can be saved, over payloads that hold some of what they look for. */
import fc from 'fast-check';
import { NAMED_CONVERSIONS, type Conversion, type MappedValue, type Mapping, type MappingCondition } from '../../../../src/domain/mapping/mapping.ts';

const NAMES = ['id', 'at', 'a', 'b', 'list'];
const name = fc.constantFrom(...NAMES);
const pathText = fc.oneof(
  name,
  fc.tuple(name, name).map(([one, other]) => `$.${one}.${other}`),
  fc.tuple(name, fc.integer({ min: -2, max: 2 })).map(([one, index]) => `${one}[${index}]`),
  fc.tuple(name, name).map(([one, other]) => `${one}[*].${other}`),
  fc.tuple(name, name).map(([one, other]) => `${one}[${other}='1'].${other}`),
  fc.constantFrom('$', '$$', '$$.a', '$headers.x-topic', '$delivery.id', '$delivery.at', '$delivery.item'),
);
const constant = fc.oneof(fc.constantFrom('x', 'en', '2026-05-04T09:30:00Z'), fc.integer(), fc.boolean());
const conversion: fc.Arbitrary<Conversion> = fc.oneof(
  fc.constantFrom(...NAMED_CONVERSIONS),
  fc.constantFrom<Conversion[]>({ dividedBy: 100 }, { table: { a: 'b', '1': 'c' } }, { table: { a: 'b' }, otherwise: 'd' }, { date: 'DD/MM/YYYY', zone: 'Europe/Warsaw' }, { date: 'iso', zone: 'Asia/Tehran' }),
);
const more = { default: constant, convert: fc.oneof(conversion, fc.array(conversion, { minLength: 1, maxLength: 3 })) };
const located: fc.Arbitrary<MappedValue> = fc.oneof(
  fc.record({ path: fc.oneof(pathText, fc.array(pathText, { minLength: 1, maxLength: 3 })), ...more }, { requiredKeys: ['path'] }),
  fc.record({ text: pathText.map((path) => `x-{${path}} {a?}`), ...more }, { requiredKeys: ['text'] }),
);
const value: fc.Arbitrary<MappedValue> = fc.oneof(located, fc.record({ value: constant }));
const unfailing = located.map((one): MappedValue => ('path' in one ? { path: one.path, ...(one.convert === undefined ? {} : { convert: one.convert }) } : { text: 'text' in one ? one.text : '{id}' }));
const properties = fc.dictionary(fc.stringMatching(/^[a-z ]{1,8}$/), value, { maxKeys: 4, noNullPrototype: true });
const optionalFields = {
  type: value, touchpoint: value, properties,
  customer: fc.record({ externalId: value, email: value, name: value, locale: value, timeZone: value, properties }, { requiredKeys: [] }),
};
const condition: fc.Arbitrary<MappingCondition> = fc.oneof(
  fc.record({ path: pathText, op: fc.constantFrom('eq' as const, 'ne' as const, 'gt' as const, 'lte' as const, 'contains' as const), value: constant }),
  fc.record({ path: pathText, op: fc.constant('in' as const), value: fc.array(constant, { minLength: 1, maxLength: 3 }) }),
  fc.record({ path: pathText, op: fc.constant('exists' as const), value: fc.boolean() }),
);

const good = {
  id: fc.constantFrom<MappedValue[]>({ path: 'id' }, { text: 'x-{id}' }, { path: '$delivery.id' }),
  occurredAt: fc.constantFrom<MappedValue[]>({ path: ['at', '$delivery.at'], convert: 'date' }, { path: '$delivery.at' }),
};
const plain = { properties: fc.dictionary(fc.stringMatching(/^[a-z ]{1,8}$/), pathText.map((path) => ({ path })), { maxKeys: 4, noNullPrototype: true }) };
const wild = { id: fc.oneof(good.id, unfailing), occurredAt: fc.oneof(good.occurredAt, unfailing), ...optionalFields };
const required = { requiredKeys: ['id' as const, 'occurredAt' as const] };

export const anyMapping = fc.record({
  each: fc.oneof(fc.constantFrom<string[]>('$', 'list', '$.a.list', '$$.b'), fc.constant(['list', '$'])),
  ignore: fc.array(fc.record({ when: fc.array(condition, { minLength: 1, maxLength: 2 }), reason: fc.constantFrom('spam', 'bot') }), { maxLength: 2 }),
  events: fc.array(fc.record({ name: fc.constantFrom('one', 'two'), when: fc.array(condition, { maxLength: 2 }), fields: fc.oneof(fc.record(wild, { requiredKeys: [] }), fc.record(plain)) }), { minLength: 1, maxLength: 3 }),
  fields: fc.oneof(fc.record(wild, required), fc.record({ ...good, ...plain })),
}, { requiredKeys: ['fields'] }) as fc.Arbitrary<Mapping>;

const leaf = fc.oneof(constant, fc.constantFrom<unknown[]>(null, '', ' ', '1', 1_777_887_000, 1_777_887_000_000, 'ann@example.com', 1e300, 2 ** 60));
const { node } = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof({ depthSize: 'medium', withCrossShrink: true }, leaf, fc.array(tie('node'), { maxLength: 4 }), fc.dictionary(fc.oneof(name, fc.constantFrom('__proto__', 'constructor', 'toString')), tie('node'), { maxKeys: 5 })),
}));
const item = fc.tuple(fc.dictionary(name, node, { maxKeys: 4, noNullPrototype: true }), fc.record({ id: fc.oneof(fc.nat(), fc.constant('7')), at: fc.constant('2026-05-04T09:00:00Z') }, { requiredKeys: ['id'] })).map(([part, rest]) => ({ ...part, ...rest }));

/** JSON whose names are often those the mappings look for: anything at all, an item, or items. */
export const anyPayload: fc.Arbitrary<unknown> = fc.oneof(node, item, fc.array(item, { minLength: 1, maxLength: 3 }), fc.array(item, { minLength: 1, maxLength: 3 }).map((list) => ({ list })));
