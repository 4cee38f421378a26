import { describe, expect, it } from 'vitest';
import { defaultWording, direction, LANGUAGES, pickLanguage, pickText, TEXT_VARIABLES, uiLanguage, uiStrings } from '../../../src/domain/default-texts.ts';
import { CATEGORIES } from '../../../src/domain/metric.ts';
import { unknownVariables, variablesIn } from '../../../src/domain/variables.ts';
import { EVERY_SCALE } from '../../support/surveys.ts';

const ARABIC_LETTER = /\p{Script=Arabic}/u;

describe('defaultWording', () => {
  it.each(EVERY_SCALE)('is complete for $metric on $scale.min–$scale.max in every language', ({ metric, scale }) => {
    const wording = defaultWording(metric, scale);
    const everyText = [wording.question, wording.labels.low, wording.labels.high];
    for (const category of CATEGORIES[metric]) {
      const followUp = wording.followUpQuestion[category];
      const thanks = wording.thankYou[category];
      expect(followUp, category).toBeDefined();
      expect(thanks, category).toBeDefined();
      everyText.push(followUp ?? {}, thanks ?? {});
    }
    for (const texts of everyText) {
      expect(Object.keys(texts)).toEqual([...LANGUAGES]);
      for (const language of LANGUAGES) {
        const text = texts[language] ?? '';
        expect(text.trim()).toBe(text);
        expect(text).not.toBe('');
        expect(unknownVariables(text, TEXT_VARIABLES)).toEqual([]);
        expect(ARABIC_LETTER.test(text)).toBe(direction(language) === 'rtl');
      }
    }
    expect(new Set(everyText.map((texts) => texts['en'])).size).toBe(everyText.length);
  });

  it('asks for thumbs as a yes or no, and says "very" only where there is room for it', () => {
    expect(defaultWording('csat', { min: 0, max: 1 }).labels.high['en']).toBe('Yes');
    expect(defaultWording('csat', { min: 1, max: 3 }).labels.high['en']).toBe('Satisfied');
    expect(defaultWording('csat', { min: 1, max: 5 }).labels.high['en']).toBe('Very satisfied');
  });

  it('asks questions with the marks of the language', () => {
    for (const { metric, scale } of EVERY_SCALE) {
      const { question } = defaultWording(metric, scale);
      expect(question['ar']).toMatch(/؟$/);
      expect(question['fa']).toMatch(/؟$/);
      expect(question['en']).toMatch(/\?$/);
      expect(question['pl']).toMatch(/\?$/);
    }
  });
});

describe('uiStrings', () => {
  const english = uiStrings('en');

  it.each(LANGUAGES)('says everything in %s, with the variables of the English text', (language) => {
    const { categories, ...strings } = uiStrings(language);
    const { categories: englishCategories, ...englishStrings } = english;
    for (const [key, value] of Object.entries(strings)) {
      expect(value.trim(), key).not.toBe('');
      const expected = variablesIn(englishStrings[key as keyof typeof englishStrings]);
      // A greeting may leave the name out where grammar would bend it.
      if (key !== 'greetingByName') expect(variablesIn(value).toSorted(), key).toEqual(expected.toSorted());
    }
    expect(Object.keys(strings)).toEqual(Object.keys(englishStrings));
    expect(Object.keys(categories)).toEqual(Object.keys(englishCategories));
    for (const name of Object.values(categories)) expect(name).not.toBe('');
  });

  it('leaves nothing in English in another language', () => {
    for (const language of ['ar', 'fa', 'pl']) {
      const { categories: _, ...strings } = uiStrings(language);
      for (const [key, value] of Object.entries(strings)) {
        if (key !== 'scoreOfMax') expect(value, `${language} ${key}`).not.toBe((english as unknown as Record<string, string>)[key]);
        if (language !== 'pl') expect(value, `${language} ${key}`).not.toMatch(/[?;,](\s|$)/);
      }
    }
  });

  it('speaks the base language of a tag, and English where it knows none', () => {
    expect(uiLanguage('fa-AF')).toBe('fa');
    expect(uiLanguage('AR')).toBe('ar');
    expect(uiLanguage('sw-KE')).toBe('en');
    expect(uiLanguage('')).toBe('en');
  });
});

describe('pickText', () => {
  const texts = { en: 'English', ar: 'عربي', 'pt-BR': 'Brasil' };

  it('goes from the exact tag to the base language, another region, the account, English, any', () => {
    expect(pickLanguage(texts, 'pt-br', [])).toBe('pt-BR');
    expect(pickLanguage(texts, 'ar-EG', [])).toBe('ar');
    expect(pickLanguage(texts, 'pt', [])).toBe('pt-BR');
    expect(pickLanguage(texts, 'de', ['fa', 'ar'])).toBe('ar');
    expect(pickLanguage(texts, 'de', [])).toBe('en');
    expect(pickLanguage({ fi: 'Suomi' }, 'de', ['fr'])).toBe('fi');
    expect(pickText(texts, 'ar', [])).toBe('عربي');
  });

  it('is null where there is no text at all', () => {
    expect(pickText({}, 'en', ['en'])).toBeNull();
  });
});

describe('direction', () => {
  it('follows the language, and its script where the tag names one', () => {
    for (const tag of ['ar', 'fa-IR', 'he', 'ur', 'az-Arab', 'AR-eg', 'uz_Arab']) expect(direction(tag), tag).toBe('rtl');
    for (const tag of ['en', 'pl-PL', 'ar-Latn', 'ku-Latn', 'az', '']) expect(direction(tag), tag).toBe('ltr');
  });
});
