/** Reads a JSON body from raw bytes: bounded, shallow, without forbidden keys; a bad one is a clear 400, never a crash. */
import { Malformed } from '../errors.ts';

const MAX_DEPTH = 32;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Nesting depth by a scan over bytes, before any parser recurses into it. */
function depthOf(bytes: Buffer): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (inString) {
      if (byte === BACKSLASH) index += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === 0x7b || byte === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (byte === 0x7d || byte === 0x5d) depth -= 1;
  }
  return deepest;
}

/**
 * A text without any of this holds no key that is not allowed, since it names none and escapes nothing, and no lone surrogate, which
 * UTF-8 cannot hold. It is read three times as fast as one whose every key and value is looked at.
 */
const NEEDS_LOOK = /\\u|"\$|__proto__|constructor|prototype/;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * @param options.isForeign of a shape that is not ours: keys we do not allow are left out, for only parts of it are taken over
 * @throws Malformed for what is no JSON, too deep, or holds a key that is not allowed
 */
export function parseJson(bytes: Buffer, { isForeign = false }: { isForeign?: boolean } = {}): unknown {
  if (bytes.length === 0) throw new Malformed('The body is empty; send a JSON object with Content-Type application/json.');
  if (depthOf(bytes) > MAX_DEPTH) throw new Malformed(`The JSON is nested deeper than ${MAX_DEPTH} levels.`);
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    throw new Malformed('The body is not valid UTF-8.');
  }
  try {
    if (!NEEDS_LOOK.test(text)) return JSON.parse(text);
    return JSON.parse(text, isForeign ? leaveOutForbidden : refuseForbidden);
  } catch (error) {
    if (error instanceof Malformed) throw error;
    throw new Malformed(`The body is not valid JSON: ${(error as Error).message.slice(0, 200)}`);
  }
}

function leaveOutForbidden(key: string, value: unknown): unknown {
  return FORBIDDEN_KEYS.has(key) || key.startsWith('$') || key.includes('\0') || !key.isWellFormed() ? undefined : typeof value === 'string' ? value.toWellFormed() : value;
}

function refuseForbidden(key: string, value: unknown): unknown {
  if (FORBIDDEN_KEYS.has(key)) throw new Malformed(`The key "${key}" is not allowed.`, [{ pointer: `/${key}`, detail: 'this key is not allowed anywhere' }]);
  if (key.startsWith('$') || key.includes('\0')) throw new Malformed(`The key ${JSON.stringify(key.slice(0, 40))} is not allowed: keys may not start with "$".`);
  if (!key.isWellFormed()) throw new Malformed('A key holds a lone surrogate, which is not a character.');
  if (typeof value === 'string' && !value.isWellFormed()) throw new Malformed(`The value of "${key.slice(0, 40)}" holds a lone surrogate, which is not a character.`);
  return value;
}
