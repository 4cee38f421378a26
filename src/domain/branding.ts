/** How an account looks to its customers, and the colours that keep it legible. */

export interface Branding {
  companyName: string;
  /** `#rrggbb`; anything else counts as not chosen. */
  color: string | null;
  /** Shown only when this installation serves it itself: pages and mails load nothing from elsewhere. */
  logoUrl?: string | null;
  /** Shown below every mail; lines end with `\n`. */
  postalAddress?: string | null;
}

/** Colours as `#rrggbb`, for the light and for the dark page. Text reaches 4.5 : 1, edges 3 : 1 (WCAG 2.2, 1.4.3 and 1.4.11). */
export interface BrandColors {
  /** Fill of buttons: the brand itself unless it would melt into the page. */
  fillOnLight: string;
  fillOnDark: string;
  /** Text on that fill. */
  textOnLight: string;
  textOnDark: string;
  /** Brand-like text on the page. */
  inkOnLight: string;
  inkOnDark: string;
  /** Outline of what is chosen or has the focus. */
  edgeOnLight: string;
  edgeOnDark: string;
}

export const LIGHT_PAGE = '#f2f4f6';
export const DARK_PAGE = '#1c1f24';
/** Least contrast of text (WCAG 2.2, 1.4.3). */
export const LEAST_CONTRAST = 4.5;
const DEFAULT_COLOR = '#1d5fbf';

type Rgb = readonly [number, number, number];

function toRgb(color: string): Rgb {
  const value = Number.parseInt(color.slice(1), 16);
  return [value >> 16, (value >> 8) & 0xff, value & 0xff];
}

function toHex(rgb: readonly number[]): string {
  return `#${rgb.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;
}

/** `#rrggbb` in lower case; the product's own colour where none, or none that is one, was chosen. */
export function brandColor(color: string | null | undefined): string {
  return typeof color === 'string' && /^#[0-9a-f]{6}$/i.test(color) ? color.toLowerCase() : DEFAULT_COLOR;
}

/** Relative luminance of `#rrggbb`, 0 … 1 (WCAG 2.2). */
function luminance(color: string): number {
  const [red, green, blue] = toRgb(color).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast of two colours `#rrggbb`, 1 … 21 (WCAG 2.2). */
export function contrastRatio(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].toSorted((a, b) => a - b) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

/** The colour itself, or the nearest step towards `target` that reaches the ratio on that background. */
function moved(color: string, target: string, background: string, ratio: number): string {
  const from = toRgb(color);
  const to = toRgb(target);
  for (let step = 0; step < 20; step += 1) {
    const mixed = toHex(from.map((channel, index) => channel + (((to[index] ?? 0) - channel) * step) / 20));
    if (contrastRatio(mixed, background) >= ratio) return mixed;
  }
  return target;
}

function textOn(fill: string): string {
  return contrastRatio(fill, '#ffffff') >= LEAST_CONTRAST ? '#ffffff' : '#000000';
}

/** Every colour a page or mail needs, from the one the account chose. */
export function brandColors(color: string | null | undefined): BrandColors {
  const brand = brandColor(color);
  const fillOnLight = moved(brand, '#000000', LIGHT_PAGE, 1.3);
  const fillOnDark = moved(brand, '#ffffff', DARK_PAGE, 1.3);
  return {
    fillOnLight,
    fillOnDark,
    textOnLight: textOn(fillOnLight),
    textOnDark: textOn(fillOnDark),
    inkOnLight: moved(brand, '#000000', LIGHT_PAGE, LEAST_CONTRAST),
    inkOnDark: moved(brand, '#ffffff', DARK_PAGE, LEAST_CONTRAST),
    edgeOnLight: moved(brand, '#000000', LIGHT_PAGE, 3),
    edgeOnDark: moved(brand, '#ffffff', DARK_PAGE, 3),
  };
}

/** How legible a colour is as it was chosen; ratios as {@link contrastRatio}. */
export interface BrandContrast {
  /** Of white and of black text on it. */
  white: number;
  black: number;
  /** Of itself as text on the light and on the dark page. */
  onLight: number;
  onDark: number;
}

export function brandContrast(color: string | null | undefined): BrandContrast {
  const brand = brandColor(color);
  return { white: contrastRatio(brand, '#ffffff'), black: contrastRatio(brand, '#000000'), onLight: contrastRatio(brand, LIGHT_PAGE), onDark: contrastRatio(brand, DARK_PAGE) };
}

/** URL path of the style sheet that carries a brand colour: pages hold no inline styles. */
export function themePath(color: string | null | undefined): string {
  return `/assets/theme-${brandColor(color).slice(1)}.css`;
}

/**
 * The style sheet behind {@link themePath}: custom properties only. `hex` is the `rrggbb` of the path; `null` where that is no colour.
 */
export function themeStylesheet(hex: string): string | null {
  if (!/^[0-9a-f]{6}$/.test(hex)) return null;
  const colors = brandColors(`#${hex}`);
  return (
    `:root{--fill:${colors.fillOnLight};--on-fill:${colors.textOnLight};--ink:${colors.inkOnLight};--edge:${colors.edgeOnLight}}` +
    `@media (prefers-color-scheme:dark){:root{--fill:${colors.fillOnDark};--on-fill:${colors.textOnDark};--ink:${colors.inkOnDark};--edge:${colors.edgeOnDark}}}\n`
  );
}

/** The account's logo where it lives under the same origin as `pageUrl` (absolute), else `null`. */
export function ownLogo(branding: Branding, pageUrl: string): string | null {
  if (!branding.logoUrl || !URL.canParse(branding.logoUrl, pageUrl)) return null;
  const logo = new URL(branding.logoUrl, pageUrl);
  return /^https?:$/.test(logo.protocol) && logo.origin === new URL(pageUrl).origin ? logo.href : null;
}
