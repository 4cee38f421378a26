const FOLDER = 'AFTERWORD_TEST_CENSUS';

/** Environment of a process that a test starts, so that it notes its operations too while a census runs. Empty otherwise. */
export function censusEnvironment(): Record<string, string> {
  const folder = process.env[FOLDER];
  if (folder === undefined) return {};
  return { [FOLDER]: folder, NODE_OPTIONS: `--import ${new URL('preload.mjs', import.meta.url).href}` };
}
