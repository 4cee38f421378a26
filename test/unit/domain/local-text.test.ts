import { describe, expect, it } from 'vitest';
import { embedded, embeddedVariables, localInstant, localNumber } from '../../../src/domain/local-text.ts';

describe('localNumber', () => {
  it('writes the digits of the language', () => {
    expect(localNumber(10, 'en')).toBe('10');
    expect(localNumber(10, 'pl')).toBe('10');
    expect(localNumber(10, 'ar')).toBe('١٠');
    expect(localNumber(10, 'ar-EG')).toBe('١٠');
    expect(localNumber(10, 'ar-MA')).toBe('10');
    expect(localNumber(4567, 'fa')).toBe('۴۵۶۷');
  });
});

describe('localInstant', () => {
  it('is wall time of the zone in the calendar of the tag', () => {
    const instant = new Date('2026-11-23T22:15:00Z');
    expect(localInstant(instant, 'en', 'Europe/Warsaw')).toContain('23 November 2026');
    expect(localInstant(instant, 'en', 'Asia/Tehran')).toContain('24 November 2026');
    expect(localInstant(instant, 'fa-u-ca-persian', 'Asia/Tehran')).toContain('آذر');
    expect(localInstant(instant, 'ar', 'Asia/Riyadh')).toContain('٢٤');
    expect(localInstant(instant, 'not a tag!', 'UTC')).toContain('November');
  });
});

describe('embedded', () => {
  it('marks only what reads against its surroundings', () => {
    expect(embedded('7-Eleven', 'ar')).toBe('\u200E7-Eleven\u200E');
    expect(embedded('ليلى', 'ar')).toBe('ليلى');
    expect(embedded('ليلى', 'en')).toBe('\u200Fليلى\u200F');
    expect(embedded('Nordwind', 'pl')).toBe('Nordwind');
    expect(embedded('42', 'fa')).toBe('42');
  });

  it('leaves absent values absent', () => {
    expect(embeddedVariables({ a: null, b: undefined, c: 3, d: '  ' }, 'ar')).toEqual({ a: null, b: undefined, c: 3, d: '' });
  });
});
