/** What every mail has around its message: language, colours, why it came, who sent it, how to stop it. */
import { brandColors, ownLogo } from './branding.ts';
import type { BrandColors, Branding } from './branding.ts';
import { direction } from './default-texts.ts';

export interface MailFrame {
  lang: string;
  dir: 'ltr' | 'rtl';
  /** Sides in words old mail programs understand. */
  start: 'left' | 'right';
  end: 'left' | 'right';
  subject: string;
  /** The line inboxes show beside the subject. */
  preheader: string;
  company: string;
  logoUrl: string | null;
  colors: BrandColors;
  why: string;
  addressLines: string[];
  unsubscribe: { url: string; text: string } | null;
}

/** What a feature hands to the renderer: the mail's name in `templates/` and its data. */
export interface Mail<Template extends string, Data> {
  template: Template;
  data: Data;
}

export interface MailFrameInput {
  language: string;
  branding: Branding;
  /** Absolute URL of this installation; a logo from anywhere else is left out. */
  ownUrl: string;
  subject: string;
  preheader: string;
  why: string;
  unsubscribe: { url: string; text: string } | null;
}

export function mailFrame({ language, branding, ownUrl, subject, preheader, why, unsubscribe }: MailFrameInput): MailFrame {
  const dir = direction(language);
  return {
    lang: language,
    dir,
    start: dir === 'rtl' ? 'right' : 'left',
    end: dir === 'rtl' ? 'left' : 'right',
    subject,
    preheader,
    company: branding.companyName,
    logoUrl: ownLogo(branding, ownUrl),
    colors: brandColors(branding.color),
    why,
    addressLines: textLines(branding.postalAddress ?? ''),
    unsubscribe,
  };
}

/** Non-blank lines of a text, in order, without control characters. */
export function textLines(text: string): string[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.replace(/[\p{Cc}\p{Surrogate}]+/gu, ' ').trim())
    .filter((line) => line !== '');
}
