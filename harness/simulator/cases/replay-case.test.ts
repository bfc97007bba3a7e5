import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SimulatedRun } from '../drill/simulated-run.ts';
import { outcomeOf } from '../search/fake-simulate.fixture.ts';
import type { Simulate } from '../search/trials.ts';
import { expectCase, replayCase } from './replay-case.ts';

const TEXT = `
version: 1
name: small
scenario: answer-lost
policy: retry-new-key
seed: 7
orders: [order-7-00012]
expect: { outcome: failed, violated: [no-double-charge] }
`;

const simulator =
  (isViolated: boolean): Simulate =>
  (run: SimulatedRun) =>
    Promise.resolve(outcomeOf(run, isViolated, { orders: ['order-7-00012'], isWitnessed: true }));

async function withFile<Result>(use: (path: string) => Promise<Result>): Promise<Result> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'case-'));
  const path = join(folder.path, 'small.yaml');
  await writeFile(path, TEXT);
  return await use(path);
}

describe('a replayed case', () => {
  it('agrees with its file when the same invariants break', async () => {
    const { differences } = await withFile((path) =>
      replayCase(path, { simulate: simulator(true) }),
    );
    expect(differences).toEqual([]);
  });

  it('says how it differs from its file', async () => {
    const { differences } = await withFile((path) =>
      replayCase(path, { simulate: simulator(false) }),
    );
    expect(differences).toEqual([
      'the verdict is held, expected failed',
      'no-double-charge held, expected to be violated',
    ]);
  });

  it('fails a test with its story when it differs', async () => {
    const failing = withFile((path) => expectCase(path, { simulate: simulator(false) }));
    await expect(failing).rejects.toMatchObject({
      code: 'CASE_DIFFERS',
      message: expect.stringContaining('policy retry-new-key, seed 7') as string,
    });
  });

  it('holds although there are few payments in it, and with no other doubt', async () => {
    const doubtful =
      (code: string): Simulate =>
      async (run) => {
        const { record, ...rest } = await simulator(false)(run);
        const reasons = [{ code, message: '' }];
        return { ...rest, record: { ...record, verdict: { outcome: 'inconclusive', reasons } } };
      };
    const differences = (code: string) =>
      withFile(async (path) => {
        const simulate = doubtful(code);
        return (await replayCase(path, { simulate, expect: { outcome: 'held' } })).differences;
      });
    expect(await differences('JUDGE_TOO_FEW_PAYMENTS')).toEqual([]);
    expect(await differences('JUDGE_FAULT_UNMET')).toHaveLength(1);
  });

  it('plays against the target that it names, or another', async () => {
    const targets: (string | undefined)[] = [];
    const simulate: Simulate = (run) => {
      targets.push(run.target);
      return simulator(true)(run);
    };
    await using folder = await mkdtempDisposable(join(tmpdir(), 'case-'));
    const path = join(folder.path, 'small.yaml');
    await writeFile(path, `${TEXT}target: module:./a.js\n`);
    await replayCase(path, { simulate });
    await replayCase(path, { simulate, target: 'module:./b.js' });
    expect(targets).toEqual(['module:./a.js', 'module:./b.js']);
  });

  it('may be expected to hold once the bug is gone', async () => {
    await withFile((path) =>
      expectCase(path, { simulate: simulator(false), expect: { outcome: 'held' } }),
    );
    const still = withFile((path) =>
      expectCase(path, { simulate: simulator(true), expect: { outcome: 'held' } }),
    );
    await expect(still).rejects.toMatchObject({ code: 'CASE_DIFFERS' });
  });
});
