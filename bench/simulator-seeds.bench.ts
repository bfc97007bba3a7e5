import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { loadScenario } from '../harness/config/index.ts';
import { parseSeed } from '../harness/core/ids.ts';
import { phaseStarts, type Scenario } from '../harness/core/scenario.ts';
import {
  createSimulatorThread,
  simulate,
  simulateOnce,
  type SimulatorThread,
} from '../harness/simulator/index.ts';
import { medianOf } from './spread.ts';

// Whole drills in virtual time at full fidelity: orders, customers, the reference service with its store,
// gateways with webhooks and control APIs, faults, final readings and the judge.
// Run: node bench/simulator-seeds.bench.ts

const SEED_PAYMENTS = 200;
const WARM_SEEDS = 8;
const SEEDS = 20;
const MODULE_SEEDS = 12;
const CAMPAIGN_SEEDS = 32;
const WARM_DRAWN = 30;
const DRAWN = 120;
const HOUR_MS = 3_600_000;

interface Cost {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly payments: number;
}

async function playSeed(
  thread: SimulatorThread,
  scenario: Scenario,
  seed: number,
  target?: string,
): Promise<Cost> {
  const began = performance.now();
  const before = process.cpuUsage();
  const run = {
    scenario,
    seed: parseSeed(seed),
    orders: null,
    arrivals: null,
    ...(target === undefined ? {} : { target }),
  };
  const { record } = await simulateOnce(run, { thread });
  const { user, system } = process.cpuUsage(before);
  return {
    cpuMs: (user + system) / 1000,
    wallMs: performance.now() - began,
    payments: record.load.completedIterations,
  };
}

const short = await loadScenario('answer-lost', { scale: 0.3, ratePerSecond: 12 });
/** A service as teams ship them, loaded afresh for every seed. */
const MODULE = 'module:./examples/koa-stripe/server.ts';
const shortOfStripe = await loadScenario('answer-lost', {
  scale: 0.3,
  ratePerSecond: 12,
  set: ['gateways=["stripe"]'],
});
/** The longest load that the time of a benchmark allows. */
const long = await loadScenario('answer-lost', { scale: 2, ratePerSecond: 50 });

/** Milliseconds of processor time a payment, and how many there are in a seed. */
async function costPerPayment(scenario: Scenario, seeds: number, target?: string) {
  await using thread = createSimulatorThread();
  const costs: Cost[] = [];
  for (let seed = 1; seed <= WARM_SEEDS + seeds; seed += 1) {
    const cost = await playSeed(thread, scenario, seed, target);
    if (seed > WARM_SEEDS) costs.push(cost);
  }
  return {
    payments: medianOf(costs.map(({ payments }) => payments)),
    cpuMs: medianOf(costs.map(({ cpuMs, payments }) => cpuMs / payments)),
  };
}

async function costOfSeeds() {
  const own = await costPerPayment(short, SEEDS);
  const module = await costPerPayment(shortOfStripe, MODULE_SEEDS, MODULE);
  return {
    paymentsPerSeed: own.payments,
    cpuMsPerSeedOf200: own.cpuMs * SEED_PAYMENTS,
    paymentsPerCpuSecond: 1000 / own.cpuMs,
    cpuMsPerModuleSeedOf200: module.cpuMs * SEED_PAYMENTS,
  };
}

/** Runs as a search draws them: a dozen payments under several faults. */
async function costOfDrawnRuns() {
  const began = process.cpuUsage();
  let warm = began;
  const { seeds } = await simulate({
    scenario: await loadScenario('answer-lost', {}),
    swarm: 'guided',
    seeds: WARM_DRAWN + DRAWN,
    workers: 1,
    observe: ({ played }) => {
      if (played === WARM_DRAWN) warm = process.cpuUsage();
    },
  });
  const { user, system } = process.cpuUsage(warm);
  return { drawnRuns: seeds.played - WARM_DRAWN, cpuMsPerDrawnRun: (user + system) / 1000 / DRAWN };
}

interface Speed {
  /** Seeds a second by the clock on the wall, the start of the threads included. */
  readonly whole: number;
  /** The same once the threads have compiled most of what they run. */
  readonly warm: number;
}

async function speedOf(workers: number): Promise<Speed> {
  const began = performance.now();
  let warmMs = Number.NaN;
  await simulate({
    scenario: short,
    seeds: CAMPAIGN_SEEDS,
    workers,
    observe: ({ played }) => {
      if (played === WARM_SEEDS) warmMs = performance.now();
    },
  });
  const ended = performance.now();
  return {
    whole: CAMPAIGN_SEEDS / (ended - began),
    warm: (CAMPAIGN_SEEDS - WARM_SEEDS) / (ended - warmMs),
  };
}

/** What two threads come to on this machine that share nothing but its cores, caches and memory. */
async function speedOfTwoBareThreads(): Promise<number> {
  const program = `
    const text = JSON.stringify(Array.from({ length: 400 }, (_, at) => ({ at, name: 'n' + at })));
    let sum = 0;
    for (let round = 0; round < 12_000; round += 1) sum += JSON.parse(text).length;
    require('node:worker_threads').parentPort.postMessage(sum);`;
  const run = async (threads: number): Promise<number> => {
    const began = performance.now();
    await Promise.all(
      Array.from({ length: threads }, async () => {
        await once(new Worker(program, { eval: true }), 'message');
      }),
    );
    return threads / (performance.now() - began);
  };
  const one = await run(1);
  return (await run(2)) / one;
}

async function speedOfTwo() {
  const one = await speedOf(1);
  const two = await speedOf(2);
  return {
    twoBareThreadsOverOne: await speedOfTwoBareThreads(),
    campaignSeeds: CAMPAIGN_SEEDS,
    warmSeeds: WARM_SEEDS,
    twoWorkersOverOne: two.whole / one.whole,
    twoWarmWorkersOverOne: two.warm / one.warm,
  };
}

/** One long run; its start, its drain and its judgement are in it. */
async function costOfAnHour() {
  await using thread = createSimulatorThread();
  const { wallMs, cpuMs, payments } = await playSeed(thread, long, 1);
  const loadMs = phaseStarts(long.timeline).loadEndMs;
  return {
    stretchSeconds: loadMs / 1000,
    stretchPayments: payments,
    stretchWallSeconds: wallMs / 1000,
    stretchCpuSeconds: cpuMs / 1000,
    hourWallSeconds: (wallMs * HOUR_MS) / loadMs / 1000,
  };
}

const figures = {
  ...(await costOfSeeds()),
  ...(await costOfDrawnRuns()),
  ...(await speedOfTwo()),
  ...(await costOfAnHour()),
};
process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
