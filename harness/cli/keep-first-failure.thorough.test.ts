import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseSeed } from '../core/ids.ts';
import { loadScenario } from '../config/index.ts';
import { loadCase } from '../simulator/cases/index.ts';
import { keepFailureAsCase } from './keep-first-failure.ts';

const SHORT = { scale: 0.1, ratePerSecond: 5 };

async function keep(policy: string, scenario: string) {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'kept-'));
  const said: string[] = [];
  const output = { result: () => {}, log: (text: string) => void said.push(text) };
  const found = await loadScenario(scenario, { ...SHORT, policy });
  const run = { scenario: found, seed: parseSeed(7), orders: null, arrivals: null };
  const path = await keepFailureAsCase(run, { folder: folder.path, output });
  return { said: said.join('\n'), kept: path === null ? null : await loadCase(path) };
}

it('leaves a case of one fault and one payment of a seed that failed', async () => {
  const { said, kept } = await keep('retry-new-key', 'answer-lost');
  expect(kept?.run).toMatchObject({ scenario: { faults: [{}] }, orders: [expect.any(String)] });
  expect(kept?.expected.violated).toContain('no-double-charge');
  expect(said).toMatch(/shrunk +to 1 fault and 1 payment in \d+ runs\n/);
  expect(said).toMatch(/replay +paydrill replay \S+kept-\S+\.yaml/);
});

it('says why there is no case of a seed that did not fail', async () => {
  const { said, kept } = await keep('resilient', 'rate-limit');
  expect(kept).toBeNull();
  expect(said).toContain('CASE_NOTHING_TO_SHRINK');
});

it(
  'keeps what it has when it is stopped, in the middle of a run',
  { timeout: 60_000 },
  async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'kept-'));
    const stop = new AbortController();
    const said: string[] = [];
    const log = (text: string): void => {
      said.push(text);
      // Twenty runs in, and while the next is played.
      if (text.includes('20 runs')) setTimeout(() => stop.abort(), 5);
    };
    const scenario = await loadScenario('answer-lost', { ...SHORT, policy: 'retry-new-key' });
    const path = await keepFailureAsCase(
      { scenario, seed: parseSeed(7), orders: null, arrivals: null },
      { folder: folder.path, output: { result: () => {}, log }, stop: stop.signal },
    );
    if (path === null) throw new Error('nothing was kept');
    expect((await loadCase(path)).expected.outcome).toBe('failed');
    expect(said.join('\n')).toMatch(/in 2\d runs; there may be less/);
  },
);
