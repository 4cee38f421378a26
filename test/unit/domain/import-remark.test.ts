import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../../src/domain/default-texts.ts';
import { faultText, misfitRemark, remark, remarkText, type Fault } from '../../../src/domain/import-remark.ts';
import { IMPORT_REMARKS_ARABIC } from '../../../src/domain/texts/import-remarks-ar.ts';
import { IMPORT_REMARKS_ENGLISH } from '../../../src/domain/texts/import-remarks-en.ts';
import { IMPORT_REMARKS_PERSIAN } from '../../../src/domain/texts/import-remarks-fa.ts';
import { IMPORT_REMARKS_POLISH } from '../../../src/domain/texts/import-remarks-pl.ts';
import { variablesIn } from '../../../src/domain/variables.ts';

const flat = ({ problems, accepted }: typeof IMPORT_REMARKS_ENGLISH): Record<string, string> =>
  Object.fromEntries([problems, accepted].flatMap((texts, place) => Object.entries(texts).map(([code, text]) => [`${place} ${code}`, text])));

describe('remarks on values of files', () => {
  it.each([['ar', IMPORT_REMARKS_ARABIC], ['fa', IMPORT_REMARKS_PERSIAN], ['pl', IMPORT_REMARKS_POLISH]] as const)('say the same in %s, about the same', (_language, texts) => {
    const [ours, english] = [flat(texts), flat(IMPORT_REMARKS_ENGLISH)];
    expect(Object.keys(ours)).toEqual(Object.keys(english));
    for (const [code, text] of Object.entries(english)) {
      expect(variablesIn(ours[code] ?? '').toSorted(), code).toEqual(variablesIn(text).toSorted());
      expect(ours[code], code).not.toBe(text);
    }
  });

  it('name what they are about, and everything that is accepted', () => {
    const outside = remark({ code: 'outside-years', about: { first: 1900, last: 2200 } }, 'day-or-instant', 'set-jalali');
    expect(remarkText(outside, 'en').problem).toBe('lies outside the years 1900 to 2200');
    const said = LANGUAGES.map((language) => remarkText(outside, language));
    for (const { problem, accepted } of said) {
      expect(problem).toMatch(/1900.*2200/);
      expect(accepted).toMatch(/2024-03-31T14:00:00Z[;؛] /);
    }
    expect(new Set(said.map(({ problem }) => problem)).size).toBe(LANGUAGES.length);
    expect(remarkText(misfitRemark({ kind: 'more-cells', cells: 5, columns: 4 }), 'pl').problem).toBe('liczba komórek: 5, a w nagłówku: 4');
    expect(remarkText(outside, 'xx')).toEqual(remarkText(outside, 'en'));
  });

  it('say in every language why a whole file is no use, with what is wrong most often', () => {
    const fault: Fault = { code: 'hopeless', about: { count: 1000 }, example: { count: 998, column: 'day', value: '31/31/2024', ...remark('no-date', 'day-or-instant') } };
    expect(faultText(fault, 'en')).toBe('Not one of the first 1000 rows can be used, so the rest was not read. Most often (998 times) "day" (for example "31/31/2024") is no date; accepted is a day such as 2024-03-31, or an instant such as 2024-03-31T14:00:00Z.');
    const said = LANGUAGES.map((language) => faultText(fault, language));
    for (const text of said) expect(text).toContain('31/31/2024');
    expect(new Set(said).size).toBe(LANGUAGES.length);
    expect(faultText(fault, 'fa')).toContain('۱۰۰۰');
    for (const texts of [IMPORT_REMARKS_ARABIC, IMPORT_REMARKS_PERSIAN, IMPORT_REMARKS_POLISH]) {
      expect(Object.keys(texts.faults)).toEqual(Object.keys(IMPORT_REMARKS_ENGLISH.faults));
      for (const [code, text] of Object.entries(texts.faults)) for (const name of variablesIn(text)) expect(variablesIn(IMPORT_REMARKS_ENGLISH.faults[code as Fault['code']]), code).toContain(name);
    }
  });

  it('cannot be given variables of their own by what a file holds', () => {
    expect(remarkText(remark({ code: 'unknown-currency', about: { currency: '{{list}}' } }, { code: 'one-of', about: { list: 'a' } }), 'en').problem).toBe('has the unknown currency {{list}}');
  });
});
