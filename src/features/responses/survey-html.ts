/** The survey page as HTML. Readers of the same words get the same page, rendered once, with their own link and form in it. */
import type { SurveyVersion } from '../../domain/survey.ts';
import { variablesIn } from '../../domain/variables.ts';
import { randomToken } from '../../platform/token.ts';
import { surveyPage, type SurveyPageInput } from './survey.view.ts';

/** Some 6 kB each. */
const MOST_PAGES = 500;
/** Variables that say nothing about a person. */
const COMMON_VARIABLES = ['company', 'touchpoint'];
/** Needs no escaping anywhere in HTML. */
const PLAIN = /^[\w.-]+$/;

export type SurveyHtml = (input: SurveyPageInput) => string;

/** @param render a page to its HTML, everything in it escaped */
export function createSurveyHtml(render: (view: string, data: object) => string): SurveyHtml {
  const pages = new Map<string, readonly string[]>();
  // Nobody who writes texts can know them.
  const [token, form] = [randomToken(), randomToken()];
  const slots = new RegExp(`(${token}|${form})`);
  const rendered = (input: SurveyPageInput): string => {
    const { view, data } = surveyPage(input);
    return render(view, data);
  };
  return (input) => {
    const end = input.pageUrl.lastIndexOf('/') + 1;
    const own = input.pageUrl.slice(end);
    const key = PLAIN.test(own) && PLAIN.test(input.form) ? keyOf(input, input.pageUrl.slice(0, end)) : null;
    if (key === null) return rendered(input);
    let parts = pages.get(key);
    if (parts === undefined) {
      parts = rendered({ ...input, pageUrl: input.pageUrl.slice(0, end) + token, form }).split(slots);
      pages.set(key, parts);
      const oldest = pages.size > MOST_PAGES ? pages.keys().next().value : undefined;
      if (oldest !== undefined) pages.delete(oldest);
    }
    let html = '';
    for (const part of parts) html += part === token ? own : part === form ? input.form : part;
    return html;
  };
}

/** All that a page shows besides link and form; `null` where some of it is about one person. */
function keyOf({ version, language, fallbackLanguages, branding, variables, score, comment, commentLimit, protection, problem }: SurveyPageInput, base: string): string | null {
  const { id, isPersonal } = knownVersion(version);
  if (isPersonal || comment !== '' || problem !== null) return null;
  return JSON.stringify([id, base, language, fallbackLanguages, branding, variables['touchpoint'], score, commentLimit, protection]);
}

const versions = new WeakMap<SurveyVersion, { id: number; isPersonal: boolean }>();
let count = 0;

/** Versions are kept in memory and never change. */
function knownVersion(version: SurveyVersion): { id: number; isPersonal: boolean } {
  let known = versions.get(version);
  if (known === undefined) {
    known = { id: (count += 1), isPersonal: variablesIn(JSON.stringify(version)).some((name) => !COMMON_VARIABLES.includes(name)) };
    versions.set(version, known);
  }
  return known;
}
