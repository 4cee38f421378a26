import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readableJson, readablePayload } from '../../../src/platform/readable-json.ts';

describe('JSON for people', () => {
  it('says what the value says', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      expect(JSON.parse(readableJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }));
  });

  it('keeps every line that can be broken within a hundred characters', () => {
    const word = fc.string({ maxLength: 20, unit: 'grapheme-ascii' });
    const tree = fc.letrec((tie) => ({ node: fc.oneof({ depthSize: 'small', maxDepth: 6 }, word, fc.array(tie('node'), { maxLength: 30 }), fc.dictionary(word, tie('node'), { maxKeys: 8 })) })).node;
    fc.assert(fc.property(tree, (value) => {
      expect(Math.max(...readableJson(value).split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    }));
  });

  it('breaks only what does not fit on a line', () => {
    expect(readableJson({ a: { path: 'x' }, b: [1, 2], c: {}, d: undefined })).toBe('{ "a": { "path": "x" }, "b": [1, 2], "c": {} }');
    expect(readableJson({ name: 'x'.repeat(80), list: [{ a: 1 }, { b: 2 }] })).toBe(`{\n  "name": "${'x'.repeat(80)}",\n  "list": [{ "a": 1 }, { "b": 2 }]\n}`);
    expect(readableJson(Array.from({ length: 40 }, () => 'word'))).toBe(`[\n  ${Array(11).fill('"word",').join(' ')}\n  ${Array(11).fill('"word",').join(' ')}\n  ${Array(11).fill('"word",').join(' ')}\n  ${Array(6).fill('"word",').join(' ')} "word"\n]`);
  });
});

describe('a payload for people', () => {
  it('differs from what came in nothing but blanks between its parts', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      const came = JSON.stringify(value);
      expect(JSON.parse(readablePayload(came))).toEqual(JSON.parse(came));
    }));
  });

  it.each(['{"id":820982911946154508}', '{"a":1,"a":2}', '{ "a": 1 }', 'a=1&b=2', '{"a":', ''])('is left as it came where anything else would change: %s', (came) => {
    expect(readablePayload(came)).toBe(came);
  });
});
