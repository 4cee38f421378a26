import { describe, expect, it } from 'vitest';
import { pageLanguage, type Asked } from '../../../src/domain/admin-frame.ts';
import { readerLanguage } from '../../../src/domain/local-calendar.ts';
import { localDay, localMonth, localTime } from '../../../src/domain/local-figures.ts';
import { localInstant } from '../../../src/domain/local-text.ts';

const asked = (language: string, calendar?: 'gregorian' | 'jalali', query: Record<string, string> = {}): Asked => ({
  path: '/', query, acceptedLanguages: [], csrfToken: '', visitor: { name: '', company: '', language, policies: new Set(), ...(calendar === undefined ? {} : { calendar }) },
});

describe('the calendar of an account', () => {
  it('is shown to Persian readers alone', () => {
    expect(readerLanguage('fa-IR', 'jalali')).toBe('fa-u-ca-persian');
    expect(readerLanguage('fa', 'gregorian')).toBe('fa');
    for (const language of ['en', 'ar', 'pl']) expect(readerLanguage(language, 'jalali')).toBe(language);
    expect(pageLanguage(asked('en', 'jalali', { lang: 'fa' }))).toBe('fa-u-ca-persian');
    expect(pageLanguage(asked('fa', 'jalali', { lang: 'pl' }))).toBe('pl');
    expect(pageLanguage(asked('fa'))).toBe('fa');
  });

  it('names days and instants of the Persian new year, and leaves months to the Gregorian one', () => {
    const tag = readerLanguage('fa', 'jalali');
    expect(localDay('2026-03-21', tag, 'full')).toBe('۱ فروردین ۱۴۰۵');
    expect(localDay('2026-03-20', tag, 'full')).toBe('۲۹ اسفند ۱۴۰۴');
    expect(localDay('2026-03-21', 'fa', 'full')).toContain('۲۰۲۶');
    expect(localTime(new Date('2026-03-20T21:00:00Z'), tag, 'Asia/Tehran')).toContain('۱ فروردین ۱۴۰۵');
    expect(localInstant(new Date('2026-03-20T21:00:00Z'), tag, 'Asia/Tehran')).toContain('فروردین ۱۴۰۵');
    expect(localInstant(new Date('2026-03-20T21:00:00Z'), 'fa', 'Asia/Tehran')).toContain('۲۰۲۶');
    expect(localMonth('2026-03-21', tag)).toBe(localMonth('2026-03-21', 'fa'));
  });
});
