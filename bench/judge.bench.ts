import type { RunEvent } from '../harness/core/events.ts';
import { judge, type JudgeInput } from '../harness/judge/index.ts';
import { readEventStream } from '../harness/drill/serving/read-events.ts';
import type { Body } from '../harness/drill/serving/send-request.ts';
import { SharedTexts } from '../harness/drill/serving/shared-texts.ts';
import { createLegalRun } from '../harness/judge/testing/legal-run.ts';

// How many payments a second the judge gets through on one core, on a run in which every promise
// was kept (the usual case, and the one without shortcuts). Run: node bench/judge.bench.ts
//
// `simulated` judges events as the simulator leaves them in memory. `collected` judges the same
// events as a live drill has them: out of NDJSON, one source after the other, read by the drill's own
// reader. A payment's events lie far apart then, which costs cache misses.

const PAYMENTS = 30_000;
const ROUNDS = 9;
const WANTED_PER_SECOND = 100_000;

interface Round {
  readonly perSecond: number;
  /** By processor time of this thread: the truth on a machine that is busy with more. */
  readonly perCpuSecond: number;
  readonly heapMb: number;
}

const simulated = createLegalRun(PAYMENTS);
const collected: JudgeInput = { ...simulated, events: await collect(simulated.events) };

async function collect(events: readonly RunEvent[]): Promise<readonly RunEvent[]> {
  const texts = new SharedTexts();
  const read: RunEvent[] = [];
  for (const own of Map.groupBy(events, ({ source }) => source).values()) {
    for (const event of await readEventStream(bytesOf(own), 0, texts)) read.push(event);
  }
  return read;
}

function bytesOf(events: readonly RunEvent[]): Body {
  return async (take) => {
    for (const event of events) take(Buffer.from(`${JSON.stringify(event)}\n`));
  };
}

function round(input: JudgeInput): Round {
  globalThis.gc?.();
  const heapBefore = process.memoryUsage().heapUsed;
  const cpuBefore = process.threadCpuUsage();
  const startMs = performance.now();
  const judgement = judge(input);
  const seconds = (performance.now() - startMs) / 1000;
  const { user, system } = process.threadCpuUsage(cpuBefore);
  const heapMb = (process.memoryUsage().heapUsed - heapBefore) / 1024 / 1024;
  if (judgement.verdict.outcome !== 'held') {
    throw new Error(`expected held, got ${JSON.stringify(judgement.verdict)}`);
  }
  return {
    perSecond: PAYMENTS / seconds,
    perCpuSecond: (PAYMENTS * 1e6) / (user + system),
    heapMb,
  };
}

function measure(input: JudgeInput) {
  const cold = round(input);
  const rounds = Array.from({ length: ROUNDS }, () => round(input));
  const rates = rounds.map(({ perSecond }) => perSecond).toSorted((a, b) => a - b);
  const cpuRates = rounds.map(({ perCpuSecond }) => perCpuSecond).toSorted((a, b) => a - b);
  const middle = Math.floor(ROUNDS / 2);
  return {
    coldPaymentsPerSecond: Math.round(cold.perSecond),
    medianPaymentsPerSecond: Math.round(rates[middle] ?? 0),
    lowestPaymentsPerSecond: Math.round(rates[0] ?? 0),
    highestPaymentsPerSecond: Math.round(rates.at(-1) ?? 0),
    medianPaymentsPerCpuSecond: Math.round(cpuRates[middle] ?? 0),
    /** Without --expose-gc this includes garbage that was not collected yet. */
    highestHeapGrowthMb: Math.round(Math.max(...rounds.map(({ heapMb }) => heapMb))),
    isMet: (rates[middle] ?? 0) >= WANTED_PER_SECOND,
  };
}

const result = {
  benchmark: 'judge',
  payments: PAYMENTS,
  events: simulated.events.length,
  rounds: ROUNDS,
  wantedPaymentsPerSecond: WANTED_PER_SECOND,
  simulated: measure(simulated),
  collected: measure(collected),
};
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
