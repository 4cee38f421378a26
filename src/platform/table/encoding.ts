/** Which bytes stand for which letters: by the mark at the start, by validity as UTF-8, by what makes words. */
import { isUtf8 } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import jschardet from 'jschardet';
import { UnusableFile } from './unusable-file.ts';

export interface Encoding {
  /** A label `TextDecoder` understands: `utf-8`, `utf-16le`, `windows-1250`, … */
  name: string;
  /** Bytes to leave out at the start. */
  markLength: number;
}

const SAMPLE = 65_536;
const CHUNK = 1_048_576;
/** Of all characters beyond ASCII, how many may be broken in a file that is UTF-8 all the same. */
const MOST_BROKEN = 0.1;

const SINGLE_BYTE = ['windows-1250', 'windows-1252', 'windows-1256'] as const;
type SingleByte = (typeof SINGLE_BYTE)[number];
const WESTERN = /^[éèêëàâäáãåçíîïìñóôöòõúùûüýÿßøæœÉÈÊËÀÂÄÁÃÅÇÍÎÏÌÑÓÔÖÒÕÚÙÛÜÝŸØÆŒ]$/;
const POLISH = /^[ąćęłńóśźżĄĆĘŁŃÓŚŹŻ]$/;
const PUNCTUATION = /^[„”“‘’–—…«»€°§ \u00a0،؛؟]$/;

/**
 * Encoding of a text file. A byte order mark decides; else a file that is valid UTF-8 as a whole is UTF-8; else UTF-16 by its
 * zero bytes, or the likeliest of Windows-1250, -1252 and -1256. `override` names it instead.
 * @throws UnusableFile when it is no text, or `override` no known encoding
 */
export async function sniffEncoding(file: FileHandle, override?: string): Promise<Encoding> {
  const head = await read(file, 0, SAMPLE);
  const marked = byMark(head);
  if (override !== undefined) {
    const name = knownName(override);
    return { name, markLength: marked?.name === name ? marked.markLength : 0 };
  }
  if (marked) return marked;
  if (head.includes(0)) return { name: byZeros(head), markLength: 0 };
  const sample = await firstInvalidUtf8(file);
  if (sample === null || isMostlyUtf8(sample)) return { name: 'utf-8', markLength: 0 };
  return { name: likeliest(sample), markLength: 0 };
}

function byMark(head: Uint8Array): Encoding | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { name: 'utf-8', markLength: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { name: 'utf-16le', markLength: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { name: 'utf-16be', markLength: 2 };
  return null;
}

function knownName(label: string): string {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    throw new UnusableFile('unknown-encoding', `"${label}" is not a known encoding. Known are utf-8, utf-16le, utf-16be, windows-1250, windows-1252, windows-1256 and others of the WHATWG encoding standard.`);
  }
}

/** In UTF-16 digits, delimiters and line ends have a zero byte on one side. */
function byZeros(head: Uint8Array): string {
  const zeros = [0, 0];
  for (const [index, byte] of head.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const least = Math.max(2, head.length / 20);
  if (odd >= least && odd > 10 * even) return 'utf-16le';
  if (even >= least && even > 10 * odd) return 'utf-16be';
  throw new UnusableFile('unknown-format', 'This is neither a text file nor an XLSX workbook. Export the table as CSV or XLSX.');
}

/** Reads the whole file once, at the speed of the disk: the first piece that is not valid UTF-8, `null` when all is. */
async function firstInvalidUtf8(file: FileHandle): Promise<Uint8Array | null> {
  for (let at = 0; ;) {
    const chunk = await read(file, at, CHUNK);
    if (chunk.length === 0) return null;
    const whole = chunk.length < CHUNK ? chunk : chunk.subarray(0, chunk.length - openSequence(chunk));
    if (!isUtf8(whole)) return aroundHighBytes(chunk);
    at += whole.length;
  }
}

/** Bytes at the end of a piece that begin a character whose rest is in the next piece. */
function openSequence(chunk: Uint8Array): number {
  for (let back = 1; back <= 3; back += 1) {
    const byte = chunk[chunk.length - back] ?? 0;
    if (byte >= 0xc0) return back;
    if (byte < 0x80) return 0;
  }
  return 0;
}

function aroundHighBytes(chunk: Uint8Array): Uint8Array {
  const first = chunk.findIndex((byte) => byte >= 0x80);
  const from = Math.max(0, first - 64);
  return chunk.subarray(from, from + SAMPLE);
}

/** One file in another encoding pasted into a UTF-8 one breaks some characters, not the file. */
function isMostlyUtf8(sample: Uint8Array): boolean {
  const text = new TextDecoder('utf-8').decode(sample);
  let beyond = 0;
  let broken = 0;
  for (const character of text) {
    if (character === '\ufffd') broken += 1;
    else if (character > '\u007f') beyond += 1;
  }
  return broken <= MOST_BROKEN * (beyond + broken);
}

/**
 * Statistics of letters (jschardet) fail on the few accented letters of a short file, so what makes a word counts as much:
 * Arabic letters stand together, western ones between ASCII letters, and no word holds "³" or "¿".
 */
function likeliest(sample: Uint8Array): SingleByte {
  const found = jschardet.detectAll(sample);
  const confidenceIn = (name: SingleByte): number => found.find(({ encoding }) => encoding?.toLowerCase() === name)?.confidence ?? 0;
  const guesses = SINGLE_BYTE.map((name) => ({ name, confidence: confidenceIn(name), likeness: likeness(name, sample) }));
  const arabic = guesses.find(({ name }) => name === 'windows-1256');
  if (arabic && arabic.likeness > 0.8) return arabic.name;
  const total = guesses.reduce((sum, { confidence }) => sum + confidence, 0) || 1;
  const weight = ({ confidence, likeness: share }: { confidence: number; likeness: number }): number => share + confidence / total;
  return guesses.reduce((best, guess) => (weight(guess) > weight(best) ? guess : best)).name;
}

/** Share of the characters beyond ASCII that look like text in this encoding, 0–1. */
function likeness(name: SingleByte, sample: Uint8Array): number {
  // In one piece without `stream`, some releases of Node 20 read windows-1252 as ISO 8859-1.
  const characters = [...new TextDecoder(name).decode(sample, { stream: true })];
  let points = 0;
  let beyond = 0;
  for (const [index, character] of characters.entries()) {
    if (character <= '\u007f') continue;
    beyond += 1;
    const touchesAscii = /[a-z]/i.test(characters[index - 1] ?? '') || /[a-z]/i.test(characters[index + 1] ?? '');
    points += pointsOf(name, character, touchesAscii);
  }
  return beyond === 0 ? 0 : points / beyond;
}

function pointsOf(name: SingleByte, character: string, touchesAscii: boolean): number {
  if (PUNCTUATION.test(character)) return 0.5;
  if (name === 'windows-1256') return /\p{Script=Arabic}/u.test(character) && !touchesAscii ? 1 : 0;
  if ((name === 'windows-1250' ? POLISH : WESTERN).test(character)) return 1;
  return /\p{L}/u.test(character) ? 0.5 : 0;
}

async function read(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
