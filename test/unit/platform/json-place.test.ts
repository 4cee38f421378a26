import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonMisfit } from '../../../src/platform/json-place.ts';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('where a text stops being JSON', () => {
  it('is nowhere exactly where the language reads it', () => {
    const written = fc.jsonValue({ maxDepth: 4 }).chain((value) => fc.constantFrom(JSON.stringify(value), JSON.stringify(value, null, 2)));
    fc.assert(fc.property(written, (text) => {
      expect(jsonMisfit(text)).toBeNull();
    }));
    const spoilt = fc.tuple(written, fc.nat(), fc.constantFrom('', ',', ':', '"', '}', ']', '{', '[', '0', '-', '.', '\\', ' ', 'x', '\u0001', 'é')).map(([text, at, put]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + put + text.slice(place + (put === '' ? 1 : 0));
    });
    fc.assert(fc.property(spoilt, (text) => {
      expect(jsonMisfit(text) === null, text).toBe(isJson(text));
    }), { numRuns: 2000 });
  });

  it('lies behind what could still have become JSON', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }), fc.nat(), (value, at) => {
      const text = JSON.stringify(value);
      const cut = text.slice(0, at % text.length);
      const misfit = jsonMisfit(`${cut}\u0001`);
      // A number, a word or a text that is broken off begins earlier.
      if (misfit) expect(misfit.character).toBeLessThanOrEqual(cut.length + 1);
    }));
  });

  it.each([
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, '"," or "}"'], ['{ "a" 1 }', 1, 7, '":"'], ['{ a: 1 }', 1, 3, 'a name in double quotes or "}"'], ['[1,]', 1, 4, 'a value'],
    ['[1, 2', 1, 6, '"," or "]"'], ['{"a":1} x', 1, 9, 'nothing more'], ["{ 'a': 1 }", 1, 3, 'a name in double quotes or "}"'], ['', 1, 1, 'a value'], ['{"a": 01}', 1, 7, 'a value'],
    ['{"a":1,}', 1, 8, 'a name in double quotes'], ['["a\nb"]', 1, 2, 'a value or "]"'], ['{"a":}', 1, 6, 'a value'], [']', 1, 1, 'a value'],
  ])('%j: line %i, character %i, where %s was expected', (text, line, character, expected) => {
    expect(jsonMisfit(text)).toEqual({ line, character, expected });
  });
});
