import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brandColor, brandColors, contrastRatio, DARK_PAGE, LIGHT_PAGE, ownLogo, themePath, themeStylesheet } from '../../../src/domain/branding.ts';

const color = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

describe('contrastRatio', () => {
  it('agrees with the published extremes and examples', () => {
    expect(contrastRatio('#000000', '#ffffff')).toBeCloseTo(21, 10);
    expect(contrastRatio('#ffffff', '#ffffff')).toBe(1);
    expect(contrastRatio('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });
});

describe('brandColors', () => {
  it('is legible whatever colour was chosen', () => {
    fc.assert(fc.property(color, (chosen) => {
      const colors = brandColors(chosen);
      expect(contrastRatio(colors.textOnLight, colors.fillOnLight)).toBeGreaterThanOrEqual(4.5);
      expect(contrastRatio(colors.textOnDark, colors.fillOnDark)).toBeGreaterThanOrEqual(4.5);
      expect(contrastRatio(colors.inkOnLight, LIGHT_PAGE)).toBeGreaterThanOrEqual(4.5);
      expect(contrastRatio(colors.inkOnDark, DARK_PAGE)).toBeGreaterThanOrEqual(4.5);
      expect(contrastRatio(colors.edgeOnLight, LIGHT_PAGE)).toBeGreaterThanOrEqual(3);
      expect(contrastRatio(colors.edgeOnDark, DARK_PAGE)).toBeGreaterThanOrEqual(3);
      expect(contrastRatio(colors.fillOnLight, LIGHT_PAGE)).toBeGreaterThanOrEqual(1.3);
      expect(contrastRatio(colors.fillOnDark, DARK_PAGE)).toBeGreaterThanOrEqual(1.3);
    }));
  });

  it('keeps a colour that is fine as it is', () => {
    expect(brandColors('#0F5EA8')).toMatchObject({ fillOnLight: '#0f5ea8', textOnLight: '#ffffff', inkOnLight: '#0f5ea8' });
  });
});

describe('brandColor', () => {
  it('falls back for anything that is not #rrggbb', () => {
    for (const bad of [null, undefined, '', 'red', '#fff', '#12345g', '#123456;x:y', 'url(x)']) expect(brandColor(bad)).toBe(brandColor(null));
  });
});

describe('themeStylesheet', () => {
  it('answers the path a page names, and nothing else', () => {
    const hex = /theme-([0-9a-f]{6})\.css$/.exec(themePath('#0F5EA8'))?.[1] ?? '';
    expect(hex).toBe('0f5ea8');
    expect(themeStylesheet(hex)).toContain('--fill:#0f5ea8');
    for (const bad of ['', 'red', '0F5EA8', '0f5ea8}', '../../x']) expect(themeStylesheet(bad)).toBeNull();
  });
});

describe('ownLogo', () => {
  const page = 'https://ask.example.com/s/token';
  const logo = (logoUrl: string | null): string | null => ownLogo({ companyName: 'x', color: null, logoUrl }, page);

  it('takes only what this installation serves', () => {
    expect(logo('/logos/a.png')).toBe('https://ask.example.com/logos/a.png');
    expect(logo('https://ask.example.com/logos/a.png')).toBe('https://ask.example.com/logos/a.png');
    for (const foreign of [null, '', 'https://cdn.example.com/a.png', '//evil.example/a.png', 'javascript:alert(1)', 'data:image/png;base64,AA', 'http://[']) expect(logo(foreign), String(foreign)).toBeNull();
  });
});
