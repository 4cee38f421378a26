import { describe, expect, it } from 'vitest';
import { environmentReadings, forbiddenWords, impurities, sources } from '../support/source-rules.ts';

const files = sources();
const domain = (text: string) => ({ path: 'src/domain/planted.ts', text });
const feature = (text: string) => ({ path: 'src/features/planted/planted.ts', text });

describe('the language of the sources', () => {
  it('is read from a tree that exists', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files.some(({ path }) => path.startsWith('src/domain/'))).toBe(true);
  });

  it('uses no word that the glossary forbids', () => {
    expect(files.flatMap(forbiddenWords)).toEqual([]);
    // Every source is parsed.
  }, 60_000);

  it.each(['const dueContacts = 1', 'interface Subscriber { x: 1 }', 'type A = { surveyRequestId: string }', 'function npsScoreOf() {}', 'f({ rating: 1 })', 'class MailingList {}', 'const lead = 1'])(
    'would find %s',
    (text) => expect(forbiddenWords(feature(text))).toHaveLength(1),
  );

  it.each(['const leading = 1', 'contacted()', 'const operating = 1', 'theirs.vote(1)', '// a contact', "const a = 'rating'"])(
    'has nothing against %s',
    (text) => expect(forbiddenWords(feature(text))).toEqual([]),
  );
});

describe('the environment', () => {
  it('is read in config.ts alone', () => {
    expect(files.flatMap(environmentReadings)).toEqual([]);
  });

  it.each(['f(process.env.PORT)', "process['env']", 'const { env } = process', "import { env } from 'node:process'", 'readConfig(process.env)'])(
    'would find %s',
    (text) => expect(environmentReadings(feature(text))).toHaveLength(1),
  );

  it('may be handed over whole by main.ts', () => {
    expect(environmentReadings({ path: 'src/main.ts', text: 'readConfig(process.env)' })).toEqual([]);
    expect(environmentReadings({ path: 'src/main.ts', text: 'readConfig(process.env.X)' })).toHaveLength(1);
  });
});

describe('the domain', () => {
  it('knows no clock, no chance, no waiting, no class and no outside world', () => {
    expect(files.flatMap(impurities)).toEqual([]);
  });

  it.each([
    'Date.now()', 'new Date()', 'new Date', 'Date()', 'Math.random()', 'DateTime.now()', 'DateTime.utc()', 'class A {}', 'await x', "fetch('x')", 'console.log(1)',
    'process.exit(1)', 'setTimeout(f, 1)', 'crypto.randomUUID()', 'for await (const a of b) {}',
  ])('would find %s', (text) => expect(impurities(domain(text)).length).toBeGreaterThan(0));

  it.each(['new Date(0)', 'DateTime.utc(2024)', 'DateTime.fromISO(text)', 'Math.round(1)', 'x.fetch()', 'const a = { process: 1 }', 'Date.UTC(2024, 1)'])(
    'has nothing against %s',
    (text) => expect(impurities(domain(text))).toEqual([]),
  );
});
