import { describe, expect, it } from 'vitest';
import { Invalid } from '../../../../src/platform/errors.ts';
import { newSourceFrom, writtenHeaders, writtenMapping } from '../../../../src/features/sources/source-form.ts';
import { READY_MAPPINGS } from '../../../../src/features/sources/ready-mappings.ts';

function errorsOf(work: () => unknown): { pointer: string; detail: string }[] {
  try {
    work();
  } catch (error) {
    if (error instanceof Invalid) return error.options.errors ?? [];
    throw error;
  }
  return [];
}

describe('the form of a new source', () => {
  it('leaves to its kind what was left empty', () => {
    expect(newSourceFrom('stripe', { name: ' Payments ', secret: '  ', ready: '' })).toEqual({ name: 'Payments', kind: 'stripe', secret: null, scheme: null, legacySignatures: false, mapping: null });
    expect(newSourceFrom('bearer', { name: 'Desk', secret: ' a-token-of-the-desk ', ready: 'freshdesk', legacy: 'yes' })).toMatchObject({ secret: 'a-token-of-the-desk', legacySignatures: true, mapping: READY_MAPPINGS[0]?.mapping });
  });

  it('names everything that is wrong at once', () => {
    const errors = errorsOf(() => newSourceFrom('generic', { name: 'two\nlines', secret: 'a\u0000b', scheme: '{ "kind": "hmac", }', ready: 'nothing-ready' }));
    expect(errors.map(({ pointer }) => pointer)).toEqual(['/name', '/secret', '/scheme', '/mapping']);
    expect(errors[2]?.detail).toContain('line 1, character 19');
  });
});

describe('a written mapping', () => {
  it('is none where nothing was written', () => {
    expect(writtenMapping(' \r\n ')).toBeNull();
  });

  it.each([
    ['{\n  "fields": {\n    "id" "x"\n  }\n}', '/mapping', 'line 3, character 10'],
    ['[]', '/mapping', 'must be an object'],
    ['{ "fields": { "id": { "path": "$.[" }, "occurredAt": { "path": "at" } } }', '/mapping/fields/id/path', 'is no path'],
    ['{ "fields": { "id": { "path": "id" } } }', '/mapping/fields', 'needs occurredAt'],
    [`{ "fields": "${'x'.repeat(270_000)}" }`, '/mapping', 'at most'],
  ])('is refused with the place of what is wrong', (text, pointer, detail) => {
    expect(errorsOf(() => writtenMapping(text))).toEqual([{ pointer, detail: expect.stringContaining(detail) }]);
  });
});

describe('written headers', () => {
  it('are read line by line, whatever their case and blanks', () => {
    expect(writtenHeaders('X-Topic: orders/fulfilled\r\n\n  x-shop :a:b  \nx-empty:')).toEqual({ 'x-topic': 'orders/fulfilled', 'x-shop': 'a:b', 'x-empty': '' });
    expect(writtenHeaders('')).toEqual({});
  });

  it.each([['x-topic', '1'], ['a: 1\n\nno header here', '3'], [': nothing', '1']])('are refused with the number of the line: %j', (text, line) => {
    expect(errorsOf(() => writtenHeaders(text))).toEqual([{ pointer: '/headers', detail: line }]);
  });
});
