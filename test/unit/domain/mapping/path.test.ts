import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePath, printPath, requirePath, type Path, type PathStep } from '../../../../src/domain/mapping/path.ts';
import { readPath, type Scope } from '../../../../src/domain/mapping/read-path.ts';

const ORDER = {
  id: 820982911946154508n.toString(),
  email: 'ann@example.com',
  nothing: null,
  empty: '',
  customer: { email: 'ann@example.com', 'first name': 'Ann', 'a.b': 1, 'it\'s': 2, 'c\\d': 3, '}': 4 },
  lines: [{ sku: 'A', tags: ['x', 'y'] }, { sku: null, tags: ['z'] }, { sku: 'C' }],
  answers: [{ field: { ref: 'name' }, text: 'Ann' }, { field: { ref: 'email' }, email: 'ann@example.com' }, { field: { ref: 'email' }, email: 'second@example.com' }],
  custom: [{ id: 360_001, value: 'gold' }, { id: '360002', value: 7 }],
};

const SCOPE: Scope = {
  item: ORDER,
  payload: { shop: 'b.example', orders: [ORDER] },
  headers: { 'x-shopify-topic': 'orders/fulfilled', 'x-empty': undefined },
  delivery: { id: 'd-1', at: '2026-05-04T09:30:00.000Z', item: 3 },
  work: { left: Number.POSITIVE_INFINITY },
};

const read = (path: string) => readPath(requirePath(path), SCOPE);

describe('a path', () => {
  it.each<[string, unknown]>([
    ['id', ORDER.id],
    ['$.id', ORDER.id],
    ['$', ORDER],
    ['customer.email', 'ann@example.com'],
    ['$[\'customer\']["email"]', 'ann@example.com'],
    ['customer[\'first name\']', 'Ann'],
    ['customer["a.b"]', 1],
    ['customer[\'it\\\'s\']', 2],
    ['customer["it\'s"]', 2],
    ['customer[\'c\\\\d\']', 3],
    ['customer[\'}\']', 4],
    ['lines[0].sku', 'A'],
    ['lines[-1].sku', 'C'],
    ['lines[-3].sku', 'A'],
    ['lines[-4].sku', undefined],
    ['lines[3].sku', undefined],
    ['lines[1].sku', undefined],
    ['lines[*].sku', ['A', 'C']],
    ['lines[*].tags[*]', ['x', 'y', 'z']],
    ['lines[*].tags', [['x', 'y'], ['z']]],
    ['lines[*].tags[0]', ['x', 'z']],
    ['lines[*].absent', undefined],
    ['customer[*]', undefined],
    ['answers[field.ref=\'email\'].email', 'ann@example.com'],
    ['answers[field.ref="phone"].text', undefined],
    ['custom[id=\'360001\'].value', 'gold'],
    ['custom[id=\'360002\'].value', 7],
    ['custom[value=\'7\'].id', '360002'],
    ['email[0]', undefined],
    ['email.length', undefined],
    ['lines.length', undefined],
    ['lines.0', undefined],
    ['nothing', undefined],
    ['nothing.deeper', undefined],
    ['empty', ''],
    ['absent', undefined],
    ['toString', undefined],
    ['customer.hasOwnProperty', undefined],
    ['$$.shop', 'b.example'],
    ['$$.orders[0].email', 'ann@example.com'],
    ['$headers.X-Shopify-Topic', 'orders/fulfilled'],
    ['$headers[\'x-shopify-topic\']', 'orders/fulfilled'],
    ['$headers.x-empty', undefined],
    ['$headers.x-absent', undefined],
    ['$delivery.id', 'd-1'],
    ['$delivery.at', '2026-05-04T09:30:00.000Z'],
    ['$delivery.item', 3],
  ])('%s leads to %j', (path, expected) => {
    expect(read(path)).toEqual(expected);
  });

  it('may start with a bracket where the item is a list', () => {
    const inList = (path: string) => readPath(requirePath(path), { ...SCOPE, item: [{ a: 1 }, { a: 2 }] });
    expect(inList('[0].a')).toBe(1);
    expect(inList('$[-1].a')).toBe(2);
    expect(inList('[*].a')).toEqual([1, 2]);
  });

  it.each<[string, number, RegExp]>([
    ['', 1, /expected "\$"/],
    ['$x', 1, /expected "\$"/],
    ['$header.x', 1, /expected "\$"/],
    ['.a', 1, /expected a name/],
    ['a.', 3, /expected a name/],
    ['a..b', 3, /expected a name/],
    ['$a', 1, /expected "\$"/],
    ['$.a b', 4, /expected "\." or "\["/],
    ['a b', 2, /expected "\." or "\["/],
    ['a[', 3, /expected a number/],
    ['a[]', 3, /expected a number/],
    ['a[0', 4, /expected "\]"/],
    ['a[007]', 4, /expected "\]"/],
    ['a[1.5]', 4, /expected "\]"/],
    ['a[\'b]', 6, /expected '/],
    ['a[\'b\'', 6, /expected "\]"/],
    ['a[b]', 4, /expected "="/],
    ['a[b=c]', 5, /expected a quoted text/],
    ['a[b=\'c\'', 8, /expected "\]"/],
    ['a[b.=\'c\']', 5, /expected a name/],
    ['a[**]', 4, /expected "\]"/],
    ['a[0]b', 5, /expected "\." or "\["/],
    ['a?', 2, /expected "\." or "\["/],
    ['$headers', 1, /one name behind/],
    ['$headers.a.b', 1, /one name behind/],
    ['$headers[*]', 1, /one name behind/],
    ['$delivery', 1, /\$delivery\.id/],
    ['$delivery.body', 1, /\$delivery\.id/],
    ['__proto__', 1, /may not be followed/],
    ['a.constructor.b', 3, /may not be followed/],
    ['a[\'prototype\']', 3, /may not be followed/],
    ['a[__proto__.x=\'1\']', 3, /expected a number/],
    ['a[b.constructor=\'1\']', 5, /may not be followed/],
    [`a${'.b'.repeat(20)}`, 40, /at most 20 steps/],
    ['a'.repeat(301), 301, /at most 300 characters/],
  ])('%j is refused at character %i', (text, at, detail) => {
    expect(parsePath(text)).toEqual({ ok: false, at, detail: expect.stringMatching(detail) });
    expect(() => requirePath(text)).toThrow(RangeError);
  });

  it('is never led into prototypes, even where a sender stored such names', () => {
    const item: unknown = JSON.parse('{"__proto__": {"x": 1}, "o": {"constructor": {"x": 2}}, "list": [{"__proto__": {"x": "1"}, "y": 3}]}');
    for (const steps of [[{ kind: 'name', name: '__proto__' }, { kind: 'name', name: 'x' }], [{ kind: 'name', name: 'o' }, { kind: 'name', name: 'constructor' }], [{ kind: 'name', name: 'list' }, { kind: 'where', names: ['__proto__', 'x'], is: '1' }]] as PathStep[][]) {
      expect(readPath({ root: 'item', steps }, { ...SCOPE, item })).toBeUndefined();
    }
  });

  const NAME = fc.string({ unit: 'binary', maxLength: 8 }).filter((name) => !['__proto__', 'constructor', 'prototype'].includes(name));
  const BARE = fc.stringMatching(/^[a-z][\w@$-]{0,5}$/).filter((name) => name !== 'constructor');
  const STEP = fc.oneof<fc.Arbitrary<PathStep>[]>(
    fc.record({ kind: fc.constant('name' as const), name: NAME }),
    fc.record({ kind: fc.constant('index' as const), index: fc.integer({ min: -999_999, max: 999_999 }) }),
    fc.constant({ kind: 'every' as const }),
    fc.record({ kind: fc.constant('where' as const), names: fc.array(BARE, { minLength: 1, maxLength: 3 }), is: fc.string({ unit: 'binary', maxLength: 8 }) }),
  );
  const PATH = fc.oneof<fc.Arbitrary<Path>[]>(
    fc.record({ root: fc.constantFrom('item' as const, 'payload' as const), steps: fc.array(STEP, { maxLength: 8 }) }),
    fc.record({ root: fc.constant('headers' as const), steps: fc.tuple(fc.record({ kind: fc.constant('name' as const), name: fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/) })) }).filter(({ steps: [step] }) => step.name !== 'constructor' && step.name !== 'prototype'),
  );

  it('is the same after it was printed and read', () => {
    fc.assert(fc.property(PATH, (path) => {
      const printed = printPath(path);
      fc.pre(printed.length <= 300);
      expect(parsePath(printed)).toEqual({ ok: true, path });
    }));
  });

  it('prints as one text however it was written', () => {
    expect(printPath(requirePath('a["b"][\'c d\'].e[0][*][x.y="z"]'))).toBe('$.a.b[\'c d\'].e[0][*][x.y=\'z\']');
    expect(printPath(requirePath('$headers["X-Topic"]'))).toBe('$headers.x-topic');
  });

  it('of any text parses or is refused at a character of it, and never throws', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom('$', '.', '[', ']', '\'', '"', '\\', '*', '=', 'a', '0', '-', ' ', '{', '}', '?') }));
    fc.assert(fc.property(text, fc.jsonValue(), (path, item) => {
      const parsed = parsePath(path);
      if (parsed.ok) expect(() => readPath(parsed.path, { ...SCOPE, item })).not.toThrow();
      else expect(parsed.at).toSatisfy((at: number) => at >= 1 && at <= path.length + 1);
    }), { numRuns: 1000 });
  });
});
