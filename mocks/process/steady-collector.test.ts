import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { YOUNG_BYTES } from './steady-collector.ts';

const run = promisify(execFile);

/** Allocates until the young generation would be at its largest, and tells how large it was at most. */
const PROGRAM = `
  import { getHeapSpaceStatistics } from 'node:v8';
  import { setImmediate as turn } from 'node:timers/promises';
  const { steadyCollector } = await import(process.argv[1]);
  if (process.argv[2] === 'steady') steadyCollector();
  let most = 0;
  const kept = [];
  for (let round = 0; round < 500; round += 1) {
    for (let index = 0; index < 10_000; index += 1) kept.push({ index });
    if (kept.length > 300_000) kept.length = 0;
    const young = getHeapSpaceStatistics().find((space) => space.space_name === 'new_space');
    most = Math.max(most, young.space_size);
    await turn();
  }
  console.log(most);`;

it('lets the young generation grow to its size and no further, which the engine alone would', async () => {
  const [steady, left] = await Promise.all(['steady', 'left alone'].map(mostYoungBytes));
  expect(steady).toBe(YOUNG_BYTES);
  expect(left).toBeGreaterThan(YOUNG_BYTES);
});

async function mostYoungBytes(how: string): Promise<number> {
  const file = new URL('./steady-collector.ts', import.meta.url).href;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', PROGRAM, file, how]);
  return Number(stdout);
}
