import { defineConfig } from 'vitest/config';
import { ByTurns } from './by-turns.ts';

/** Notes every database operation for `npm run census`. */
const CENSUS = process.env['AFTERWORD_TEST_CENSUS'] === undefined ? [] : ['test/census/record.ts'];

// Order: what is quick and needs nothing first; what mostly waits, for browsers and for processes that were killed, last, and one more of it at a time.
const project = (name: string, include: string[], order: number, maxWorkers: number, timeoutMs: number, { isolate = true } = {}) => ({
  extends: true as const,
  test: {
    name,
    include,
    pool: 'forks' as const,
    // Set-up files run anew for each file, and the recorder wraps the driver.
    isolate: isolate || CENSUS.length > 0,
    setupFiles: ['test/config/property-tests.ts', ...CENSUS],
    maxWorkers,
    fileParallelism: maxWorkers > 1,
    testTimeout: timeoutMs,
    hookTimeout: Math.max(timeoutMs, 30_000),
    sequence: { groupOrder: order },
  },
});

export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    passWithNoTests: false,
    allowOnly: false,
    sequence: { sequencer: ByTurns },
    projects: [
      // Pure functions keep nothing, so that files may share what they import.
      project('unit', ['test/unit/**/*.test.ts', 'test/architecture/**/*.test.ts'], 0, 2, 15_000, { isolate: false }),
      // What is kept of an app goes with it, so that the next file in this process opens its own as a company's second process would.
      project('integration', ['test/integration/**/*.test.ts'], 1, 2, 30_000, { isolate: false }),
      project('e2e', ['test/e2e/**/*.test.ts'], 2, 3, 120_000),
      project('faults', ['test/faults/**/*.test.ts'], 2, 3, 180_000),
    ],
  },
});
