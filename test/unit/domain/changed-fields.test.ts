import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedFields, redacted } from '../../../src/domain/changed-fields.ts';

describe('changedFields', () => {
  it('keeps the fields that differ, on both sides', () => {
    expect(changedFields({ name: 'a', color: 'red' }, { name: 'a', color: 'blue' })).toEqual({ before: { color: 'red' }, after: { color: 'blue' } });
  });

  it('keeps all of what is new or gone', () => {
    expect(changedFields(null, { name: 'a' })).toEqual({ before: null, after: { name: 'a' } });
    expect(changedFields({ name: 'a' }, null)).toEqual({ before: { name: 'a' }, after: null });
  });

  it('keeps nothing of what stayed the same', () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (state) => {
      expect(changedFields(state, structuredClone(state))).toEqual({ before: {}, after: {} });
    }));
  });
});

describe('redacted', () => {
  it.each([{ secret: 'x' }, { nested: { passwordHash: 'x' } }, { list: [{ accessToken: 'x' }] }])('hides secrets of %o', (value) => {
    expect(JSON.stringify(redacted(value))).not.toContain('"x"');
  });

  it('hides addresses wherever they stand in a text', () => {
    fc.assert(fc.property(fc.emailAddress(), fc.string(), (address, around) => {
      expect(redacted({ note: `${around} ${address} ${around}` })).not.toMatchObject({ note: expect.stringContaining(address) as string });
    }));
  });

  it('is never long or deep, whatever is given', () => {
    fc.assert(fc.property(fc.string({ minLength: 301, maxLength: 5000 }), (text) => {
      expect(Array.from(String(redacted(text))).length).toBeLessThanOrEqual(301);
    }));
    expect(redacted({ a: { b: { c: { d: { e: 1 } } } } })).toEqual({ a: { b: { c: { d: '…' } } } });
  });
});
