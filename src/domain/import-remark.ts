/** What is wrong with a value of a file and what is accepted instead: codes and what they are about, said in the reader's language. */
import { inLanguage } from './in-language.ts';
import { embedded, localNumber } from './local-text.ts';
import { IMPORT_REMARKS_ARABIC } from './texts/import-remarks-ar.ts';
import { IMPORT_REMARKS_ENGLISH, type ImportRemarkTexts } from './texts/import-remarks-en.ts';
import { IMPORT_REMARKS_PERSIAN } from './texts/import-remarks-fa.ts';
import { IMPORT_REMARKS_POLISH } from './texts/import-remarks-pl.ts';
import { substitute } from './variables.ts';

type About = Readonly<Record<string, string | number>>;

export interface Problem {
  code: keyof ImportRemarkTexts['problems'];
  about?: About;
}

export interface Accepted {
  code: keyof ImportRemarkTexts['accepted'];
  about?: About;
}

export interface Remark {
  problem: Problem;
  /** Said one after the other. */
  accepted: readonly Accepted[];
}

/** A problem or what is accepted, by its code alone where it is about nothing in particular. */
export type Said<Kind extends Problem | Accepted> = Kind | Kind['code'];

export function remark(problem: Said<Problem>, ...accepted: Said<Accepted>[]): Remark {
  return { problem: typeof problem === 'string' ? { code: problem } : problem, accepted: accepted.map((each) => (typeof each === 'string' ? { code: each } : each)) };
}

/** Why a file as a whole is no use. */
export interface Fault {
  code: Exclude<keyof ImportRemarkTexts['faults'], 'example' | 'example-value'>;
  about: About;
  /** What is wrong most often, where most rows are. */
  example?: Remark & { count: number; column: string; value: string };
}

/** On a row whose cells cannot be trusted to be those of their columns. */
export function misfitRemark(misfit: { kind: 'open-quote' } | { kind: 'more-cells'; cells: number; columns: number }): Remark {
  if (misfit.kind === 'open-quote') return remark('open-quote', 'closed-quotes');
  return remark({ code: 'more-cells', about: { cells: misfit.cells, columns: misfit.columns } }, 'as-many-cells', 'quoted-delimiter');
}

const TEXTS = { en: IMPORT_REMARKS_ENGLISH, ar: IMPORT_REMARKS_ARABIC, fa: IMPORT_REMARKS_PERSIAN, pl: IMPORT_REMARKS_POLISH };

/** @param language a BCP 47 tag; English where we have no texts in it */
export function remarkText({ problem, accepted }: Remark, language: string): { problem: string; accepted: string } {
  const texts = inLanguage(TEXTS, language);
  return {
    problem: substitute(texts.problems[problem.code], problem.about ?? {}),
    accepted: accepted.map(({ code, about = {} }) => substitute(texts.accepted[code], about)).join(texts.separator),
  };
}

/** @param language a BCP 47 tag; English where we have no texts in it */
export function faultText({ code, about, example }: Fault, language: string): string {
  const { faults } = inLanguage(TEXTS, language);
  const said = (text: string, values: About): string => substitute(text, Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'number' ? localNumber(value, language) : embedded(value, language)])));
  if (example === undefined) return said(faults[code], about);
  const { count, column, value, ...remark } = example;
  // What is said of a value is in the language already.
  const shown = { count: localNumber(count, language), column: embedded(column, language), value: embedded(value, language), ...remarkText(remark, language) };
  return `${said(faults[code], about)} ${substitute(value === '' ? faults.example : faults['example-value'], shown)}`;
}
