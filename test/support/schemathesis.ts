/** schemathesis, which makes up requests after an OpenAPI file and holds the answers against it; from the Python registry, once per clone. */
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './processes.ts';

const PINNED = 'schemathesis==4.32.5';

/** The interpreter that has it. A virtual environment cannot be moved, so a stamp says that it is whole. */
async function interpreter(): Promise<string> {
  const folder = join(root, '.data', PINNED.replace('==', '-'));
  const python = join(folder, 'bin', 'python');
  if (existsSync(join(folder, 'installed'))) return python;
  const run = promisify(execFile);
  rmSync(folder, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', folder]);
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', PINNED]);
  writeFileSync(join(folder, 'installed'), '');
  return python;
}

export interface Attempt {
  url: string;
  /** Bearer token; none = as a stranger. */
  key: string | null;
  /** Requests made up for each operation. */
  examples: number;
  phases: string;
  seed: number;
  /** By path as in the file: a parameter's value, so that more than 404 is seen. */
  values: Record<string, Record<string, string>>;
}

/** @returns exit code (0 = nothing found) and what was printed */
export async function schemathesis({ url, key, examples, phases, seed, values }: Attempt): Promise<{ code: number; output: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-schemathesis-'));
  const config = join(folder, 'schemathesis.toml');
  writeFileSync(config, Object.entries(values).map(([path, parameters]) => {
    const pairs = Object.entries(parameters).map(([name, value]) => `${JSON.stringify(`path.${name}`)} = ${JSON.stringify(value)}`);
    return `[[operations]]\ninclude-path = ${JSON.stringify(path)}\nparameters = { ${pairs.join(', ')} }\n`;
  }).join('\n'));
  const args = [
    '--config-file', config, 'run', `${url}/api/openapi.json`, '--url', url, ...(key === null ? [] : ['-H', `Authorization: Bearer ${key}`]),
    '--phases', phases, '-n', String(examples), '--seed', String(seed), '--generation-database', 'none', '--continue-on-failure', '--warnings', 'off', '--request-timeout', '30',
    '--checks', 'not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,response_headers_conformance',
  ];
  // Run where it may leave what it remembers.
  const child = spawn(await interpreter(), ['-m', 'schemathesis.cli', ...args], { cwd: folder, env: { ...process.env, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (output += part.toString()));
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (value) => resolve(value ?? 128));
  });
  rmSync(folder, { recursive: true, force: true });
  return { code, output };
}
