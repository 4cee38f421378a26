import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const FOLDER = 'AFTERWORD_TEST_CENSUS';

/** Environment of a process that a test starts, so that it notes its operations too while a census runs. Empty otherwise. */
export function censusEnvironment(): Record<string, string> {
  const folder = process.env[FOLDER];
  if (folder === undefined) return {};
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return { [FOLDER]: folder, NODE_OPTIONS: `--import ${loader} --import ${new URL('record.ts', import.meta.url).href}` };
}
