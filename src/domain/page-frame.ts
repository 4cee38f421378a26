/** What every page a customer sees has around its content. */
import { ownLogo, themePath } from './branding.ts';
import type { Branding } from './branding.ts';
import { direction } from './default-texts.ts';

export interface PageFrame {
  lang: string;
  dir: 'ltr' | 'rtl';
  title: string;
  /** `null` where the link belongs to nobody we know. */
  company: string | null;
  logoUrl: string | null;
  /** URL path of the style sheet with the brand's colours. */
  themePath: string;
}

/** What a feature hands to the renderer: the page's name in `views/` and its data. */
export interface Page<View extends string, Data> {
  view: View;
  data: Data;
}

/** `pageUrl` is the absolute URL of the page: a logo from anywhere else is left out. */
export function pageFrame(input: { language: string; title: string; branding: Branding | null; pageUrl: string | null }): PageFrame {
  const { language, title, branding, pageUrl } = input;
  return {
    lang: language,
    dir: direction(language),
    title,
    company: branding?.companyName ?? null,
    logoUrl: branding && pageUrl !== null ? ownLogo(branding, pageUrl) : null,
    themePath: themePath(branding?.color),
  };
}
