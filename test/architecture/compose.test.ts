import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Service {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly ports?: readonly string[];
  readonly networks?: readonly string[];
  readonly stop_grace_period?: string;
  readonly read_only?: boolean;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly deploy?: { readonly replicas: number };
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

interface Compose {
  readonly services: Readonly<Record<'proxy' | 'web' | 'worker' | 'mongo' | 'redis', Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
}

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** The Compose Specification's own schema (Apache-2.0), as it is published. */
function composeSchema(): object {
  const { $schema: _dialect, ...schema } = JSON.parse(read('test/fixtures/compose-spec.json')) as Record<string, unknown>;
  return schema;
}

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile(composeSchema());
const compose = parse(read('docker-compose.yml'), { merge: true }) as Compose;
const { proxy, web, worker, mongo, redis } = compose.services;

describe('docker-compose.yml', () => {
  it('follows the Compose Specification', () => {
    expect(validate(compose), JSON.stringify(validate.errors)).toBe(true);
  });

  it('would be refused with a misspelt key or a wrong type', () => {
    expect(validate({ services: { web: { imagee: 'x' } } })).toBe(false);
    expect(validate({ services: { web: { read_only: [] } } })).toBe(false);
  });

  it('runs web and worker from one image, several of each, stopped with time to drain', () => {
    for (const service of [web, worker]) {
      expect(service.image).toBe('afterword');
      expect(service.stop_grace_period).toBe('40s');
      expect(service.read_only).toBe(true);
      expect(service.ports).toBeUndefined();
      expect(service.deploy?.replicas).toBeGreaterThan(1);
    }
    expect(web.command).toEqual(['web']);
    expect(worker.command).toEqual(['worker']);
  });

  it('waits for databases that are ready, and asks every service for its health', () => {
    for (const service of [web, worker]) {
      expect(service.depends_on).toEqual({ mongo: { condition: 'service_healthy' }, redis: { condition: 'service_healthy' } });
    }
    for (const service of Object.values(compose.services)) expect(service.healthcheck?.test.length).toBeGreaterThan(1);
    expect(web.healthcheck?.test.join(' ')).toContain('/healthz');
    expect(worker.healthcheck?.test.join(' ')).toContain('dist/main.js ping');
  });

  it('keeps the databases off every published port and outside network', () => {
    expect(compose.networks['data']).toEqual({ internal: true });
    for (const service of [mongo, redis]) {
      expect(service.ports).toBeUndefined();
      expect(service.networks).toEqual(['data']);
    }
    expect(proxy.networks).toEqual(['outside']);
  });

  it('gives MongoDB transactions and Redis a queue that is never evicted', () => {
    expect(mongo.command).toContain('--replSet');
    expect(mongo.healthcheck?.test.join(' ')).toContain('rs.initiate');
    expect(web.environment?.['MONGODB_URI']).toContain('replicaSet=rs0');
    expect(redis.command).toEqual(expect.arrayContaining(['--appendonly', 'yes', '--maxmemory-policy', 'noeviction']));
  });
});

describe('Dockerfile', () => {
  const lines = read('Dockerfile').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const final = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));

  it('runs as an ordinary user with production packages only', () => {
    expect(final).toContain('USER node');
    expect(final.join('\n')).toContain('COPY --from=packages');
    expect(lines.filter((line) => line.includes('--omit=dev'))).toHaveLength(1);
  });

  it('copies nothing that .dockerignore keeps out', () => {
    const allowed = read('.dockerignore').split('\n').filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    const copied = lines.filter((line) => /^COPY (?!--from)/.test(line)).flatMap((line) => line.split(/\s+/).slice(1, -1)).map((path) => path.replace('./', ''));
    expect(copied.length).toBeGreaterThan(4);
    for (const path of copied) expect(allowed).toContain(path);
  });
});

describe('.env.example', () => {
  it('is read by compose and names only settings that exist', () => {
    const names = [...read('.env.example').matchAll(/^#? ?([A-Z_]+)=/gm)].map((match) => match[1]);
    const known = [...read('src/config.ts').matchAll(/^ {2}([A-Z_]+): /gm)].map((match) => match[1]);
    expect(names.length).toBeGreaterThan(10);
    expect(known.length).toBeGreaterThan(10);
    expect(known).toEqual(expect.arrayContaining(names));
    expect(names).toEqual(expect.arrayContaining(known));
  });
});
