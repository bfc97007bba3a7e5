import { readFile } from 'node:fs/promises';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../config/index.ts';
import { parseSeed } from '../../core/ids.ts';
import { POLICY_NAMES } from '../../../scenarios/policies/registry.ts';
import { CATALOGUE_NAMES } from '../../../scenarios/catalogue/registry.ts';
import type { Case } from './case.ts';
import { loadCase, parseCase } from './load-case.ts';
import { renderCase } from './render-case.ts';
import { saveCase } from './save-case.ts';
import { exampleRun, fakeSimulate, ORDER_IDS } from '../search/fake-simulate.fixture.ts';

const SMALL = `
version: 1
name: small
scenario: answer-lost
set: ['timeline.baselineMs=1s']
policy: retry-new-key
seed: 7
orders: [order-7-00012]
arrivals: { order-7-00012: 1000 }
expect: { outcome: failed, violated: [no-double-charge] }
`;

const anyCase: fc.Arbitrary<Promise<Case>> = fc
  .record({
    scenario: fc.constantFrom(...CATALOGUE_NAMES),
    policy: fc.constantFrom(...POLICY_NAMES),
    deadlineMs: fc.option(fc.integer({ min: 100, max: 9_000 })),
    seed: fc.nat(2 ** 32 - 1).map(parseSeed),
    atMs: fc.nat(50_000),
    isPart: fc.boolean(),
    story: fc.string(),
  })
  .map(async ({ scenario: name, policy, deadlineMs, seed, atMs, isPart, story }) => {
    const set = deadlineMs === null ? [] : [`policy.deadlineMs=${deadlineMs}`];
    const scenario = await loadScenario(name, { policy, set, scale: 0.2 });
    const order = `order-${seed.toString(36)}-00003`;
    return {
      name: 'any',
      run: {
        scenario,
        seed,
        orders: isPart ? [order] : null,
        arrivals: isPart ? { [order]: atMs } : null,
      },
      expected: { outcome: 'failed', violated: ['no-double-charge'] },
      story: `${story.trimEnd()}\n`,
      replayCommand: 'paydrill replay cases/any.yaml',
    } satisfies Case;
  });

describe('a case file', () => {
  it('gives back the case that was written, whatever is in it', async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, async (making) => {
        const written = await making;
        expect(await parseCase(renderCase(written), 'any.yaml')).toEqual(written);
      }),
      { numRuns: 30 },
    );
  });

  it('names a known policy and spells out one of your own', async () => {
    const scenario = await loadScenario('answer-lost', { policy: 'no-retry' });
    const own = await loadScenario('answer-lost', { policy: { name: 'mine', deadlineMs: 900 } });
    const text = (each: typeof scenario): string =>
      renderCase({
        name: 'any',
        run: { scenario: each, seed: parseSeed(1), orders: null, arrivals: null },
        expected: { outcome: 'held', violated: [] },
        story: '',
        replayCommand: '',
      });
    expect(text(scenario)).toContain('\npolicy: no-retry\n');
    expect(text(own)).toContain('\npolicy:\n  name: mine\n');
  });

  it('may name a scenario of the catalogue and what is changed about it', async () => {
    const { run } = await parseCase(SMALL, 'small.yaml');
    expect(run.scenario).toMatchObject({ name: 'answer-lost', timeline: { baselineMs: 1_000 } });
    expect(run.scenario.policy.name).toBe('retry-new-key');
  });

  it.each([
    ['another version', ['version: 1', 'version: 2'], 'CASE_OTHER_VERSION', 'version 2'],
    ['broken YAML', ['orders: [', 'orders: [['], 'CASE_MALFORMED', 'YAML'],
    ['an unknown scenario', ['answer-lost', 'answer-lots'], 'CASE_INVALID', '"answer-lost"'],
    ['an unknown policy', ['retry-new-key', 'retry-new-kee'], 'CASE_INVALID', '"retry-new-key"'],
    ['an unknown invariant', ['[no-double', '[no-dubble'], 'CASE_INVALID', '"no-double-charge"'],
    ['an unknown key', ['arrivals:', 'arivals:'], 'CASE_INVALID', '"arrivals"'],
    ['a wrong value', ['seed: 7', 'seed: -7'], 'CASE_INVALID', 'seed'],
    ['an unknown order', ['[order-7-00012]', '[order-7-99999]'], 'CASE_UNKNOWN_ORDER', 'order-7-'],
  ] as const)('is refused with advice: %s', async (_, [from, to], code, told) => {
    const error: unknown = await parseCase(SMALL.replace(from, to), 'small.yaml').catch(
      (cause: unknown) => cause,
    );
    expect(error).toMatchObject({ code, exitCode: 2 });
    expect(error).toSatisfy((each: { message: string; hint: string }) =>
      `${each.message} ${each.hint}`.includes(told),
    );
  });

  it('is refused with the nearest name for an unknown fault', async () => {
    const scenario = await loadScenario('answer-lost');
    const text = renderCase({
      name: 'any',
      run: { scenario, seed: parseSeed(1), orders: null, arrivals: null },
      expected: { outcome: 'held', violated: [] },
      story: '',
      replayCommand: '',
    }).replaceAll('processed-then-lost', 'processed-then-lots');
    await expect(parseCase(text, 'any.yaml')).rejects.toMatchObject({
      code: 'CASE_INVALID',
      hint: expect.stringContaining('processed-then-lost') as string,
    });
  });

  it('that is not there is told', async () => {
    await expect(loadCase('cases/nowhere.yaml')).rejects.toMatchObject({
      code: 'CASE_FILE_MISSING',
    });
  });

  it('that is no regular file is not opened, because it may never end', async () => {
    await expect(loadCase('/dev/zero')).rejects.toMatchObject({
      code: 'CASE_FILE_MISSING',
      message: expect.stringContaining('no regular file') as string,
    });
  });
});

describe('saving a case', () => {
  const bug = { faults: new Map([['b', 40]]), orders: [], isWitnessed: true };
  const options = { simulate: fakeSimulate(bug), orderIds: ORDER_IDS, maxRuns: 60 };

  it('writes what can be loaded again, and a scenario that fails live in the same way', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'cases-'));
    const place = join(folder.path, 'library');
    const saved = await saveCase(exampleRun(), { ...options, folder: place });
    expect(saved.path).toBe(join(place, 'example-retry-new-key-no-double-charge.yaml'));
    expect(saved.livePath).not.toBeNull();
    const live = await loadScenario(saved.livePath ?? '');
    expect(live.faults).toMatchObject([{ name: 'b', fault: 'processed-then-lost' }]);
    expect(await readFile(saved.path, 'utf8')).toContain(`# paydrill replay ${saved.path}\n`);
  });

  it('tells the command that drills the same target live', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'cases-'));
    const run = { ...exampleRun(), target: 'module:./my shop.js' };
    const { livePath, liveCommand } = await saveCase(run, { ...options, folder: folder.path });
    const path = join(folder.path, 'live', 'example-my-shop-no-double-charge.yaml');
    expect(livePath).toBe(path);
    expect(liveCommand).toBe(`paydrill run ${path} --seed 7 --target 'module:./my shop.js'`);
    expect(await readFile(path, 'utf8')).toContain(`# ${liveCommand}\n`);
  });

  it('says where it can not write', async () => {
    const folder = join(import.meta.dirname, 'errors.ts');
    await expect(saveCase(exampleRun(), { ...options, folder })).rejects.toMatchObject({
      code: 'CASE_CANNOT_WRITE',
    });
  });
});
