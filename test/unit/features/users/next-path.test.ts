import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOME, nextPath } from '../../../../src/features/users/next-path.ts';

describe('where to go after signing in', () => {
  it.each([
    ['/admin/reports?period=last-month&lang=ar', '/admin/reports?period=last-month&lang=ar'],
    ['/admin/keys', '/admin/keys'],
    ['/admin', '/admin'],
    ['/admin/x/../keys', '/admin/keys'],
  ])('%s is one of our pages', (wanted, expected) => {
    expect(nextPath(wanted)).toBe(expected);
  });

  it.each([
    'https://evil.example/admin', '//evil.example/admin', '/\\evil.example/admin', '\\\\evil.example', '/%5c%5cevil.example', '///evil.example', 'http:/\\/\\evil.example/admin',
    'javascript:alert(1)', 'data:text/html,x', '/admin@evil.example', '/administrator', '/admin/..//evil.example', '/admin/../../evil', '/.//evil.example/admin', 'admin/reports',
    '/\t/evil.example/admin', '/\n/evil.example', ' //evil.example', 'http://nowhere.invalid@evil.example/admin', 'http://nowhere.invalid/admin', '/s/token', '/dev/mailbox',
    '/admin/sign-in', '/admin/sign-in/token', '/admin/sign-out', '', '/', '?next=/admin', '/admin'.padEnd(2001, 'x'), undefined, null, 7, ['/admin/keys'], { a: 1 },
  ])('%j leads home', (wanted) => {
    expect(nextPath(wanted)).toBe(HOME);
  });

  it('never leaves the site, whatever is written', () => {
    const piece = fc.constantFrom('/', '\\', '.', '..', '//', '%2f', '%5c', 'admin', 'evil.example', '@', ':', 'https:', '?', '#', '\t', '\n', ' ', 'sign-in');
    fc.assert(fc.property(fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')), (wanted) => {
      const resolved = new URL(nextPath(wanted), 'https://afterword.example/admin/sign-in');
      expect(resolved.origin).toBe('https://afterword.example');
      expect(resolved.pathname).toMatch(/^\/admin(\/|$)/);
    }), { numRuns: 3000 });
  });
});
