import { describe, expect, it } from 'vitest';
import { businessTexts } from '../../../src/domain/business-texts.ts';
import { LANGUAGES } from '../../../src/domain/default-texts.ts';
import { goalTexts } from '../../../src/domain/goal-texts.ts';
import { outcomeTexts } from '../../../src/domain/outcomes-texts.ts';
import { touchpointTexts } from '../../../src/domain/touchpoint-texts.ts';
import { variablesIn } from '../../../src/domain/variables.ts';

/** Of texts in groups, such as `statuses.behind`. */
const flat = (texts: object, above = ''): Record<string, string> =>
  Object.assign({}, ...Object.entries(texts).map(([key, value]) => (typeof value === 'string' ? { [above + key]: value } : flat(value as object, `${above}${key}.`)))) as Record<string, string>;

const FAMILIES: Record<string, (language: string) => Readonly<Record<string, string>>> = { outcomes: outcomeTexts, business: businessTexts, goals: (language) => flat(goalTexts(language)), touchpoints: (language) => flat(touchpointTexts(language)) };
/** Abbreviations, and patterns without a word. */
const SAME = ['aucValue', 'times', 'survivalPart', 'groupCount', 'mrr', 'clvToCac', 'contributionLessCac', 'byMrr', 'marketing', 'aboutMrr', 'aboutClv', 'aboutCac', 'compare.p', 'compare.group'];

describe.each(Object.entries(FAMILIES))('the strings of %s', (_family, textsOf) => {
  const english = textsOf('en');
  const keys = Object.keys(english);

  it.each(LANGUAGES)('are complete in %s, with the variables of English and the digits of the language', (language) => {
    const texts = textsOf(language);
    expect(Object.keys(texts).toSorted()).toEqual(keys.toSorted());
    expect(keys.filter((key) => texts[key]?.trim() === '')).toEqual([]);
    expect(keys.filter((key) => variablesIn(texts[key] ?? '').toSorted().join() !== variablesIn(english[key] ?? '').toSorted().join())).toEqual([]);
    const foreign = { en: /[٠-٩۰-۹]/, pl: /[٠-٩۰-۹]/, ar: /[0-9۰-۹]/, fa: /[0-9٠-٩]/ }[language];
    expect(keys.filter((key) => foreign.test(texts[key] ?? ''))).toEqual([]);
  });

  it('are translated', () => {
    const same = LANGUAGES.filter((language) => language !== 'en').flatMap((language) => keys.filter((key) => textsOf(language)[key] === english[key]));
    expect([...new Set(same)].filter((key) => !SAME.includes(key))).toEqual([]);
  });
});
