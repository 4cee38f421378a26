import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../../src/platform/http/json.ts';

const bytes = (text: string): Buffer => Buffer.from(text);
/** Every character of a text escaped, as some senders write. */
const escaped = (text: string): string => [...Array(text.length).keys()].map((index) => `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`).join('');
const FORBIDDEN = ['__proto__', 'constructor', 'prototype', '$where', '$', 'a\0b'];
const isAllowed = (key: string): boolean => !FORBIDDEN.includes(key) && !key.startsWith('$') && !key.includes('\0');
const anything = fc.jsonValue({ stringUnit: 'binary' });

/** What is left of a payload of a foreign shape. */
function allowedPart(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(allowedPart);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => isAllowed(key)).map(([key, member]) => [key, allowedPart(member)]));
}

describe('a body of JSON', () => {
  it('is read as it was written, when every key in it is allowed', () => {
    fc.assert(fc.property(anything.map(allowedPart), (value) => {
      expect(parseJson(bytes(JSON.stringify(value)))).toEqual(JSON.parse(JSON.stringify(value)));
    }));
  });

  it('is refused for a key that is not allowed, however it is written and wherever it stands, and read without it where the shape is foreign', () => {
    fc.assert(fc.property(fc.constantFrom(...FORBIDDEN), fc.boolean(), anything.map(allowedPart), (key, isEscaped, value) => {
      const name = isEscaped ? escaped(key) : JSON.stringify(key).slice(1, -1);
      const body = bytes(`[{"kept":${JSON.stringify(value)},"${name}":1}]`);
      expect(() => parseJson(body)).toThrow('is not allowed');
      expect(parseJson(body, { isForeign: true })).toEqual([{ kept: JSON.parse(JSON.stringify(value)) as unknown }]);
    }));
  });

  it('keeps what only looks like such a key', () => {
    const value = { price: '$5', about: 'the constructor of a prototype', list: ['__proto__', '$where'] };
    expect(parseJson(bytes(JSON.stringify(value)))).toEqual(value);
    expect(parseJson(bytes(JSON.stringify(value)), { isForeign: true })).toEqual(value);
  });

  it('is refused for half a character, which is replaced where the shape is foreign', () => {
    for (const body of ['{"a":"\\ud800"}', '{"\\udc00":1}']) expect(() => parseJson(bytes(body))).toThrow('lone surrogate');
    expect(parseJson(bytes('{"a":"\\ud800","\\udc00":1}'), { isForeign: true })).toEqual({ a: '�' });
    expect(parseJson(bytes('{"a":"\\ud83d\\ude00"}'))).toEqual({ a: '😀' });
  });

  it('is refused when it is empty, no UTF-8, no JSON or too deep', () => {
    expect(() => parseJson(Buffer.alloc(0))).toThrow('empty');
    expect(() => parseJson(Buffer.from([0x22, 0xff, 0x22]))).toThrow('UTF-8');
    expect(() => parseJson(bytes('{"a":'))).toThrow('not valid JSON');
    expect(() => parseJson(bytes('['.repeat(33) + ']'.repeat(33)))).toThrow('deeper than 32');
    expect(parseJson(bytes('['.repeat(32) + ']'.repeat(32)))).toBeInstanceOf(Array);
  });
});
