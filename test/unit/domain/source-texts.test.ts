import { describe, expect, it } from 'vitest';
import { answerTexts } from '../../../src/domain/answer-texts.ts';
import { caseTexts } from '../../../src/domain/case-texts.ts';
import { customerTexts } from '../../../src/domain/customer-texts.ts';
import { LANGUAGES } from '../../../src/domain/default-texts.ts';
import { SKIP_REASONS } from '../../../src/domain/eligibility.ts';
import { deliveryTexts, sourceTexts, wordFor } from '../../../src/domain/source-texts.ts';
import { DECISION_TEXTS } from '../../../src/domain/texts/decision-texts.ts';
import { variablesIn } from '../../../src/domain/variables.ts';

/** Every text by its path. */
function flat(texts: object, path = ''): Map<string, string> {
  return new Map(Object.entries(texts).flatMap(([name, value]) => (typeof value === 'string' ? [[`${path}${name}`, value] as const] : [...flat(value as object, `${path}${name}.`)])));
}

const FAMILIES = {
  sources: sourceTexts,
  deliveries: deliveryTexts,
  answers: answerTexts,
  cases: caseTexts,
  customers: customerTexts,
  decisions: (language: keyof typeof DECISION_TEXTS) => DECISION_TEXTS[language],
};
/** A system is one in Polish too, and so is a second. */
const SAME = ['sources:kinds.standard-webhooks', 'sources:ui.kind', 'answers:page.seconds'];

describe.each(Object.entries(FAMILIES))('the words for %s', (family, texts) => {
  const english = flat(texts('en'));

  it.each(LANGUAGES)('are complete in %s, with the variables of English and the digits of the language', (language) => {
    const words = flat(texts(language));
    expect([...words.keys()]).toEqual([...english.keys()]);
    expect([...words].filter(([, text]) => text.trim() === '')).toEqual([]);
    expect([...words].filter(([key, text]) => variablesIn(text).toSorted().join() !== variablesIn(english.get(key) ?? '').toSorted().join())).toEqual([]);
    const foreign = { en: /[٠-٩۰-۹]/, pl: /[٠-٩۰-۹]/, ar: /[0-9۰-۹]/, fa: /[0-9٠-٩]/ }[language];
    expect([...words].filter(([, text]) => foreign.test(text.replaceAll('HMAC-SHA256', '')))).toEqual([]);
  });

  it('are translated', () => {
    const same = LANGUAGES.filter((language) => language !== 'en').flatMap((language) => [...flat(texts(language))].filter(([key, text]) => english.get(key) === text).map(([key]) => `${family}:${key}`));
    expect([...new Set(same)].filter((key) => !SAME.includes(key))).toEqual([]);
  });
});

it('there is a word for every reason to ask nobody', () => {
  for (const language of LANGUAGES) expect(Object.keys(DECISION_TEXTS[language].reasons).toSorted()).toEqual([...SKIP_REASONS].toSorted());
});

it('no word is taken from what every object inherits', () => {
  for (const name of ['constructor', 'toString', '__proto__', 'unheard-of']) expect(wordFor(sourceTexts('en').done, name)).toBeNull();
  expect(wordFor(sourceTexts('pl').done, 'saved')).toBe('Zapisano.');
});
