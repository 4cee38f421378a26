/** Text as people write it, made comparable: scripts have several ways to write one digit, letter or space. */

const ARABIC_ZERO = 0x660;
const PERSIAN_ZERO = 0x6f0;
/** Marks of writing direction and joining: invisible, and pasted along with numbers from right-to-left pages. */
const INVISIBLE = /[\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
const BEYOND_ASCII = /[\u0080-\uffff]/;

/** A cell without the white space and invisible marks around and, where `inside`, within it. */
export function trimmed(cell: string): string {
  return BEYOND_ASCII.test(cell) ? cell.replaceAll(/^[\s\u200e\u200f\u061c\ufeff]+|[\s\u200e\u200f\u061c\ufeff]+$/g, '') : cell.trim();
}

/** Digits of Arabic (٠١٢) and Persian (۰۱۲) as ASCII ones; marks that cannot be seen are dropped. */
export function withAsciiDigits(text: string): string {
  if (!BEYOND_ASCII.test(text)) return text;
  return text.replaceAll(INVISIBLE, '')
    .replaceAll(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - ARABIC_ZERO))
    .replaceAll(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - PERSIAN_ZERO));
}

/** Text in one spelling: lower case without accents and vowel signs, ASCII digits, and one way to write ye, kaf, alef, te marbuta. */
export function folded(text: string): string {
  return withAsciiDigits(text).normalize('NFKD').toLowerCase()
    .replaceAll(/[\p{M}\u0640]/gu, '')
    .replaceAll('ł', 'l')
    .replaceAll(/[يى]/g, 'ی').replaceAll('ك', 'ک').replaceAll('ة', 'ه')
    .normalize('NFC');
}

/**
 * A word or name reduced to what people mean by it: `customerId`, `Customer ID` and `CUSTOMER_ID` are one, as are `powód` and
 * `powod`, and the Arabic and Persian ways to write ye, kaf, alef and te marbuta.
 */
export function plainWord(text: string): string {
  return folded(text).replaceAll(/[^\p{L}\p{N}]/gu, '');
}
