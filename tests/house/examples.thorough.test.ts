import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);

it('the example of the virtual world runs, and charges nobody twice', async () => {
  const { stdout } = await run(process.execPath, ['examples/virtual-world/run.ts']);
  const lines = stdout.trim().split('\n');
  expect(lines).toHaveLength(31);
  for (const line of lines) expect(line).toMatch(/^seed \d+ [0-9a-f]{16} .*"charges":20,/);
  expect(lines.at(-1)).toBe(lines[6]);
});
