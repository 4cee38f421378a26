import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ENVIRONMENT, readConfig } from '../../src/config.ts';
import { sources } from '../support/source-rules.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const map = readFileSync(join(root, 'src', 'README.md'), 'utf8');
const read = sources();

const cellsOf = (text: string): string[][] => text.split('\n').filter((line) => line.startsWith('| ')).map((line) => line.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim()));
/** What stands in backquotes. */
const quoted = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].flatMap(([, code]) => code ?? []);

describe('README.md', () => {
  it('describes every variable of the environment as config.ts does, with its default', () => {
    const defaults: Record<string, string | number | undefined> = ENVIRONMENT.parse({});
    const expected = Object.entries(ENVIRONMENT.shape).map(([name, schema]) => [`\`${name}\``, defaults[name] === undefined ? '–' : `\`${defaults[name]}\``, (schema as { description?: string }).description ?? '']);
    const table = readme.slice(readme.indexOf('| variable |'), readme.indexOf('In production (`NODE_ENV=production`)'));
    expect(cellsOf(table).slice(1).filter(([name]) => name !== '---')).toEqual(expected);
  });

  it('names what production demands', () => {
    const paragraph = /In production \(`NODE_ENV=production`\)[^\n]*/.exec(readme)?.[0] ?? '';
    const named = quoted(paragraph).filter((name) => name !== 'NODE_ENV=production').toSorted();
    expect(named.length).toBeGreaterThan(0);
    expect(() => readConfig({ NODE_ENV: 'production' })).toThrow(expect.objectContaining({ message: expect.stringContaining('required') }));
    try {
      readConfig({ NODE_ENV: 'production' });
    } catch (error) {
      expect([...(error as Error).message.matchAll(/^ {2}(\w+): is required/gm)].map(([, name]) => name).toSorted()).toEqual(named);
    }
  });

  it('says where each collection comes from', () => {
    const table = readme.slice(readme.indexOf('| collection |'), readme.indexOf('## How much it carries'));
    const described = cellsOf(table).slice(1).flatMap(([names = '']) => quoted(names));
    const defined = read.flatMap(({ text }) => {
      const constant = /const COLLECTION = '(\w+)'/.exec(text)?.[1];
      return [...text.matchAll(/defineCollection(?:<[^(]*>)?\((?:'(\w+)'|COLLECTION)/g)].flatMap(([, name]) => name ?? constant ?? []);
    });
    const raw = read.flatMap(({ text }) => [...text.matchAll(/database\(\)\.collection<[^(]*>\('(\w+)'\)/g)].flatMap(([, name]) => name ?? []));
    expect(described.toSorted()).toEqual([...new Set([...defined, ...raw])].toSorted());
  });

  it('names no npm script that does not exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    const named = [...readme.matchAll(/npm (?:run (?:-s )?)?(start|test|[a-z]+(?::[a-z]+)?)(?=[`\s])/g)].flatMap(([, name]) => name ?? []);
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it('lists every group of operator commands, and none that is not there', () => {
    const table = readme.slice(readme.indexOf('| operator'), readme.indexOf('## Configuration'));
    const described = [...new Set(cellsOf(table).slice(1).flatMap(([names = '']) => quoted(names).map((command) => command.split(' ')[0] ?? '')))];
    const registered = read.filter(({ path }) => /^src\/commands\/[\w-]+\.ts$/.test(path))
      .flatMap(({ text }) => [...text.matchAll(/(?:program\.command\(|(?:accountCommand|appCommand)(?:<[^(]*>)?\(program, )'([a-z]+)/g)].flatMap(([, name]) => name ?? []));
    expect(described.toSorted()).toEqual([...new Set(registered)].toSorted());
  });
});

describe('src/README.md', () => {
  it('names only files and folders that exist', () => {
    const paths = quoted(map).filter((code) => !code.startsWith('test/') && /^[a-z][\w./-]*\/[\w.{}*-]*$|^[\w-]+\.(ts|mjs)$/.test(code));
    expect(paths.length).toBeGreaterThan(15);
    const files = new Set(readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/')));
    expect(paths.filter((path) => !files.has(path.replace(/\/$/, '')) && ![...files].some((file) => file.endsWith(`/${path}`)))).toEqual([]);
  });

  it('lists every feature in the order of the flow', () => {
    const line = /^ {4}(events .*)$/m.exec(map)?.[1] ?? '';
    const folders = readdirSync(join(root, 'src', 'features'));
    const listed = line.split(' → ').flatMap((names) => names.split(' · '));
    expect(listed.toSorted()).toEqual(folders.toSorted());
    const flow = /const flow = \[([^\]]+)\]/.exec(readFileSync(join(root, '.dependency-cruiser.cjs'), 'utf8'))?.[1]?.split(',').map((name) => name.trim().replaceAll("'", '')) ?? [];
    expect(listed.filter((name) => flow.includes(name))).toEqual(flow.filter((name) => listed.includes(name)));
  });

  it('has every word of the glossary that the build forbids to replace', () => {
    for (const word of ['questionnaire', 'mailing', 'contact', 'subscriber', 'lead', 'submission', 'vote', 'rating', 'blacklist']) expect(map).toContain(`**${word}**`);
  });
});
