/** The part of the settings page about how an account looks to its customers. */
import { carried, pageLanguage, withQuery, type Asked } from '../../domain/admin-frame.ts';
import { accountTexts, type AccountTexts } from '../../domain/account-texts.ts';
import { brandColor, brandColors, brandContrast, LEAST_CONTRAST, ownLogo } from '../../domain/branding.ts';
import { localFigure } from '../../domain/local-figures.ts';
import { embedded } from '../../domain/local-text.ts';
import { substitute } from '../../domain/variables.ts';
import { fieldKit, type SettingField } from './account-fields.ts';
import type { Form } from './account-form.ts';

/** A rectangle with text on it; colours as `#rrggbb`. */
interface Swatch {
  fill: string;
  ink: string;
}

export interface BrandingPart {
  action: string;
  lookAction: string;
  fields: SettingField[];
  /** `null` where the logo, if any, is shown. */
  logoForeign: string | null;
  /** Each colour of the brand in use, with what is to be said about it; none for what is no colour. */
  contrast: { swatch: Swatch; text: string }[];
  /** `null` where there is no survey yet. */
  frame: { src: string; isUnsaved: boolean } | null;
  surveysHref: string;
}

export interface BrandingInput {
  form: Form;
  wrong: ReadonlySet<string>;
  baseUrl: string;
  hasSurvey: boolean;
  isUnsaved: boolean;
}

const LIGHT = '#ffffff';
const DARK = '#1c1f24';

export function brandingPart(asked: Asked, { form, wrong, baseUrl, hasSurvey, isUnsaved }: BrandingInput): BrandingPart {
  const texts = accountTexts(pageLanguage(asked));
  const { ui } = texts;
  const { field } = fieldKit(form, wrong, texts);
  const { companyName = '', color = '', logoUrl = '', postalAddress = '' } = form;
  return {
    action: withQuery('/admin/account/branding', carried(asked)),
    lookAction: withQuery('/admin/account/branding/preview', carried(asked)),
    fields: [
      field('companyName', ui.companyName, ui.companyNameHelp),
      field('color', ui.color, ui.colorHelp, { dir: 'ltr' }),
      field('logoUrl', ui.logoUrl, substitute(ui.logoUrlHelp, { base: embedded(`${baseUrl}/`, pageLanguage(asked)) }), { dir: 'ltr' }),
      field('postalAddress', ui.postalAddress, ui.postalAddressHelp, { isArea: true }),
    ],
    logoForeign: logoUrl !== '' && !wrong.has('logoUrl') && ownLogo({ companyName, color, logoUrl }, baseUrl) === null ? ui.logoForeign : null,
    contrast: wrong.has('color') ? [] : contrastOf(color, texts, pageLanguage(asked)),
    frame: hasSurvey ? { src: withQuery('/admin/account/branding/mail', isUnsaved ? { companyName, color, logoUrl, postalAddress } : {}), isUnsaved } : null,
    surveysHref: withQuery('/admin/new-survey', carried(asked)),
  };
}

/** What is legible is used as it was chosen; what is not is moved to the nearest shade that is, and said. */
function contrastOf(color: string, { ui }: AccountTexts, language: string): BrandingPart['contrast'] {
  const { white, black, onLight, onDark } = brandContrast(color);
  const { fillOnLight, textOnLight, inkOnLight, inkOnDark } = brandColors(color);
  const ratio = (value: number): string => `${localFigure(Math.floor(value * 10) / 10, language, { decimals: 1 })} : ${localFigure(1, language)}`;
  const needed = ratio(LEAST_CONTRAST);
  const isKept = (shade: string): boolean => shade === brandColor(color);
  return [
    { swatch: { fill: fillOnLight, ink: textOnLight }, text: substitute(textOnLight === '#ffffff' ? ui.onWhite : ui.onBlack, { ratio: ratio(white), other: ratio(black), needed }) },
    { swatch: { fill: LIGHT, ink: inkOnLight }, text: substitute(isKept(inkOnLight) ? ui.inkKept : ui.inkMoved, { ratio: ratio(onLight), shade: embedded(inkOnLight, language) }) },
    { swatch: { fill: DARK, ink: inkOnDark }, text: substitute(isKept(inkOnDark) ? ui.inkDarkKept : ui.inkDarkMoved, { ratio: ratio(onDark), shade: embedded(inkOnDark, language) }) },
  ];
}
