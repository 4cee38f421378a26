import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heldPage, type HeldPageInput } from '../../../../src/features/customers/held.view.ts';
import { aRenderer } from '../../../support/surveys.ts';

const NOBODY = { customer: {}, suppression: null, interactions: [], invitations: [], responses: [], evidence: [], cases: [], followUps: [], facts: [], deliveries: [] };
const input = (held: Partial<HeldPageInput['held']>, language = 'en'): HeldPageInput => ({ held: { ...NOBODY, ...held }, company: 'Acme', language, timeZone: 'Europe/Warsaw', now: new Date('2026-05-04T10:00:00Z') });
const renderer = aRenderer();
const html = (held: Partial<HeldPageInput['held']>, language = 'en'): string => {
  const { view, data } = heldPage(input(held, language));
  return renderer.page(view, data);
};

/** Every text within, however deep. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

describe('the copy of everything held', () => {
  it('leaves nothing out, whatever was reported', () => {
    fc.assert(fc.property(fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 5 }), (properties) => {
      const { data } = heldPage(input({ interactions: [{ properties }] }));
      const shown = textsIn(data.sections);
      for (const text of textsIn(properties)) if (text !== '') expect(shown).toContain(text);
    }));
  });

  it('shows what has words first and the rest under its technical name, and no mark-up of others', () => {
    const page = html({ responses: [{ lease: 'x1', comment: '<b>slow</b>', score: 3, respondedAt: new Date('2026-05-04T10:00:00Z'), empty: null, revisions: [{ score: 9, comment: 'fine' }] }] });
    expect(page.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')).toContain('Score 3 Comment &lt;b&gt;slow&lt;/b&gt; Answered 4 May 2026, 12:00 Before you changed it Score 9 Comment fine lease x1');
    expect(page).toContain('<code dir="ltr">lease</code>');
    expect(page).not.toContain('empty');
    expect(html({}).match(/Nothing\./g)).toHaveLength(10);
  });

  it.each([['ar-EG', 'ar', 'rtl', 'التعليق'], ['fa', 'fa', 'rtl', 'نظر'], ['pl', 'pl', 'ltr', 'Komentarz'], ['de', 'en', 'ltr', 'Comment']])('speaks %s', (language, lang, dir, word) => {
    const page = html({ responses: [{ comment: 'slow', score: 3 }], invitations: [{ status: 'responded' }] }, language);
    expect(page).toContain(`<html lang="${lang}" dir="${dir}">`);
    expect(page).toContain(`<dt>${word}</dt>`);
    expect(page).not.toContain('>responded<');
  });
});
