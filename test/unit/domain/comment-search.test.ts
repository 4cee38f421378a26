import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSearchable, LONGEST_SEARCH, searchPatterns, wordMatcher } from '../../../src/domain/comment-search.ts';

/** As the database takes them: every pattern somewhere in the text, whatever the case. */
const finds = (search: string, comment: string): boolean => searchPatterns(search).every((pattern) => new RegExp(pattern, 'iu').test(comment));

describe('a search in comments', () => {
  it.each([
    ['parcel late', 'LATE again: where is my Parcel?'], ['lodz', 'Kurier w Łodzi'], ['łódź', 'kurier z lodz'], ['zolty', 'ŻÓŁTY papier'], ['الطلب', 'أُعيد الطَّلَب'],
    ['توصيل', 'خدمة التوصيل سيئة'], ['پيك', 'پیک دیر رسید'], ['12', 'بعد ١٢ يومًا'], ['۱۲', '12 days'], ['میخواهم', 'می‌خواهم'], ['مي‌خواهم', 'میخواهم'], ['ﬁne', 'fine'], ['й', 'Йод'], ['が', 'が'],
    ['50% (half)', 'only 50% (half) came'], ['a.b', 'a.b'],
  ])('%s finds "%s"', (search, comment) => expect(finds(search, comment)).toBe(true));

  it.each([['parcel late', 'a late answer'], ['.*', 'anything'], ['a.b', 'axb'], ['(late|early)', 'late'], ['[a-z]', 'b'], ['l', 'bez']])('%s does not find "%s"', (search, comment) => {
    expect(finds(search, comment)).toBe(false);
  });

  it('is a harmless pattern whatever is typed, and finds what was typed', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: LONGEST_SEARCH / 2 }), (text) => {
      for (const pattern of searchPatterns(text)) expect(() => new RegExp(pattern, 'iu')).not.toThrow();
      const typed = text.toWellFormed().normalize('NFC').toLowerCase();
      expect(finds(text, typed)).toBe(true);
    }));
  });

  it('is bounded', () => {
    expect(searchPatterns('a '.repeat(200))).toHaveLength(8);
    expect(searchPatterns('x'.repeat(500)).join('').match(/x/g)).toHaveLength(LONGEST_SEARCH);
    expect(searchPatterns(' \n ')).toEqual([]);
  });
});

describe('words of a tag', () => {
  it.each([
    [['late'], 'Late!'], [['late'], 'too late,again'], [['customer service'], 'Your CUSTOMER  service…'], [['deliver*'], 'delivery was slow'], [['*توصيل'], 'والتوصيل متأخر'],
    [['kurier*'], 'dwóch kurierów'], [['powód'], 'jaki powod'], [['پیک'], 'پيك دیر آمد'], [['nothing', 'box'], 'a wet box'],
  ])('%j match "%s"', (words, comment) => expect(wordMatcher(words)(comment)).toBe(true));

  it.each([[['late'], 'chocolate'], [['late'], 'later'], [['customer service'], 'service for a customer'], [['*'], 'anything'], [['!!'], 'really!!'], [[], 'anything'], [['.*'], 'anything']])(
    '%j do not match "%s"', (words, comment) => expect(wordMatcher(words)(comment)).toBe(false));

  it('need a letter or digit', () => {
    expect([' ', '*', '…', '**!'].map(isSearchable)).toEqual([false, false, false, false]);
    expect(['a', '7', '*ب'].map(isSearchable)).toEqual([true, true, true]);
  });
});
