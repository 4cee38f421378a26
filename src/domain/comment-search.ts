/**
 * Finding words in what customers wrote, however they spelt them: whatever case and accents, and either way to write Arabic
 * and Persian letters and digits.
 */
import { folded } from './plain-text.ts';

/** Longest text somebody may search for. */
export const LONGEST_SEARCH = 100;
const MOST_WORDS = 8;

/** Ways in which people write a letter; the first is the folded one. */
const SPELLINGS = [
  'aáàâäãåąā', 'cćčçĉ', 'dďđ', 'eéèêëęěē', 'gğĝ', 'iíìîïīı', 'lłľĺ', 'nńñň', 'oóòôöõőø', 'rřŕ', 'sśšşŝ', 'tťţ', 'uúùûüůűū', 'yýÿ', 'zźżž',
  'اأإآٱ', 'هةۀ', 'یيىئ', 'کك', 'وؤ', '0٠۰', '1١۱', '2٢۲', '3٣۳', '4٤۴', '5٥۵', '6٦۶', '7٧۷', '8٨۸', '9٩۹',
];
const SPELLINGS_OF = new Map(SPELLINGS.map((letters) => [[...letters][0] ?? '', letters]));
/** Accents and vowel signs written on their own, the stroke that stretches a word, and marks of joining. */
const MARKS = '[\\u0300-\\u036f\\u064b-\\u065f\\u0670\\u0640\\u200c]*';

/**
 * A pattern for each word of a search: a comment that holds them all, in any order and as parts of words, is found. Nothing
 * of what was typed has a meaning in a pattern.
 */
export function searchPatterns(text: string): string[] {
  const words = text.toWellFormed().slice(0, LONGEST_SEARCH).toWellFormed().normalize('NFC').toLowerCase().split(/\s+/);
  const patterns = words.map((word) => Array.from(word, patternOf).join(''));
  return patterns.filter((pattern) => pattern !== '').slice(0, MOST_WORDS);
}

/** The letter as it was typed, or any spelling of what it folds to. */
function patternOf(letter: string): string {
  const plain = Array.from(folded(letter));
  if (plain.length === 0) return '';
  if (plain.length > 1) return `(?:${escaped(letter)}|${plain.map(escaped).join('')})${MARKS}`;
  const letters = new Set([letter, ...(SPELLINGS_OF.get(plain[0] ?? '') ?? plain)]);
  return (letters.size === 1 ? escaped(letter) : `[${[...letters].map((each) => each.replace(/[\\\]^-]/, '\\$&')).join('')}]`) + MARKS;
}

function escaped(letter: string): string {
  return letter.replace(/[\\^$.*+?()[\]{}|]/, '\\$&');
}

/** Folded words between single blanks, one at each end. */
function wordsOf(text: string): string {
  return ` ${folded(text.toWellFormed()).split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '').join(' ')} `;
}

/** Tells whether a comment holds one of the words. */
export type WordMatcher = (comment: string) => boolean;

/**
 * Words and phrases as an account lists them for a tag: whole words, wherever they stand; a star at an end stands for any
 * letters there (`deliver*`, `*توصيل`).
 */
export function wordMatcher(words: readonly string[]): WordMatcher {
  const needles = words.flatMap((word) => needleOf(word) ?? []);
  return (comment) => {
    const text = wordsOf(comment);
    return needles.some((needle) => text.includes(needle));
  };
}

/** `null` where nothing is left of a word that could be looked for. */
function needleOf(word: string): string | null {
  const plain = wordsOf(word).trim();
  if (plain === '') return null;
  const [before, after] = [word.trimStart().startsWith('*') ? '' : ' ', word.trimEnd().endsWith('*') ? '' : ' '];
  return before + plain + after;
}

/** Whether a word says anything to look for: punctuation alone does not. */
export function isSearchable(word: string): boolean {
  return needleOf(word) !== null;
}
