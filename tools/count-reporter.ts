import type { Reporter, TestModule } from 'vitest/node';

/** Ends the output with one plain line that any CI can read: `N passed, N failed`. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = 0;
    let skipped = 0;
    let failed = errors.length;
    for (const module of modules) {
      // A file that cannot be loaded has no tests, and must not look as if it had passed.
      if (module.state() === 'failed' && [...module.children.allTests()].length === 0) failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed += 1;
        else if (state === 'failed') failed += 1;
        else skipped += 1;
      }
    }
    const tail = skipped === 0 ? '' : `, ${skipped} skipped`;
    // Vitest prints its own summary after the reporters; the exit hook puts this line last.
    process.once('exit', () => {
      process.stdout.write(`${passed} passed, ${failed} failed${tail}\n`);
    });
  }
}
