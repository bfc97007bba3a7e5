import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AMPLIFICATION_MARGIN, GOODPUT_MARGIN } from '../tests/agreement/compare-runs.ts';

/** Null when the matrix has kept no runs: playing all of it live takes most of an hour. */
export function worldsSection(runs: string): string | null {
  if (!existsSync(runs)) {
    process.stderr.write(
      `worlds: not compared, since "npm run matrix -- --keep ${runs}" has not been run\n`,
    );
    return null;
  }
  const folder = mkdtempSync(join(tmpdir(), 'paydrill-worlds-'));
  const path = join(folder, 'table.md');
  const tool = fileURLToPath(new URL('../tools/compare-worlds.ts', import.meta.url));
  try {
    // It ends with 1 when a cell differs, which the table tells.
    const { stdout } = spawnSync(process.execPath, [tool, runs, '--write', path], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return `## Live and simulated, cell by cell

Each live run of the matrix (\`npm run matrix -- --keep ${runs}\`) played again in virtual time with its seed: ${stdout.trim().split('\n').at(-1) ?? ''}.
Verdict and broken invariants are the same, or those of another seed where a race decides. Fault draws are compared where both worlds
made the same request. Goodput and retry amplification are of payments that began under fault, with intervals at 95 %
over all cells together (two one-sided tests, Bonferroni); the margins, stated beforehand, are ${100 * GOODPUT_MARGIN} points and ${100 * AMPLIFICATION_MARGIN} %; "!" is beyond them.

${readFileSync(path, 'utf8')}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
