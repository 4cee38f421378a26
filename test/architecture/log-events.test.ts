import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sources } from '../support/source-rules.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const table = readme.slice(readme.indexOf('| log event |'), readme.indexOf('**When something was not sent:**'));
const described = table.split('\n').slice(2).flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].flatMap(([, name]) => name ?? []));

/** What follows `event:` in a call of the logger: a name, or the fixed start of one that is put together. */
const logged = sources().flatMap(({ path, text }) => [...text.matchAll(/log\.(?:trace|debug|info|warn|error|fatal)\(\s*(\{?)([^)]{0,60})/g)].map(([, brace, rest = '']) => {
  const literal = /^\s*event: '([^']+)'/.exec(rest)?.[1];
  const start = /^\s*event: `([a-z.-]+)\$\{/.exec(rest)?.[1];
  return { path, isObject: brace === '{', name: literal ?? null, start: start ?? null };
}));

describe('log events', () => {
  it('stand first in every line that is logged', () => {
    expect(logged.length).toBeGreaterThan(25);
    expect(logged.filter(({ isObject, name, start }) => !isObject || (name === null && start === null)).map(({ path }) => path)).toEqual([]);
  });

  it('are named as thing.happened', () => {
    for (const name of described) expect(name).toMatch(/^[a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*$/);
  });

  it('are all described in README.md, each once', () => {
    expect(logged.flatMap(({ name }) => (name === null || described.includes(name) ? [] : [name]))).toEqual([]);
    expect(logged.flatMap(({ start }) => (start === null || described.some((name) => name.startsWith(start)) ? [] : [start]))).toEqual([]);
    expect(new Set(described).size).toBe(described.length);
  });

  it('that are described are logged somewhere', () => {
    const isLogged = (name: string): boolean => logged.some((event) => event.name === name || (event.start !== null && name.startsWith(event.start)));
    expect(described.filter((name) => !isLogged(name))).toEqual([]);
  });
});
