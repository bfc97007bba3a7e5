import { afterAll, describe, expect, it } from 'vitest';
import { loadScenario } from '../../config/index.ts';
import { parseSeed } from '../../core/ids.ts';
import { createSimulatorThread, simulate, simulateOnce } from '../index.ts';
import type { SimulateOptions } from './simulate-once.ts';

const at = (name: string): string => `module:harness/simulator/fixtures/targets/${name}.fixture.ts`;

const scenario = await loadScenario('answer-lost', {
  scale: 0.05,
  ratePerSecond: 10,
  set: ['gateways=["stripe"]'],
});
const thread = createSimulatorThread();
afterAll(() => thread[Symbol.asyncDispose]());

async function play(target: string, options: SimulateOptions = { thread }) {
  const run = { scenario, seed: parseSeed(1), orders: null, arrivals: null, target };
  const { record, events } = await simulateOnce(run, options);
  return { record, events, first: record.verdict.reasons[0] };
}

describe('a target module that can not be played is a rig error', () => {
  it('when it throws while it is loaded, with place and reason', async () => {
    const { record, first } = await play(at('throws-on-load'));
    expect(record.verdict.outcome).toBe('rig-error');
    expect(first?.code).toBe('SIMULATOR_TARGET_THREW');
    expect(first?.message).toMatch(
      /throws-on-load\.fixture\.ts threw .* TypeError: the licence key is missing \(at .*throws-on-load\.fixture\.ts:1:/,
    );
  });

  it('when it never answers, with the timers and requests that it waits for', async () => {
    const { record, first } = await play(at('never-listens'));
    expect(record.verdict.outcome).toBe('rig-error');
    expect(first?.code).toBe('SIMULATOR_TARGET_SILENT');
    expect(first?.message).toMatch(/answers nothing at http:\/\/127\.0\.0\.1:8080, 15000 ms/);
    expect(first?.message).toContain('It listens at: 9000');
    expect(first?.message).toContain('renewLicence (target, due at 60');
    expect(first?.message).toContain('GET /licence');
  });

  it('when it never says that it is ready, with what it said', async () => {
    const { record, first } = await play(at('not-ready'));
    expect(record.verdict.outcome).toBe('rig-error');
    expect(first?.code).toBe('SIMULATOR_TARGET_SILENT');
    expect(first?.message).toContain('answers 503 to GET /operations/health at http://127.0.0.1');
  });

  it('when it uses what has no virtual form, with call, module and what to do', async () => {
    const { record, first } = await play(at('real-socket'));
    expect(record.verdict.outcome).toBe('rig-error');
    expect(first?.code).toBe('SIMULATOR_NOT_VIRTUAL');
    expect(first?.message).toMatch(
      /dgram\.createSocket cannot be virtual.*real-socket\.fixture\.ts:4.*use node:net or HTTP/,
    );
  });

  it('when it throws later, and the events until then are kept', async () => {
    const { record, events, first } = await play(at('throws-later'));
    expect(record.verdict.outcome).toBe('rig-error');
    expect(first?.code).toBe('SIMULATOR_TARGET_CRASHED');
    expect(first?.message).toMatch(
      /RangeError: the fifth customer is too much \(at nobodyCatches .*throws-later\.fixture\.ts:8:/,
    );
    expect(events.filter(({ kind }) => kind === 'client-answered').length).toBeGreaterThan(3);
  });

  it('when it answers nobody, with the requests that it waits for', async () => {
    const { record } = await play(at('never-answers'));
    expect(record.verdict.outcome).toBe('rig-error');
    const told = record.verdict.reasons.find(({ code }) => code === 'DRILL_COLLECTION_FAILED');
    expect(told?.message).toContain('GET /fraud-check at 127.0.0.1:9000 (target)');
  });

  it('when it keeps time from moving', async () => {
    const { record, first } = await play(at('stands-still'));
    expect(record.verdict.outcome).toBe('rig-error');
    expect(first).toMatchObject({ code: 'SIMULATOR_STANDSTILL' });
    expect(first?.message).toContain('process "target"');
  });

  it('when it loops without ever waiting', async () => {
    await using impatient = createSimulatorThread({ wallDeadlineMs: 5_000 });
    const { record, first } = await play(at('spins'), { thread: impatient });
    expect(record.verdict.outcome).toBe('rig-error');
    expect(first?.code).toBe('SIMULATOR_WALL_DEADLINE');
  });
});

describe('a run that did not hold tells what its target was refused', () => {
  it.each([
    ['swallows-refusal', 'SIMULATOR_NOT_VIRTUAL', 'child_process.execFile'],
    ['unknown-host', 'SIMULATOR_HOST_UNKNOWN', 'api.stripe.com (port 443)'],
  ])('%s: %s', async (name, code, call) => {
    const { record } = await play(at(name));
    expect(record.verdict.outcome).not.toBe('held');
    const told = record.verdict.reasons.find((reason) => reason.code === code);
    expect(told?.message).toContain(call);
  });
});

it('a module that listens when it is the main one listens', async () => {
  const { record } = await play(at('listens-when-main'));
  expect(record.load.completedIterations).toBeGreaterThan(10);
});

describe('a target that is none is refused before anything starts', () => {
  it.each([
    ['module:./no/such/server.js', 'CONFIG_TARGET_MISSING'],
    ['module:harness/simulator.ts', 'CONFIG_TARGET_MISSING'],
    ['module:harness', 'CONFIG_TARGET_MALFORMED'],
    ['module:', 'CONFIG_TARGET_MALFORMED'],
    ['http://localhost:3000', 'CONFIG_TARGET_MALFORMED'],
    ['node server.js', 'CONFIG_TARGET_MALFORMED'],
    ['command:node server.js', 'SIMULATOR_TARGET_LIVE_ONLY'],
  ])('%s: %s', async (target, code) => {
    await expect(play(target)).rejects.toMatchObject({ code, exitCode: 2 });
    await expect(simulate({ scenario, target, seeds: 3 })).rejects.toMatchObject({ code });
  });
});

describe('a campaign', { timeout: 120_000 }, () => {
  it('ends when the target can not be started, and keeps its record', async () => {
    const record = await simulate({ scenario, target: at('throws-on-load'), seeds: 50 });
    expect(record.verdict.outcome).toBe('rig-error');
    expect(record.runs).toHaveLength(1);
    expect(record.options).toHaveProperty('target', at('throws-on-load'));
    expect(record.replayCommand).toContain(`--target ${at('throws-on-load')}`);
  });

  it('plays on when the target crashes in a seed', async () => {
    const record = await simulate({ scenario, target: at('throws-later'), seeds: 2 });
    expect(record.runs.map(({ outcome }) => outcome)).toEqual(['rig-error', 'rig-error']);
  });
});

it('comes to the same however often its thread has loaded it', async () => {
  const few = await loadScenario('answer-lost', {
    scale: 0.04,
    ratePerSecond: 5,
    set: ['gateways=["stripe"]', 'timeline.drainMs=1s'],
  });
  await using own = createSimulatorThread();
  const target = at('logs-stacks');
  const hashes = new Set<string>();
  for (let turn = 0; turn < 35; turn += 1) {
    const run = { scenario: few, seed: parseSeed(1), orders: null, arrivals: null, target };
    hashes.add((await simulateOnce(run, { thread: own })).hash);
  }
  expect(hashes.size).toBe(1);
  expect(hashes).not.toContain('');
}, 120_000);
