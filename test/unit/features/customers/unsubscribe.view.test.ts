import { describe, expect, it } from 'vitest';
import { direction, LANGUAGES } from '../../../../src/domain/default-texts.ts';
import { unsubscribedPage, unsubscribePage } from '../../../../src/features/customers/unsubscribe.view.ts';
import { aRenderer, BRANDING, HOSTILE } from '../../../support/surveys.ts';

const renderer = aRenderer();
const pageUrl = 'https://ask.example.com/u/token';

describe('unsubscribePage', () => {
  it.each(LANGUAGES)('asks in %s and acts by a form alone', (language) => {
    const { view, data } = unsubscribePage({ language, branding: BRANDING, pageUrl });
    const html = renderer.page(view, data);
    expect(html).toContain(`<html lang="${language}" dir="${direction(language)}">`);
    expect(html).toContain('<form method="post" action="/u/token">');
    expect(html).toContain('Nordwind');
    expect(html).not.toMatch(/<script|href="[^"]*\/u\//);
  });

  it('keeps a hostile company name inert', () => {
    const { view, data } = unsubscribePage({ language: 'ar', branding: { ...BRANDING, companyName: HOSTILE }, pageUrl });
    expect(renderer.page(view, data)).not.toContain('<script');
  });
});

describe('unsubscribedPage', () => {
  it.each(LANGUAGES)('confirms in %s', (language) => {
    const { view, data } = unsubscribedPage({ language, branding: BRANDING, pageUrl });
    const html = renderer.page(view, data);
    expect(html).toContain(`<h1>${data.heading}</h1>`);
    expect(html).toContain('Nordwind');
    expect(html).not.toContain('<form');
  });
});
