import { judge } from '../harness/judge/index.ts';
import { createLegalRun } from '../harness/judge/testing/legal-run.ts';

// How many payments a second the judge gets through on one core, on a run in which every promise
// was kept (the usual case, and the one without shortcuts). Run: node bench/judge.bench.ts

const PAYMENTS = 30_000;
const ROUNDS = 7;
const WANTED_PER_SECOND = 100_000;

interface Round {
  readonly perSecond: number;
  /** By processor time instead of wall time: the truth on a machine that is busy with more. */
  readonly perCpuSecond: number;
  readonly heapMb: number;
}

const input = createLegalRun(PAYMENTS);
const round = (): Round => {
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
};

const cold = round();
const rounds = Array.from({ length: ROUNDS }, round);
const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);
const middle = (values: readonly number[]): number =>
  sorted(values)[Math.floor(values.length / 2)] ?? 0;
const rates = sorted(rounds.map(({ perSecond }) => perSecond));
const median = middle(rates);
const result = {
  benchmark: 'judge',
  payments: PAYMENTS,
  events: input.events.length,
  rounds: ROUNDS,
  coldPaymentsPerSecond: Math.round(cold.perSecond),
  medianPaymentsPerSecond: Math.round(median),
  lowestPaymentsPerSecond: Math.round(rates[0] ?? 0),
  highestPaymentsPerSecond: Math.round(rates.at(-1) ?? 0),
  medianPaymentsPerCpuSecond: Math.round(middle(rounds.map((each) => each.perCpuSecond))),
  /** Without --expose-gc this includes garbage that was not collected yet. */
  highestHeapGrowthMb: Math.round(Math.max(...rounds.map(({ heapMb }) => heapMb))),
  wantedPaymentsPerSecond: WANTED_PER_SECOND,
  isMet: median >= WANTED_PER_SECOND,
};
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
