import { describe, expect, it } from 'vitest';
import { adminFrame, carried, pageLanguage, withQuery, type Asked } from '../../../src/domain/admin-frame.ts';
import { policiesOf } from '../../../src/domain/roles.ts';

const asked = (change: Partial<Asked> = {}): Asked => ({
  path: '/admin/reports', query: {}, acceptedLanguages: ['en'], csrfToken: 't', visitor: { name: 'Ada', company: 'Acme', language: 'pl', policies: policiesOf('owner') }, ...change,
});

describe('the language of a page', () => {
  it.each([
    [asked({ query: { lang: 'fa' } }), 'fa'],
    [asked({ query: { lang: 'ar-EG' } }), 'ar'],
    [asked({ query: { lang: 'xx' } }), 'pl'],
    [asked({ query: { lang: '../en' } }), 'pl'],
    [asked(), 'pl'],
    [asked({ visitor: null, acceptedLanguages: ['fr-FR', 'ar-SA', 'en'] }), 'ar'],
    [asked({ visitor: null, acceptedLanguages: ['*'] }), 'en'],
  ])('is chosen by link, by the visitor, by the browser, in this order', (page, expected) => {
    expect(pageLanguage(page)).toBe(expected);
  });

  it('is carried to other pages only when the link chose it', () => {
    expect(carried(asked({ query: { lang: 'fa', period: 'this-month' } }))).toEqual({ lang: 'fa' });
    expect(carried(asked())).toEqual({});
    expect(carried(asked({ query: { lang: 'xx' } }))).toEqual({});
  });
});

describe('the frame', () => {
  it('keeps the filters of the page when another language is chosen', () => {
    const { languages } = adminFrame(asked({ query: { period: 'last-month', interval: 'day' } }), { title: 'T', current: '/admin/reports' });
    expect(languages.map(({ href }) => href)).toContain('/admin/reports?period=last-month&interval=day&lang=ar');
    expect(languages.filter(({ isCurrent }) => isCurrent).map(({ lang }) => lang)).toEqual(['pl']);
  });

  it('turns the page for languages read from right to left', () => {
    expect(adminFrame(asked({ query: { lang: 'ar' } }), { title: 'T', current: '' })).toMatchObject({ lang: 'ar', dir: 'rtl' });
    expect(adminFrame(asked(), { title: 'T', current: '' })).toMatchObject({ lang: 'pl', dir: 'ltr' });
  });

  it('offers each person the pages of their role, and nothing to strangers', () => {
    const viewer = asked({ visitor: { name: 'V', company: 'C', language: 'en', policies: policiesOf('viewer') } });
    const hrefs = (page: Asked, current = '') => {
      const { nav, subNav } = adminFrame(page, { title: 'T', current });
      return [...nav, ...subNav].map(({ href }) => href);
    };
    expect(hrefs(asked(), '/admin/password')).toEqual(expect.arrayContaining(['/admin/reports', '/admin/keys', '/admin/password']));
    expect(hrefs(viewer, '/admin/password')).not.toContain('/admin/keys');
    expect(hrefs(viewer)).toContain('/admin/password');
    expect(hrefs(asked({ visitor: null }))).toEqual([]);
  });

  it('shows where one is: the section, and the page in it', () => {
    const { nav, subNav } = adminFrame(asked(), { title: 'T', current: '/admin/keys' });
    expect([...nav, ...subNav].filter(({ isCurrent }) => isCurrent).map(({ text }) => text)).toEqual(['Ustawienia', 'Klucze API']);
  });

  it('writes values of a query so that they stay values', () => {
    expect(withQuery('/a', { b: 'c&d=e', f: '' })).toBe('/a?b=c%26d%3De');
    expect(withQuery('/a', {})).toBe('/a');
  });
});
