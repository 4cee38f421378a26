/** What is installed, judged from the lock file alone: nothing here asks the network. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Locked {
  version?: string;
  resolved?: string;
  integrity?: string;
  license?: string;
  link?: boolean;
  dev?: boolean;
  hasInstallScript?: boolean;
}

const read = (path: string) => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')) as Record<string, unknown>;
const lock = read('package-lock.json') as { lockfileVersion: number; packages: Record<string, Locked> };
const manifest = read('package.json') as { dependencies: Record<string, string>; devDependencies: Record<string, string>; allowScripts: Record<string, boolean>; scripts: Record<string, string> };
const packages = Object.entries(lock.packages).filter(([path]) => path !== '').map(([path, entry]) => ({ path, name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length), ...entry }));
const named = (wanted: string) => packages.filter(({ name }) => name === wanted);

/** Licences that ask for no more than their notice. */
const PERMISSIVE = ['MIT', 'MIT-0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD', 'BlueOak-1.0.0', 'BSL-1.0', 'Zlib', 'CC0-1.0', 'Unlicense'];
/** Used in tests and tools, never shipped. */
const ONLY_FOR_TOOLS = ['MPL-2.0'];
/** Say MIT in a file of their own; the field is missing. */
const MIT_WITHOUT_FIELD = ['busboy', 'streamsearch'];
/** Versions below these have faults that matter here. */
const LEAST: Record<string, string> = {
  'mongoose': '9.9.2', 'handlebars': '4.7.9', 'nodemailer': '10.0.5', 'body-parser': '2.3.0', 'multer': '2.1.1', 'bullmq': '6.7.0', 'express': '5.3.0', 'qs': '6.14.1',
};
/** Abandoned, broken with what we use, or with faults that nobody mends. */
const FORBIDDEN = ['xlsx', 'express-mongo-sanitize', 'csurf', 'request', 'vm2', 'node-serialize'];

function isBelow(version: string, least: string): boolean {
  const [a, b] = [version, least].map((text) => text.split('-')[0]?.split('.').map(Number) ?? []);
  for (let part = 0; part < 3; part += 1) {
    const difference = (a?.[part] ?? 0) - (b?.[part] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

describe('the lock file', () => {
  it('is of a known format and names hundreds of packages', () => {
    expect(lock.lockfileVersion).toBe(3);
    expect(packages.length).toBeGreaterThan(300);
  });

  it('names no address to take a package from, only its version and a strong checksum', () => {
    expect(packages.filter(({ resolved }) => resolved !== undefined).map(({ path }) => path)).toEqual([]);
    expect(packages.filter(({ link }) => link === true).map(({ path }) => path)).toEqual([]);
    expect(packages.filter(({ integrity }) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? '')).map(({ path }) => path)).toEqual([]);
    expect(packages.filter(({ version }) => !/^\d+\.\d+\.\d+(?:[-+][\w.-]+)?$/.test(version ?? '')).map(({ path }) => path)).toEqual([]);
  });

  it('has install scripts only where they are known and denied', () => {
    const withScripts = [...new Set(packages.filter(({ hasInstallScript }) => hasInstallScript === true).map(({ name }) => name))];
    expect(withScripts.filter((name) => manifest.allowScripts[name] !== false)).toEqual([]);
    expect(Object.keys(manifest.allowScripts).filter((name) => !withScripts.includes(name))).toEqual([]);
  });

  it('ships only what may be shipped, and uses only what may be used', () => {
    const isFine = ({ license = '', dev = false, name }: (typeof packages)[number]): boolean => {
      const parts = license.replaceAll(/[()]/g, '').split(/ (?:AND|OR) /);
      if (license === '') return MIT_WITHOUT_FIELD.includes(name);
      return parts.every((part) => PERMISSIVE.includes(part) || (dev && ONLY_FOR_TOOLS.includes(part)));
    };
    expect(packages.filter((entry) => !isFine(entry)).map(({ path, license }) => `${path}: ${license ?? 'none'}`)).toEqual([]);
  });

  it('holds no version with a known fault, and no package that is not to be used', () => {
    for (const [name, least] of Object.entries(LEAST)) {
      expect(named(name).length, name).toBeGreaterThan(0);
      expect(named(name).filter(({ version }) => isBelow(version ?? '0', least)).map(({ path, version }) => `${path} ${version}`)).toEqual([]);
    }
    expect(FORBIDDEN.flatMap((name) => named(name).map(({ path }) => path))).toEqual([]);
  });

  it('holds one copy of what must be one: two drivers or two Redis clients would not know each other', () => {
    for (const name of ['mongodb', 'mongoose', 'bson', 'ioredis', 'bullmq']) expect(named(name).map(({ path }) => path), name).toHaveLength(1);
  });

  it('agrees with package.json, where every shipped package is pinned', () => {
    for (const [name, version] of Object.entries(manifest.dependencies)) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
      expect(lock.packages[`node_modules/${name}`]?.version, name).toBe(version);
    }
    for (const name of Object.keys(manifest.devDependencies)) expect(lock.packages[`node_modules/${name}`], name).toBeDefined();
  });
});

it('nothing runs by being installed: package.json has no life-cycle scripts', () => {
  expect(Object.keys(manifest.scripts).filter((name) => /^(?:pre|post)|^(?:prepare|install|dependencies)$/.test(name))).toEqual([]);
});

it('versions are compared number by number', () => {
  expect([isBelow('4.7.10', '4.7.9'), isBelow('4.7.8', '4.7.9'), isBelow('10.0.5', '10.0.5'), isBelow('9.12.1', '10.0.0')]).toEqual([false, true, false, true]);
});
