import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { root, startScript } from '../../support/processes.ts';

const clone = mkdtempSync(join(tmpdir(), 'afterword-clone-'));
afterAll(() => rmSync(clone, { recursive: true, force: true }));

/** A clone with one package on disk, which its lock file does not know: npm would write it in. */
function smallClone(): string {
  cpSync(join(root, 'src', 'setup'), join(clone, 'src', 'setup'), { recursive: true });
  mkdirSync(join(clone, 'parts', 'tiny'), { recursive: true });
  writeFileSync(join(clone, 'parts', 'tiny', 'package.json'), JSON.stringify({ name: 'tiny', version: '1.0.0' }));
  writeFileSync(join(clone, 'package.json'), JSON.stringify({ name: 'small', version: '1.0.0', private: true, dependencies: { tiny: 'file:parts/tiny' } }));
  const lock = `${JSON.stringify({ name: 'small', version: '1.0.0', lockfileVersion: 3, requires: true, packages: { '': { name: 'small', version: '1.0.0' } } }, null, 7)}\n\n`;
  writeFileSync(join(clone, 'package-lock.json'), lock);
  return lock;
}

function installIn(folder: string): Promise<number> {
  const script = `const { install } = await import(${JSON.stringify(join(folder, 'src/setup/prepare.mjs'))}); await install();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { cwd: folder, stdio: 'inherit' });
  return new Promise((done) => child.once('exit', (code) => done(code ?? 1)));
}

describe('installing', () => {
  it('completes node_modules, two at a time as well, and leaves the lock file as it was', async () => {
    const lock = smallClone();
    expect(await Promise.all([installIn(clone), installIn(clone)])).toEqual([0, 0]);
    expect(existsSync(join(clone, 'node_modules', 'tiny', 'package.json'))).toBe(true);
    expect(readFileSync(join(clone, 'package-lock.json'), 'utf8')).toBe(lock);
  });

  it('does nothing while nothing has changed, and again when the lock file has', async () => {
    const stamp = join(clone, 'node_modules', '.afterword', 'installed');
    const before = readFileSync(stamp, 'utf8');
    rmSync(join(clone, 'node_modules', 'tiny'), { recursive: true });
    expect(await installIn(clone)).toBe(0);
    expect(existsSync(join(clone, 'node_modules', 'tiny'))).toBe(false);
    writeFileSync(join(clone, 'package-lock.json'), readFileSync(join(clone, 'package-lock.json'), 'utf8').trimEnd());
    expect(await installIn(clone)).toBe(0);
    expect(existsSync(join(clone, 'node_modules', 'tiny', 'package.json'))).toBe(true);
    expect(readFileSync(stamp, 'utf8')).not.toBe(before);
  });
});

describe('building', () => {
  it('leaves a current build alone', async () => {
    expect(await startScript('build').ended).toBe(0);
    const built = join(root, 'dist', '.built');
    const first = statSync(built).mtimeMs;
    expect(await startScript('build').ended).toBe(0);
    expect(statSync(built).mtimeMs).toBe(first);
  });
});
