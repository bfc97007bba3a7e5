import { afterAll, describe, expect, it } from 'vitest';
import type { Exchange } from '../../core/events.ts';
import { isFaultDrawn } from '../../core/fault-draw.ts';
import { parseSeed } from '../../core/ids.ts';
import { loadScenario } from '../../config/index.ts';
import { planDrill } from '../../drill/plan-drill.ts';
import { createVirtualWorld, simulate, simulateOnce } from '../index.ts';
import {
  parseCampaignRecord,
  renderCampaignJunit,
  renderCampaignMarkdown,
} from '../../../reports/index.ts';
import { broken, createPlayer, short } from './play.fixture.ts';

const player = createPlayer();
const { play } = player;
afterAll(() => player[Symbol.asyncDispose]());

describe('a simulated drill', () => {
  it.each(['answer-lost', 'late-arrival', 'flaky-network'])(
    'keeps every promise in %s with the resilient policy',
    async (name) => {
      const { record } = await play(await short(name, 'resilient'), 1);
      expect(broken(record)).toEqual([]);
      expect(record.world).toBe('simulated');
      expect(record.faults.every(({ isProved }) => isProved)).toBe(true);
    },
  );

  it('finds the double charge across providers of a failover on unknown', async () => {
    const { record, events } = await play(await short('late-arrival', 'failover-on-unknown'), 1);
    expect(broken(record)).toContain('no-double-charge');
    const captures = events.filter(
      (event) => event.kind === 'ledger' && event.movement === 'capture',
    );
    const sources = Map.groupBy(captures, (event) => ('order' in event ? event.order : null));
    const across = [...sources.values()].filter(
      (entries) => new Set(entries.map(({ source }) => source)).size > 1,
    );
    expect(across.length).toBeGreaterThan(0);
  });

  it('takes up what was in flight when the service was killed', async () => {
    const { record, events } = await play(await short('service-killed', 'resilient'), 1);
    expect(broken(record)).toEqual([]);
    const starts = events.filter((event) => event.kind === 'service-started');
    expect(starts).toHaveLength(2);
    expect(starts.at(-1)?.recovered).toBeGreaterThan(0);
    // Nobody listens meanwhile: whoever comes is refused at once, and not left waiting.
    const refused = events
      .filter((event) => event.kind === 'client-answered')
      .filter(({ failure, t, startT }) => failure === 'connection' && t - startT < 10);
    expect(refused.length).toBeGreaterThan(3);
  });

  it.each([
    ['pause', 1],
    ['restart', 2],
  ] as const)('keeps every promise through a %s of the service', async (action, starts) => {
    const scenario = await loadScenario('service-killed', {
      policy: 'resilient',
      scale: 0.1,
      ratePerSecond: 40,
      // Longer than the probe waits.
      set: [`faults.service-dies.action=${action}`, 'faults.service-dies.durationMs=10s'],
    });
    const { record, events } = await play(scenario, 2);
    expect(record.verdict.outcome).not.toBe('rig-error');
    expect(broken(record)).toEqual([]);
    expect(record.faults.every(({ isProved }) => isProved)).toBe(true);
    expect(events.filter((event) => event.kind === 'service-started')).toHaveLength(starts);
  });

  it('comes to the same events and the same hash twice, also in another thread', async () => {
    const scenario = await short('flaky-network', 'resilient');
    const first = await play(scenario, 7);
    await play(scenario, 8);
    const again = await play(scenario, 7);
    expect(again.hash).toBe(first.hash);
    expect(again.events).toEqual(first.events);
    const run = { scenario, seed: parseSeed(7), orders: null, arrivals: null };
    expect((await simulateOnce(run)).hash).toBe(first.hash);
  });

  it('has the orders and the fault draws of a live drill with its seed', async () => {
    const scenario = await short('answer-lost', 'resilient');
    const { orders } = await planDrill(scenario, parseSeed(3));
    const { events } = await play(scenario, 3);
    const started = events.filter((event) => event.kind === 'client-started');
    expect(started.map(({ order }) => order)).toEqual(orders.map(({ orderId }) => orderId));

    const [fault] = scenario.faults;
    if (fault?.layer !== 'gateway') throw new TypeError('the scenario has another first fault');
    const phases = events
      .filter((event) => event.kind === 'fault')
      .filter((event) => event.fault === fault.name);
    const [armedT = 0] = phases.filter(({ action }) => action === 'armed').map(({ t }) => t);
    const [clearedT = 0] = phases.filter(({ action }) => action === 'cleared').map(({ t }) => t);
    const firstConfirms = new Map<string, Exchange>();
    for (const event of events) {
      if (event.kind !== 'exchange' || event.operation !== 'confirm') continue;
      if (event.source !== 'gateway:stripe' || event.order === null) continue;
      const known = firstConfirms.get(event.order);
      if (known === undefined || event.t < known.t) firstConfirms.set(event.order, event);
    }
    const met = [...firstConfirms.values()].filter(({ t }) => t > armedT && t < clearedT);
    expect(met.length).toBeGreaterThan(30);
    for (const { order, faults } of met) {
      const key = {
        seed: parseSeed(3),
        fault: fault.name,
        reference: order ?? '',
        operation: 'confirm',
        occurrence: 0,
      };
      expect([order, faults.includes(fault.name)]).toEqual([order, isFaultDrawn(key, fault.share)]);
    }
  });

  it('lets a few orders take part and moves nothing else', async () => {
    const scenario = await short('answer-lost', 'resilient');
    const whole = await play(scenario, 4);
    const chosen = whole.events
      .filter((event) => event.kind === 'client-started')
      .filter((_, index) => index % 10 === 0);
    const few = await play(scenario, 4, { orders: chosen.map(({ order }) => order) });
    const arrivals = few.events.filter((event) => event.kind === 'client-started');
    expect(arrivals.map(({ order, intendedT }) => [order, intendedT])).toEqual(
      chosen.map(({ order, intendedT }) => [order, intendedT]),
    );
  });
});

describe('a campaign', () => {
  it('tells the first seed that failed, by number, with a witness and its replay', async () => {
    const scenario = await short('answer-lost', 'retry-new-key');
    const kept: number[] = [];
    const record = await simulate({
      scenario,
      seed: 5,
      seeds: 3,
      workers: 2,
      keep: async ({ seed }, events) => {
        if (events.length > 0) kept.push(seed);
        return `kept/${seed}`;
      },
    });
    expect(record.verdict.outcome).toBe('failed');
    expect(record.runs.map(({ seed }) => seed)).toEqual([5, 6, 7]);
    expect(kept.toSorted((one, other) => one - other)).toEqual([5, 6, 7]);
    expect(record.firstFailure).toMatchObject({
      seed: 5,
      replayCommand: 'paydrill simulate answer-lost --seed 5 --seeds 1',
      runFolder: 'kept/5',
    });
    const double = record.firstFailure?.violations.find(
      ({ invariant }) => invariant === 'no-double-charge',
    );
    expect(double?.witness?.events.length).toBeGreaterThan(1);
    const written: unknown = JSON.parse(JSON.stringify(record));
    expect(parseCampaignRecord(written)).toEqual({ record: written });
    expect(renderCampaignMarkdown(record)).toContain('--seed 5 --seeds 1');
    expect(renderCampaignJunit(record)).toContain('tests="4" failures="3" errors="0"');
  });

  it('begins no seed after the first that failed when it is told so', async () => {
    const scenario = await short('answer-lost', 'retry-new-key');
    const record = await simulate({ scenario, seeds: 5, untilFailure: true });
    expect(record.seeds).toMatchObject({ planned: 5, played: 1 });
  });

  it('keeps what it found when it is stopped', async () => {
    const scenario = await short('answer-lost', 'resilient');
    const stop = new AbortController();
    const record = await simulate({
      scenario,
      seeds: 5,
      stop: stop.signal,
      observe: () => stop.abort(),
    });
    expect(record.verdict.outcome).toBe('aborted');
    expect(record.runs).toHaveLength(1);
  });
});

describe('a thread that plays many seeds', () => {
  it('does not grow with them', async () => {
    const scenario = await loadScenario('answer-lost', { scale: 0.1, ratePerSecond: 8 });
    const fixture = new URL('../fixtures/memory.fixture.ts', import.meta.url);
    const play = new URL('./play.ts', import.meta.url);
    await using world = await createVirtualWorld({ seed: 1, wallDeadlineMs: 300_000 });
    const playSeed = async (seed: number): Promise<void> => {
      await world.reset(seed, 'kept');
      const run = { scenario, seed, orders: null, arrivals: null };
      const about = { runId: 'x', versions: {}, replayCommand: '', targetModule: null };
      await world.run(play, 'playDrill', { run, ...about, gives: 'no-events' });
    };
    const heapBytes = async (): Promise<number> => {
      await world.reset(0, 'kept');
      return Number(await world.run(fixture, 'heapBytes'));
    };
    // Most of what is compiled is compiled by then; the rest is what it may grow by.
    for (const seed of [1, 2, 3, 4, 5]) await playSeed(seed);
    const before = await heapBytes();
    for (let seed = 6; seed <= 25; seed += 1) await playSeed(seed);
    const bytesPerSeed = ((await heapBytes()) - before) / 20;
    // A seed whose sockets stay leaves more than two million.
    expect(bytesPerSeed).toBeLessThan(500_000);
  });
});
