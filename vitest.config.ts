import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const folders = '{examples,harness,mocks,reports,scenarios,service,tests,tools}';

// Unit tests run in parallel and first; what starts real processes runs one file at a time.
export default defineConfig({
  test: {
    pool: 'forks',
    // Many tests wait for a deadline or a process more than they compute.
    maxWorkers: Math.max(4, availableParallelism()),
    reporters: ['default', './tools/count-reporter.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          include: [`${folders}/**/*.test.ts`],
          exclude: ['**/node_modules/**', '**/*.e2e.test.ts'],
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: [`${folders}/**/*.e2e.test.ts`],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
          maxConcurrency: 16,
          globalSetup: './tests/e2e/find-binaries.ts',
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
