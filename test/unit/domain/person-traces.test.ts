import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tracesFinder } from '../../../src/domain/person-traces.ts';

const speaksOf = tracesFinder({ addresses: ['Ada.Lovelace@Example.com', 'józef@example.pl'], externalIds: ['cus_4711', '7', 'ä-1', 'a.b*c'] });

describe('a text that speaks of a person', () => {
  it.each([
    ['an address', '{"email":"ada.lovelace@example.com"}'], ['in another case', 'To: ADA.LOVELACE@EXAMPLE.COM'], ['escaped as JSON', '{"email":"ada.lovelace\\u0040example.com"}'], ['escaped in an address', 'email=ada.lovelace%40example.com&x=1'],
    ['within a display name', '"Ada <ada.lovelace@example.com>"'], ['cut off behind it', '{"email":"ada.lovelace@example.com'], ['composed otherwise', '{"email":"jo\u0301zef@example.pl"}'], ['escaped letters', '{"email":"j\\u00f3zef@example.pl"}'],
    ['an id', '{"customer":"cus_4711"}'], ['an id in another case', '{"customer":"CUS_4711"}'], ['an id in a path', '{"url":"https://shop.example/customers/cus_4711/orders"}'], ['an id with signs', '{"id":"A.B*C"}'], ['escaped slashes', '{"gid":"gid:\\/\\/shop\\/cus_4711"}'],
    ['a short id as a number', '{"customerId":7,"x":1}'], ['a short id as a text', '{"customerId": "7"}'], ['a short id in a list', '[1,7,8]'], ['a short id in a form', 'customer=7'], ['a short id with another letter', '{"id":"Ä-1"}'],
  ])('%s', (_what, text) => expect(speaksOf(text)).toBe(true));

  it.each([
    ['another address', '{"email":"ada@example.com"}'], ['an address that only ends like it', '{"email":"xada.lovelace@example.com"}'], ['a longer host', '{"email":"ada.lovelace@example.community"}'],
    ['a longer id', '{"customer":"cus_47112"}'], ['dots that are no wildcard', '{"id":"axb*c"}'], ['a number with that digit', '{"total":17.75,"n":70}'], ['words with that digit', '{"note":"b7c"}'], ['nothing', ''],
  ])('is not one with %s', (_what, text) => expect(speaksOf(text)).toBe(false));

  it('is found wherever it stands in JSON, whoever they are', () => {
    const id = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }).filter((text) => text.trim() !== '');
    fc.assert(fc.property(id, fc.jsonValue(), (externalId, value) => {
      const finds = tracesFinder({ addresses: [], externalIds: [externalId] });
      expect(finds(JSON.stringify({ before: value, customer: externalId, after: value }))).toBe(true);
    }));
  });

  it('is none where nothing is known of them', () => expect(tracesFinder({ addresses: [], externalIds: [''] })('anything ""')).toBe(false));
});
