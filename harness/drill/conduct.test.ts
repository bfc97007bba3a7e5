import { describe, expect, it } from 'vitest';
import { PaydrillError } from '../core/errors.ts';
import { parseSeed } from '../core/ids.ts';
import type { GatewayFault, ProcessFault, Scenario } from '../core/scenario.ts';
import { resolveScenario } from '../config/index.ts';
import { CATALOGUE } from '../../scenarios/catalogue/registry.ts';
import { conductDrill, type Conducted } from './conduct.ts';
import { StopRequest } from './ending.ts';
import { drillError } from './errors.ts';
import type { Progress } from './progress.ts';
import { createFakeRig, type FakeRig, type FakeRigOptions } from './testing/fake-rig.ts';

const TIMELINE = { baselineMs: 5_000, faultMs: 10_000, recoveryMs: 5_000, drainMs: 5_000 };

const fault = (name: string, atMs: number, durationMs: number): GatewayFault => ({
  name,
  layer: 'gateway',
  gateway: 'stripe',
  fault: 'hang',
  options: {},
  share: 1,
  operations: [],
  atMs,
  durationMs,
});

function scenarioOf(change: Partial<Scenario> = {}): Scenario {
  return {
    ...resolveScenario(CATALOGUE['provider-outage']),
    timeline: TIMELINE,
    faults: [fault('one', 1_000, 2_000), fault('two', 3_000, 4_000)],
    objectives: [],
    stopConditions: [],
    ...change,
  };
}

async function play(
  options: Partial<FakeRigOptions>,
  change: Partial<Scenario> = {},
  prepare: (rig: FakeRig, stop: AbortController) => void = () => {},
): Promise<{ conducted: Conducted; rig: FakeRig; told: readonly Progress[] }> {
  const rig = createFakeRig({ loadEndMs: 20_000, ...options });
  const stop = new AbortController();
  const told: Progress[] = [];
  prepare(rig, stop);
  const plan = {
    scenario: scenarioOf(change),
    seed: parseSeed(1),
    orders: [],
    plannedIterations: 20,
  };
  const conducted = await conductDrill(plan, rig, (progress) => told.push(progress), stop.signal);
  return { conducted, rig, told };
}

const request = (kind: StopRequest['kind']) => new StopRequest(kind, 'asked');

describe('a conducted drill', () => {
  it('proves that it can stop before the load is released, then arms and clears on time', async () => {
    const { rig, conducted } = await play({});
    expect(rig.deeds).toEqual([
      '0 prove',
      '0 release',
      '6000 arm one',
      '8000 clear one',
      '8000 arm two',
      '12000 clear two',
    ]);
    expect(conducted).toMatchObject({ aborts: [], rigErrors: [], isSettled: true });
  });

  it('counts down the active faults', async () => {
    const { told } = await play({});
    const at = (t: number) => told.find((progress) => progress.kind === 'tick' && progress.t === t);
    expect(at(7_000)).toMatchObject({
      phase: 'fault',
      activeFaults: [{ name: 'one', endsInMs: 1_000 }],
    });
    expect(at(4_000)).toMatchObject({ phase: 'baseline', activeFaults: [] });
  });

  it.each([0, 0.25])('tells a phase before its faults, %d ms early', async (wakesEarlyMs) => {
    const { told } = await play({ wakesEarlyMs }, { faults: [fault('at-once', 0, 1_000)] });
    const steps = told.flatMap((each) => {
      if (each.kind === 'phase') return [each.phase];
      return each.kind === 'fault' ? [`${each.fault} ${each.action}`] : [];
    });
    expect(steps.slice(0, 3)).toEqual(['baseline', 'fault', 'at-once armed']);
    expect(steps.filter((step) => step === 'fault')).toHaveLength(1);
  });

  it('is a rig error, not a failure, when the baseline is unhealthy', async () => {
    const { conducted, rig } = await play({
      answersAt: () => Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? 'nothing' : 'paid')),
    });
    expect(conducted.rigErrors).toMatchObject([{ code: 'JUDGE_BASELINE_UNHEALTHY' }]);
    expect(rig.deeds.slice(2)).toEqual(['5000 clear all', '5000 stop load']);
  });

  it('clears faults first when a stop condition is crossed, and still drains', async () => {
    const { conducted, rig } = await play(
      { answersAt: (t) => (t < 5_000 ? ['paid'] : ['nothing']) },
      {
        stopConditions: [
          { name: 'dead', figure: 'goodput', bound: { below: 0.5 }, windowMs: 3_000 },
        ],
      },
    );
    expect(conducted.aborts).toMatchObject([{ code: 'STOP_CONDITION' }]);
    expect(conducted.isSettled).toBe(true);
    expect(rig.deeds.slice(-2).map((deed) => deed.replace(/^\d+ /, ''))).toEqual([
      'clear all',
      'stop load',
    ]);
  });

  it('clears faults first when it is aborted, and still drains', async () => {
    const { conducted, rig } = await play({}, {}, (fake, stop) =>
      fake.at(7_500, () => stop.abort(request('abort'))),
    );
    expect(conducted.aborts).toEqual([{ code: 'ABORTED', message: 'asked' }]);
    expect(conducted.isSettled).toBe(true);
    expect(rig.deeds.slice(-2)).toEqual(['7500 clear all', '7500 stop load']);
  });

  it('does not wait for the drain when it is interrupted', async () => {
    const { conducted } = await play({ unsettledFor: 100 }, {}, (fake, stop) =>
      fake.at(7_500, () => stop.abort(request('interrupt'))),
    );
    expect(conducted.aborts).toMatchObject([{ code: 'INTERRUPTED' }]);
    expect(conducted).toMatchObject({ isSettled: false, drainMs: 0 });
  });

  it('names the part of the rig that died, and cuts the phases there', async () => {
    const error = new PaydrillError('LIVE_PROCESS_DIED', 'k6 ended', { hint: 'x', exitCode: 3 });
    const { conducted } = await play({ breakAt: { t: 9_000, error } });
    expect(conducted.rigErrors).toMatchObject([{ code: 'LIVE_PROCESS_DIED' }]);
    expect(conducted.phases.map(({ name, startMs, endMs }) => [name, startMs, endMs])).toEqual([
      ['baseline', 0, 5_000],
      ['fault', 5_000, 9_000],
      ['recovery', 9_000, 9_000],
      ['drain', 9_000, 9_000],
    ]);
  });

  it('reads no further when a part of the rig dies after the drain, and names it', async () => {
    const error = new PaydrillError('LIVE_PROCESS_DIED', 'it ended', { hint: 'x', exitCode: 3 });
    const { conducted } = await play({ breakWhileRead: error });
    expect(conducted.rigErrors).toMatchObject([{ code: 'LIVE_PROCESS_DIED' }]);
    expect(conducted.isSettled).toBe(false);
  });

  it('is a rig error when a fault cannot be armed', async () => {
    const refuseToArm = drillError('DRILL_FAULT_NOT_ARMED', { fault: 'one', detail: 'no' });
    const { conducted } = await play({ refuseToArm });
    expect(conducted.rigErrors).toMatchObject([{ code: 'DRILL_FAULT_NOT_ARMED' }]);
  });

  it('does not let other faults wait for a target that takes long to stop', async () => {
    const restart: ProcessFault = {
      name: 'restart',
      layer: 'process',
      action: 'restart',
      atMs: 1_000,
      durationMs: 2_000,
    };
    const faults = [restart, fault('meanwhile', 2_000, 1_000)];
    const { rig, conducted } = await play({ restartMs: 5_000 }, { faults });
    expect(rig.deeds.slice(2)).toEqual([
      '6000 arm restart',
      '7000 arm meanwhile',
      '8000 clear meanwhile',
      '11000 clear restart',
    ]);
    const told = conducted.events.flatMap((event) =>
      event.kind === 'process' ? [[event.t, event.action]] : [],
    );
    expect(told).toEqual([
      [6_000, 'killed'],
      [11_000, 'started'],
    ]);
  });

  it('goes on when a probe takes longer than its fault', async () => {
    const { conducted } = await play({ probesHang: true }, { faults: [fault('one', 1_000, 20)] });
    expect(conducted.rigErrors).toEqual([]);
    expect(conducted.events).toContainEqual(
      expect.objectContaining({ kind: 'fault', fault: 'one', action: 'unproved' }),
    );
  });

  it('keeps its evidence when something happens that nobody foresaw', async () => {
    const { conducted, rig } = await play({ bewilderedAt: 6_500 });
    expect(conducted.rigErrors).toMatchObject([
      { code: 'DRILL_RIG_FAILED', message: expect.stringContaining('nobody foresaw this') },
    ]);
    expect(conducted.events.length).toBeGreaterThan(10);
    expect(rig.deeds.join()).toContain('clear all');
  });

  it('is a rig error when the load ends on its own long before its time', async () => {
    const { conducted } = await play({ loadEndMs: 7_000 });
    expect(conducted.rigErrors).toMatchObject([{ code: 'DRILL_LOAD_BROKE' }]);
  });

  it('does not wait for ever for a load generator that is stuck', async () => {
    const { rig, conducted } = await play({ loadHangs: true });
    expect(conducted.rigErrors[0]).toMatchObject({ code: 'DRILL_LOAD_STUCK' });
    expect(conducted.rigErrors[0]?.message).toContain('7000 ms after its last arrival');
    expect(rig.deeds.slice(-2)).toEqual(['27000 clear all', '27000 stop load']);
  });

  it('drains until nothing is open, and no longer', async () => {
    const { conducted } = await play({ unsettledFor: 4 });
    // Four looks find something, two in a row find nothing, a quarter of a second apart.
    expect(conducted.drainMs).toBe(5 * 250);
  });

  it('ends the drain at its bound', async () => {
    const { conducted, told } = await play({ unsettledFor: 1_000 });
    expect(conducted.drainMs).toBe(5_000);
    expect(told.at(-1)).toMatchObject({ kind: 'step' });
  });

  it('notices at once when the rig dies in the drain', async () => {
    const error = new PaydrillError('LIVE_PROCESS_DIED', 'target ended', {
      hint: 'x',
      exitCode: 3,
    });
    const { conducted } = await play({ unsettledFor: 1_000, breakAt: { t: 21_000, error } });
    expect(conducted.rigErrors).toMatchObject([{ code: 'LIVE_PROCESS_DIED' }]);
    expect(conducted.isSettled).toBe(false);
    expect(conducted.drainMs).toBeLessThan(2_000);
  });

  it('stops draining when it is interrupted', async () => {
    const { conducted } = await play({ unsettledFor: 1_000 }, {}, (fake, stop) =>
      fake.at(21_000, () => stop.abort(request('interrupt'))),
    );
    expect(conducted.aborts).toMatchObject([{ code: 'INTERRUPTED' }]);
    expect(conducted.isSettled).toBe(false);
  });

  it('closes its own log with an end mark', async () => {
    const { conducted } = await play({});
    const own = conducted.events.filter((event) => event.source === 'drill');
    expect(own.map((event) => event.seq)).toEqual(own.map((_, index) => index));
    expect(own.at(-1)).toMatchObject({ kind: 'source-end', events: own.length - 1 });
  });
});
