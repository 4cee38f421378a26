import { defineConfig } from 'vitest/config';

/** The tests that need no service: what a change in pure code must be noticed by. */
export default defineConfig({
  test: { include: ['test/unit/domain/**/*.test.ts', 'test/unit/platform/signature/**/*.test.ts'], setupFiles: ['test/config/property-tests.ts'] },
});
