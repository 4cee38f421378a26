/** What every page of the account's own people has around its content. */
import { accountsTexts } from './accounts-texts.ts';
import { NAVIGATION } from './admin-nav.ts';
import { adminStrings, LANGUAGE_NAMES } from './admin-texts.ts';
import type { AdminStrings } from './admin-texts.ts';
import { direction, LANGUAGES, uiLanguage } from './default-texts.ts';
import type { Language } from './default-texts.ts';
import { readerLanguage } from './local-calendar.ts';
import type { Calendar, ReaderLanguage } from './local-calendar.ts';
import { embedded } from './local-text.ts';
import { restoreTexts } from './restore-texts.ts';
import { ADMIN_NAV } from './texts/admin-nav.ts';
import { substitute } from './variables.ts';

/** What a request tells about the page to come. */
export interface Asked {
  /** Path without the query. */
  path: string;
  query: Readonly<Record<string, string>>;
  /** Languages the browser prefers, best first. */
  acceptedLanguages: readonly string[];
  /** `''` for pages without a form. */
  csrfToken: string;
  /** `null` for those who are not signed in. */
  visitor: { name: string; company: string; language: string; calendar?: Calendar; others?: readonly { id: string; name: string }[]; policies: ReadonlySet<string>; isMailHeld?: boolean } | null;
}

export interface NavLink {
  href: string;
  text: string;
  isCurrent: boolean;
}

/** The way to a person's other accounts. */
export interface Switcher {
  label: string;
  others: { name: string; action: string; label: string }[];
  allHref: string;
  allText: string;
}

export interface AdminFrame {
  lang: Language;
  dir: 'ltr' | 'rtl';
  title: string;
  csrfToken: string;
  /** `null` hides menu and sign-out. */
  visitor: { name: string; company: string; switcher: Switcher | null } | null;
  /** The sections of the menu. */
  nav: NavLink[];
  /** The pages of the current section, where it has several. */
  subNav: NavLink[];
  languages: (NavLink & { lang: Language })[];
  /** While no mail goes out; the link is for those who may end that. */
  hold: { text: string; link: { href: string; text: string } | null } | null;
  ui: AdminStrings;
}

const isOurs = (tag: string): boolean => LANGUAGES.some((language) => language === tag.toLowerCase().split('-')[0]);

/**
 * The language of the link, else the visitor's own, else the first of ours the browser prefers, else English; with the
 * calendar of the account in the tag, where its readers have one of their own.
 */
export function pageLanguage({ query, visitor, acceptedLanguages }: Asked): ReaderLanguage {
  const chosen = query['lang'];
  const language = chosen !== undefined && isOurs(chosen) ? chosen : visitor?.language ?? acceptedLanguages.find(isOurs) ?? 'en';
  return readerLanguage(language, visitor?.calendar ?? 'gregorian');
}

/** A path with a query; empty values are left out. */
export function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== '');
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}

/** Only what a link to another page has to carry: the language, where it was chosen by link. */
export function carried({ query }: Asked): Record<string, string> {
  const chosen = query['lang'];
  return chosen !== undefined && isOurs(chosen) ? { lang: chosen } : {};
}

/** `current` is the path of the menu entry the page belongs to. */
export function adminFrame(asked: Asked, { title, current }: { title: string; current: string }): AdminFrame {
  const lang = uiLanguage(pageLanguage(asked));
  const ui = adminStrings(lang);
  const { visitor, path, query, csrfToken } = asked;
  const link = (to: string, text: string, isCurrent: boolean): NavLink => ({ href: withQuery(to, carried(asked)), text, isCurrent });
  const words = ADMIN_NAV[lang];
  const sections = NAVIGATION.flatMap(({ key, entries }) => {
    const open = entries.filter(({ policy }) => visitor?.policies.has(policy));
    return open[0] ? [{ key, to: open[0].path, entries: open, isCurrent: open.some((entry) => entry.path === current) }] : [];
  });
  const here = sections.find(({ isCurrent }) => isCurrent)?.entries ?? [];
  return {
    lang,
    dir: direction(lang),
    title,
    csrfToken,
    visitor: visitor && { name: visitor.name, company: visitor.company, switcher: switcherOf(asked, visitor.others ?? [], lang) },
    nav: sections.map((section) => link(section.to, words.sections[section.key], section.isCurrent)),
    subNav: here.length < 2 ? [] : here.map((entry) => link(entry.path, words.entries[entry.key], entry.path === current)),
    languages: LANGUAGES.map((language) => ({
      lang: language,
      href: withQuery(path, { ...query, lang: language }),
      text: LANGUAGE_NAMES[language],
      isCurrent: language === lang,
    })),
    hold: visitor?.isMailHeld === true ? holdBanner(asked, lang) : null,
    ui,
  };
}

function holdBanner(asked: Asked, lang: Language): AdminFrame['hold'] {
  const { banner, bannerLink } = restoreTexts(lang);
  const mayConfirm = asked.visitor?.policies.has('restore.confirm') === true;
  return { text: banner, link: mayConfirm ? { href: withQuery('/admin/restore', carried(asked)), text: bannerLink } : null };
}

/** `null` for those who are in this account alone. */
function switcherOf(asked: Asked, others: readonly { id: string; name: string }[], lang: Language): Switcher | null {
  if (others.length === 0) return null;
  const { ui } = accountsTexts(lang);
  const to = (path: string): string => withQuery(`/admin/accounts${path}`, carried(asked));
  return {
    label: ui.switcher,
    others: others.map(({ id, name }) => ({ name, action: to(`/${encodeURIComponent(id)}/switch`), label: substitute(ui.openNamed, { name: embedded(name, lang) }) })),
    allHref: to(''),
    allText: ui.all,
  };
}
