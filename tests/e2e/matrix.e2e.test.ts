import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeCell } from '../matrix/expectations.ts';
import { runCell } from '../matrix/run-cell.ts';
import { temporaryFolder } from './run-cli.ts';

// The part of the matrix that a change breaks first; all of it is `npm run matrix`, nightly.
const CELLS = [
  ['provider-outage', 'resilient'],
  ['answer-lost', 'resilient'],
  ['answer-lost', 'second-hold'],
  ['answer-lost', 'retry-new-key'],
  ['answer-lost', 'failover-on-unknown'],
  ['late-arrival', 'resilient'],
  ['late-arrival', 'failover-on-unknown'],
  ['service-killed', 'resilient'],
] as const;

let out = '';
beforeAll(async () => {
  out = await temporaryFolder();
});
afterAll(() => rm(out, { recursive: true, force: true }));

describe('a policy in a scenario', () => {
  it.each(CELLS)('%s x %s ends as expected', async (scenario, policy) => {
    expect(judgeCell(await runCell({ scenario, policy, seed: 1, out, isKept: false }))).toEqual([]);
  });
});
