/** How much the fault tests do: enough to notice within minutes, or everything that is promised (`npm run test:soak`). */
export function size(suite: number, full: number): number {
  return process.env['AFTERWORD_TEST_SIZE'] === 'full' ? full : suite;
}

const SEED = Number(process.env['AFTERWORD_TEST_SEED'] ?? Date.now() % 1_000_000);

/** Chance that strikes at the same places again: mulberry32. Prints the seed that repeats it. */
export function seededChance(): () => number {
  process.stdout.write(`seed ${SEED} (AFTERWORD_TEST_SEED=${SEED} repeats it)\n`);
  let state = SEED;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}
