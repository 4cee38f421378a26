import { describe, expect, it } from 'vitest';
import { adminStrings, LANGUAGE_NAMES } from '../../../src/domain/admin-texts.ts';
import { LANGUAGES } from '../../../src/domain/default-texts.ts';
import { ADMIN_ENGLISH } from '../../../src/domain/texts/admin-en.ts';
import { variablesIn } from '../../../src/domain/variables.ts';

const keys = Object.keys(ADMIN_ENGLISH) as (keyof typeof ADMIN_ENGLISH)[];

describe.each(LANGUAGES)('the strings of the admin pages in %s', (language) => {
  const strings = adminStrings(language);

  it('are complete, without blank ones', () => {
    expect(Object.keys(strings).toSorted()).toEqual(keys.toSorted());
    expect(keys.filter((key) => strings[key].trim() === '')).toEqual([]);
  });

  it('use the same variables as English', () => {
    expect(keys.filter((key) => variablesIn(strings[key]).toSorted().join() !== variablesIn(ADMIN_ENGLISH[key]).toSorted().join())).toEqual([]);
  });

  it('use the digits of the language alone', () => {
    const foreign = { en: /[٠-٩۰-۹]/, pl: /[٠-٩۰-۹]/, ar: /[0-9۰-۹]/, fa: /[0-9٠-٩]/ }[language];
    expect(keys.filter((key) => foreign.test(strings[key]))).toEqual([]);
  });
});

it('are translated: only words that are the same in both languages equal the English ones', () => {
  const same = LANGUAGES.filter((language) => language !== 'en').flatMap((language) => keys.filter((key) => adminStrings(language)[key] === ADMIN_ENGLISH[key]));
  expect([...new Set(same)].toSorted()).toEqual(['drawingPoint', 'trend', 'trendTitle']);
});

it('name each language as its speakers do', () => {
  expect(Object.keys(LANGUAGE_NAMES)).toEqual([...LANGUAGES]);
});
