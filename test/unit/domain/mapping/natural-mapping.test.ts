import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyMapping } from '../../../../src/domain/mapping/apply-mapping.ts';
import { naturalMapping } from '../../../../src/domain/mapping/natural-mapping.ts';
import { parseMapping } from '../../../../src/domain/mapping/parse-mapping.ts';

const delivery = { headers: {}, id: 'd', receivedAt: new Date('2026-05-04T12:00:00Z') };

function read(row: Record<string, string>, zone = 'Europe/Warsaw') {
  const natural = naturalMapping(Object.keys(row), zone);
  if (!natural.ok) throw new Error(natural.detail);
  const [item] = applyMapping(natural.mapping, row, delivery);
  if (item?.kind !== 'interaction') throw new Error(JSON.stringify(item));
  return item.value;
}

describe('columns by their natural names', () => {
  it('are the fields of an interaction; all others are properties', () => {
    expect(read({
      id: 'o-1', type: 'order', touchpoint: 'delivery', occurredAt: '2026-05-04T09:30:00Z', 'customer.externalId': 'c-1', 'customer.email': 'ada@example.com', 'customer.name': 'Ada', 'customer.locale': 'en_US',
      'customer.timeZone': 'Asia/Tehran', 'customer.properties.tier': 'gold', 'properties.plan': 'pro', shop: 'North', 'a.b': 'x', $c: 'y',
    })).toEqual({
      id: 'o-1', type: 'order', touchpoint: 'delivery', occurredAt: '2026-05-04T09:30:00.000Z',
      customer: { externalId: 'c-1', email: 'ada@example.com', name: 'Ada', locale: 'en-US', timeZone: 'Asia/Tehran', properties: { tier: 'gold' } },
      properties: { plan: 'pro', shop: 'North', a_b: 'x', _c: 'y' },
    });
  });

  it('are known in any spelling, and by their short names', () => {
    expect(read({ ID: '7', 'Occurred At': '2026-05-04T09:30:00Z', Email: 'ada@example.com', customer_id: 'c', Language: 'pl', 'Time zone': 'UTC', Name: 'Ada' })).toMatchObject({
      id: '7', occurredAt: '2026-05-04T09:30:00.000Z', customer: { email: 'ada@example.com', externalId: 'c', locale: 'pl', timeZone: 'UTC', name: 'Ada' },
    });
  });

  it('hold times of the account\'s own clock where they do not say otherwise', () => {
    expect(read({ id: '1', occurredAt: '2026-05-04 09:30' }).occurredAt).toBe('2026-05-04T07:30:00.000Z');
    expect(read({ id: '1', occurredAt: '2026-05-04' }, 'America/New_York').occurredAt).toBe('2026-05-04T04:00:00.000Z');
    expect(read({ id: '1', occurredAt: '2026-05-04T09:30:00+02:00' }, 'America/New_York').occurredAt).toBe('2026-05-04T07:30:00.000Z');
  });

  it.each([[['email', 'occurredAt'], 'Missing: id'], [['id', 'date'], 'Missing: occurredAt'], [[], 'Missing: id, occurredAt'], [['id', 'occurredAt', '__proto__'], 'cannot be read'], [['id', 'occurredAt', 'x'.repeat(400)], 'cannot be read']])(
    '%j are refused: %s', (columns, detail) => expect(naturalMapping(columns, 'UTC')).toEqual({ ok: false, detail: expect.stringContaining(detail) }),
  );
  it('are refused when they would make more properties than an interaction may have', () => {
    expect(naturalMapping(['id', 'occurredAt', ...Array.from({ length: 101 }, (_, index) => `c${index}`)], 'UTC')).toMatchObject({ ok: false, detail: expect.stringContaining('properties') });
  });

  it('whatever they are called, make a mapping that anybody may have written', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.oneof(fc.string({ maxLength: 30, unit: 'grapheme' }), fc.constantFrom('email', 'properties.', 'properties.a.b', 'customer.properties.$x', "it's", '\\', 'constructor', 'properties.__proto__')).filter((name) => name.trim() !== ''), { maxLength: 20 }), (others) => {
      const natural = naturalMapping(['id', 'occurredAt', ...others], 'UTC');
      if (natural.ok) expect(parseMapping(JSON.parse(JSON.stringify(natural.mapping)))).toMatchObject({ ok: true });
      else expect(others.some((name) => ['constructor'].includes(name))).toBe(true);
    }));
  });
});
