import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../../../src/platform/logger.ts';

/** What one call writes. */
function written(fields: Record<string, unknown>): string {
  let text = '';
  createLogger('info', { write: (line) => void (text += line) }).info({ event: 'thing.happened', ...fields }, 'it happened');
  return text;
}

const parsed = (fields: Record<string, unknown>): Record<string, unknown> => JSON.parse(written(fields)) as Record<string, unknown>;

describe('a log line', () => {
  it('is one line of JSON whatever is in it, and nothing in it moves a terminal', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('\n{"event":"forged"}', '\r\n', '\u001b[2J', '\u009b31m', '\u2028', '\u202e', '\u0000'), (text, poison) => {
      const line = written({ reason: text + poison, nested: { list: [poison + text] }, err: new Error(poison) });
      expect(line).toMatch(/^[^\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]*\n$/u);
      expect(JSON.parse(line)).toMatchObject({ event: 'thing.happened', msg: 'it happened' });
    }));
  });

  it('holds no address, wherever it came from', () => {
    const line = written({ reply: '550 5.1.1 <ann.lee+x@example.com>: unknown', list: ['to=bob@example.com,'], err: new Error('dup key: { email: "eve@example.com" }', { cause: new Error('mongodb://user:hunter2@db.internal:27017/x') }) });
    expect(line).not.toMatch(/ann\.lee|bob@|eve@|hunter2/);
    expect(line).toContain('550 5.1.1 <[address]>: unknown');
  });

  it('holds what an error is and where, and none of the documents it is about', () => {
    const error = Object.assign(new Error('E11000 duplicate key'), { code: 11_000, writeErrors: [{ err: { op: { comment: 'CANARY' } } }], result: { insertedDocs: ['CANARY'] } });
    const { err } = parsed({ err: error });
    expect(err).toMatchObject({ type: 'Error', message: 'E11000 duplicate key', code: 11_000, stack: expect.stringContaining('logger.test.ts') as unknown });
    expect(JSON.stringify(err)).not.toContain('CANARY');
  });

  it.each(['password', 'secret', 'token', 'key', 'authorization', 'cookie', 'email', 'name', 'comment'])('holds no %s', (field) => {
    expect(written({ [field]: 'CANARY', inner: { [field]: 'CANARY' } })).not.toContain('CANARY');
  });

  it('keeps numbers, dates and truths as they are', () => {
    expect(parsed({ count: 3, at: new Date(0), overload: false, reason: null })).toMatchObject({ count: 3, at: '1970-01-01T00:00:00.000Z', overload: false, reason: null });
  });
});
