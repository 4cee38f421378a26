import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../../src/app.ts';
import { censusEnvironment } from '../../census/children.ts';
import { testServices } from '../../support/services.ts';

export interface CliResult {
  code: number;
  stdout: string;
  stderr: string;
  /** The one document on standard output; fails the test where there is another number of them. */
  json(): Record<string, unknown>;
}

export interface Cli {
  run(...args: string[]): Promise<CliResult>;
  database: string;
  redisPrefix: string;
  close(): void;
}

/** The commands as an operator runs them: a process of their own on a database of their own. */
export function openCli(name: string, env: Record<string, string> = {}): Cli {
  const { mongodbUri, redisUrl } = testServices();
  const database = `cli_${name}_${process.pid}`;
  const uri = new URL(mongodbUri);
  uri.pathname = `/${database}`;
  const dataDir = mkdtempSync(join(tmpdir(), 'afterword-cli-'));
  const environment = {
    PATH: process.env['PATH'] ?? '', MONGODB_URI: uri.href, REDIS_URL: redisUrl, REDIS_PREFIX: database, DATA_DIR: dataDir, LOG_LEVEL: 'info',
    BASE_URL: 'http://127.0.0.1:9', SECRET: 'test-secret-'.repeat(4), ...censusEnvironment(), ...env,
  };
  return {
    database,
    redisPrefix: database,
    run: (...args) => new Promise((resolve) => {
      const child = spawn(process.execPath, [join(ROOT, 'dist', 'main.js'), ...args], { cwd: ROOT, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
      const parts = { stdout: '', stderr: '' };
      child.stdout.on('data', (part: Buffer) => (parts.stdout += part.toString()));
      child.stderr.on('data', (part: Buffer) => (parts.stderr += part.toString()));
      child.once('close', (code) => resolve({ code: code ?? 128, ...parts, json: () => JSON.parse(parts.stdout) as Record<string, unknown> }));
    }),
    close: () => rmSync(dataDir, { recursive: true, force: true }),
  };
}
