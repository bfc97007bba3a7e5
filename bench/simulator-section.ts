import { runScript } from './script-sections.ts';

// What the virtual world costs, out of three scripts that print their figures as JSON.

interface Bare {
  readonly timersPerCpuSecond: number;
  readonly httpRequestsPerCpuSecond: number;
  readonly fetchesPerCpuSecond: number;
  readonly paymentsPerCpuSecond: number;
  readonly freshServiceAndGatewaysCpuMs: number;
  readonly resetCpuMs: number;
  readonly microsecondsPerPayment: Readonly<Record<string, number>>;
}

interface Seeds {
  readonly paymentsPerSeed: number;
  readonly cpuMsPerSeedOf200: number;
  readonly paymentsPerCpuSecond: number;
  readonly cpuMsPerModuleSeedOf200: number;
  readonly drawnRuns: number;
  readonly cpuMsPerDrawnRun: number;
  readonly campaignSeeds: number;
  readonly warmSeeds: number;
  readonly twoWorkersOverOne: number;
  readonly twoWarmWorkersOverOne: number;
  readonly twoBareThreadsOverOne: number;
  readonly stretchSeconds: number;
  readonly stretchPayments: number;
  readonly stretchWallSeconds: number;
  readonly stretchCpuSeconds: number;
  readonly hourWallSeconds: number;
}

interface Memory {
  readonly seeds: number;
  readonly heapBytes: number;
  readonly residentBytes: number;
}

const CAMPAIGN = 10_000;

export function simulatorSection(): string {
  const seeds = JSON.parse(runScript('./simulator-seeds.bench.ts')) as Seeds;
  const memory = JSON.parse(runScript('./simulator-memory.ts')) as readonly Memory[];
  const bare = JSON.parse(runScript('./simulator.bench.ts')) as Bare;
  return `## The virtual world

### Drills at full fidelity

${renderSeeds(seeds)}

### Memory of a thread over its seeds

${renderMemory(memory)}

### What a payment is made of

The reference service and two gateways in one thread, without customers, webhooks and judge. By processor time of
the whole process.

${renderBare(bare)}
`;
}

function renderSeeds(seeds: Seeds): string {
  const { stretchSeconds, stretchPayments, stretchWallSeconds, stretchCpuSeconds } = seeds;
  const isShort = stretchSeconds < 3600;
  const hour = `an hour of 50 payments/s, s on the wall${isShort ? ' (extrapolated)' : ''}`;
  return `\`answer-lost\`: orders, customers, service with its store, gateways with webhooks, faults, final readings and judge.
Seeds have ${seeds.paymentsPerSeed} payments, in a thread that has played some; the median of them, by processor time of the whole
process. Two workers against one by the clock on the wall, over ${seeds.campaignSeeds} seeds with
the start of the threads, and over what comes after the first ${seeds.warmSeeds}. The hour is
extrapolated from ${stretchSeconds} s of load: ${stretchPayments} payments in ${stretchWallSeconds.toFixed(1)} s on the wall, ${stretchCpuSeconds.toFixed(1)} s of processor time.

| figure | asked | measured |
|---|--:|--:|
| payments/s on one core | 5000 | ${seeds.paymentsPerCpuSecond.toFixed(0)} |
| a seed of 200 payments, ms | 100 | ${seeds.cpuMsPerSeedOf200.toFixed(0)} |
| the same of a target module (Koa with the Stripe SDK) that is loaded afresh | 500 | ${seeds.cpuMsPerModuleSeedOf200.toFixed(0)} |
| a drawn run of about a dozen payments (\`--swarm\`, mean of ${seeds.drawnRuns}), ms | | ${seeds.cpuMsPerDrawnRun.toFixed(0)} |
| speed of two workers over one | 1.8 | ${seeds.twoWorkersOverOne.toFixed(2)} |
| the same once they are warm | 1.8 | ${seeds.twoWarmWorkersOverOne.toFixed(2)} |
| two threads over one that share nothing (parse JSON), beside it | | ${seeds.twoBareThreadsOverOne.toFixed(2)} |
| ${hour} | 36 | ${seeds.hourWallSeconds.toFixed(0)} |`;
}

function renderMemory(memory: readonly Memory[]): string {
  const rows = memory.map(
    ({ seeds, heapBytes, residentBytes }) =>
      `| ${seeds} | ${inMebibytes(heapBytes)} | ${inMebibytes(residentBytes)} |`,
  );
  const half = memory[Math.floor((memory.length - 1) / 2)];
  const last = memory.at(-1);
  const isGiven = half !== undefined && last !== undefined && half !== last;
  const bytesPerSeed = isGiven
    ? (last.heapBytes - half.heapBytes) / (last.seeds - half.seeds)
    : Number.NaN;
  const atEnd =
    (last?.heapBytes ?? Number.NaN) + (CAMPAIGN - (last?.seeds ?? 0)) * Math.max(0, bytesPerSeed);
  return `Short seeds of the reference service, one after the other in one thread; the heap after its garbage has been collected.
In the second half the heap changed by ${(bytesPerSeed / 1024).toFixed(1)} KiB a seed. Extrapolated from that, not measured: ${inMebibytes(atEnd)} MiB of heap after ${CAMPAIGN} seeds;
what shrinks is taken to stay.

| seeds | heap, MiB | resident, MiB |
|--:|--:|--:|
${rows.join('\n')}`;
}

function renderBare({ microsecondsPerPayment, ...figures }: Bare): string {
  const rows = Object.entries(figures).map(([name, value]) => `| ${name} | ${value.toFixed(0)} |`);
  const parts = Object.entries(microsecondsPerPayment).map(
    ([part, microseconds]) => `| ${part} | ${microseconds} |`,
  );
  return `| figure | median |
|---|--:|
${rows.join('\n')}

| part, by the sampling profiler | microseconds per payment |
|---|--:|
${parts.join('\n')}`;
}

const inMebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);
