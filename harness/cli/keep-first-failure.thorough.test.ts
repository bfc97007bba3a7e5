import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadScenario } from '../config/index.ts';
import { loadCase } from '../simulator/cases/index.ts';
import { keepFailureAsCase } from './keep-first-failure.ts';

const SHORT = { scale: 0.1, ratePerSecond: 5 };

async function keep(policy: string, scenario: string) {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'kept-'));
  const said: string[] = [];
  const output = { result: () => {}, log: (text: string) => void said.push(text) };
  const found = await loadScenario(scenario, { ...SHORT, policy });
  const path = await keepFailureAsCase(found, 7, { folder: folder.path, output });
  return { said: said.join('\n'), kept: path === null ? null : await loadCase(path) };
}

it('leaves a case of one fault and one payment of a seed that failed', async () => {
  const { said, kept } = await keep('retry-new-key', 'answer-lost');
  expect(kept?.run).toMatchObject({ scenario: { faults: [{}] }, orders: [expect.any(String)] });
  expect(kept?.expected.violated).toContain('no-double-charge');
  expect(said).toContain('faults 1, orders 1');
});

it('says why there is no case of a seed that did not fail', async () => {
  const { said, kept } = await keep('resilient', 'rate-limit');
  expect(kept).toBeNull();
  expect(said).toContain('CASE_NOTHING_TO_SHRINK');
});
