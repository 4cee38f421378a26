/** Where a text that somebody wrote stops being JSON: the parser of the language does not always say. */

export interface JsonMisfit {
  /** Both count from 1. */
  line: number;
  character: number;
  expected: string;
}

const TOKEN = /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)|[{}[\],:]/yu;
const BLANKS = /[ \t\r\n]*/y;

/** What may come next; the names are told to people. */
type Expected = 'a value' | 'a value or "]"' | 'a name in double quotes' | 'a name in double quotes or "}"' | '":"' | '"," or "}"' | '"," or "]"' | 'nothing more';

/** `null` for a text that is JSON. */
export function jsonMisfit(text: string): JsonMisfit | null {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'a value';
  let at = afterBlanks(text, 0);
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.[0];
    const next: Expected | null = token === undefined ? null : follow(expected, token, open);
    if (token === undefined || next === null) return misfitAt(text, at, expected);
    expected = next;
    at = afterBlanks(text, at + token.length);
  }
  return expected === 'nothing more' ? null : misfitAt(text, at, expected);
}

function afterBlanks(text: string, at: number): number {
  BLANKS.lastIndex = at;
  BLANKS.exec(text);
  return BLANKS.lastIndex;
}

/** What may follow the token, `null` where it may not stand; opens and closes what it opens and closes. */
function follow(expected: Expected, token: string, open: ('{' | '[')[]): Expected | null {
  const closed = (): Expected => {
    const around = open.at(-1);
    return around === undefined ? 'nothing more' : around === '{' ? '"," or "}"' : '"," or "]"';
  };
  const isClosing = (token === '}' && /"}"/.test(expected)) || (token === ']' && /"]"/.test(expected));
  if (isClosing) {
    open.pop();
    return closed();
  }
  if (expected.startsWith('a name')) return token.startsWith('"') ? '":"' : null;
  if (expected === '":"') return token === ':' ? 'a value' : null;
  if (expected.startsWith('","')) return token !== ',' ? null : open.at(-1) === '{' ? 'a name in double quotes' : 'a value';
  if (expected === 'nothing more' || ['}', ']', ',', ':'].includes(token)) return null;
  if (token !== '{' && token !== '[') return closed();
  open.push(token);
  return token === '{' ? 'a name in double quotes or "}"' : 'a value or "]"';
}

function misfitAt(text: string, at: number, expected: string): JsonMisfit {
  const before = text.slice(0, at).split('\n');
  return { line: before.length, character: (before.at(-1)?.length ?? 0) + 1, expected };
}
