/** What docker-compose.yml has its engine run, run by hand: the health checks, and the built product as the image starts it. */
import { spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { freePort } from '../../support/product.ts';
import { root, until } from '../../support/processes.ts';
import { testServices } from '../../support/services.ts';

interface Compose {
  services: Record<string, { healthcheck: { test: string[] }; command: string[]; environment?: Record<string, string> }>;
}

const compose = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as Compose;
const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
const serviceOf = (name: string): Compose['services'][string] => {
  const service = compose.services[name];
  if (!service) throw new Error(`no service ${name}`);
  return service;
};
/** Without its first word, which says that it is a command. */
const checkOf = (name: string): string[] => serviceOf(name).healthcheck.test.slice(1);

let folder: string;
let port: number;
let environment: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-image-'));
  // What the last stage of the image copies, read-only as its root file system is.
  for (const path of ['dist', 'package.json', 'LICENSE', 'views', 'templates']) cpSync(join(root, path), join(folder, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  chmodSync(dataDir, 0o777);
  chmodSync(folder, 0o555);
  port = await freePort();
  const { mongodbUri, redisUrl, prefix } = testServices();
  environment = {
    ...serviceOf('web').environment, PATH: process.env['PATH'] ?? '', MONGODB_URI: mongodbUri, REDIS_URL: redisUrl, REDIS_PREFIX: prefix, PORT: String(port), DATA_DIR: dataDir,
    BASE_URL: 'https://surveys.example.com', SECRET: 'health-check-secret-'.repeat(3), SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'surveys@example.com',
  };
});
afterAll(() => {
  chmodSync(folder, 0o755);
  rmSync(folder, { recursive: true, force: true });
});

/** As an ordinary user, where the tests are run by root. */
const ordinary = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

function start(command: string[], env = environment) {
  const [program = '', ...args] = command;
  const child = spawn(program === 'node' ? process.execPath : program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], ...ordinary });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (output += part.toString()));
  return { child, output: () => output, ended: new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 128))) };
}

/** The image's entry point with the command of a service. */
function entry(service: string): string[] {
  const words = JSON.parse(/^ENTRYPOINT (\[.*\])$/m.exec(dockerfile)?.[1] ?? '[]') as string[];
  return [...words, ...serviceOf(service).command];
}

describe('the health checks of docker-compose.yml', () => {
  it('of web is healthy while the built product serves, started as the image does and by nobody in particular, and not before or after', async () => {
    const check = checkOf('web').map((word) => word.replace(':3000', `:${port}`));
    expect(check.join(' ')).toContain(`:${port}/healthz`);
    expect(await start(check).ended).toBe(1);
    const web = start(entry('web'));
    await until('it serves', async () => (await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null))?.ok === true, 60_000);
    expect(await start(check).ended, web.output()).toBe(0);
    web.child.kill('SIGTERM');
    expect(await web.ended, web.output()).toBe(0);
    expect(await start(check).ended).toBe(1);
  }, 120_000);

  it('of worker is healthy while database and Redis answer, and not while one does not', async () => {
    const check = checkOf('worker');
    const healthy = start(check);
    expect(await healthy.ended, healthy.output()).toBe(0);
    expect(await start(check, { ...environment, REDIS_URL: 'redis://127.0.0.1:9' }).ended).toBe(1);
    expect(await start(check, { ...environment, MONGODB_URI: 'mongodb://127.0.0.1:9/x?serverSelectionTimeoutMS=500' }).ended).toBe(1);
  }, 120_000);

  it.each([
    ['is no replica set yet: makes it one and waits', { isSet: false, isPrimary: false }, { initiated: 1, code: 1 }],
    ['elects: waits', { isSet: true, isPrimary: false }, { initiated: 0, code: 1 }],
    ['is primary: healthy', { isSet: true, isPrimary: true }, { initiated: 0, code: 0 }],
  ])('of mongo, when it %s', (_what, { isSet, isPrimary }, expected) => {
    const script = checkOf('mongo').at(-1) ?? '';
    const seen: { initiated: unknown[]; code: number | null } = { initiated: [], code: null };
    runInNewContext(script, {
      rs: {
        status() {
          if (!isSet) throw new Error('no replset config has been received');
        },
        initiate: (config: unknown) => seen.initiated.push(config),
      },
      db: { hello: () => ({ isWritablePrimary: isPrimary }) },
      quit: (code: number) => (seen.code = code),
    });
    expect({ initiated: seen.initiated.length, code: seen.code }).toEqual(expected);
    if (!isSet) expect(JSON.stringify(seen.initiated[0])).toBe('{"_id":"rs0","members":[{"_id":0,"host":"mongo:27017"}]}');
  });
});
