import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const folders = '{examples,harness,mocks,reports,scenarios,service,tests,tools}';

// `unit` is what every commit is checked with. `thorough` is long by its nature: campaigns, shrinking,
// kept cases, generated histories, published studies, kills. Both run in parallel; `e2e` comes last and
// starts real processes, one file at a time.
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
          exclude: ['**/node_modules/**', '**/*.{e2e,thorough}.test.ts'],
          testTimeout: 30_000,
          // A worker loads what tests share once, not anew for each file: a third of the time. No module
          // has state of its own that a test could leave behind; module mocks would be such state.
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'thorough',
          include: [`${folders}/**/*.thorough.test.ts`],
          // Only against what hangs: on a busy machine some take minutes.
          testTimeout: 600_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
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
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
