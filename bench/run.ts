// npm run bench: measures and writes bench/RESULTS.md. Takes some minutes of an otherwise idle machine.
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { cpus, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { measureDrill, type DrillFigures } from './drill.bench.ts';
import { measureLatency } from './latency.bench.ts';

const RUNS = 3;
const RATE = 500;

process.stderr.write('judge alone\n');
const judged = JSON.parse(
  execFileSync(
    process.execPath,
    ['--expose-gc', fileURLToPath(new URL('./judge.bench.ts', import.meta.url))],
    { encoding: 'utf8' },
  ),
) as {
  readonly payments: number;
  readonly events: number;
  readonly lowestPaymentsPerSecond: number;
  readonly medianPaymentsPerSecond: number;
  readonly highestPaymentsPerSecond: number;
  readonly medianPaymentsPerCpuSecond: number;
};

process.stderr.write('injected latency\n');
const latencies = await measureLatency(RATE, 8, RUNS);

const drills: DrillFigures[] = [];
for (let run = 1; run <= RUNS; run += 1) {
  process.stderr.write(`drill ${run} of ${RUNS} at ${RATE}/s\n`);
  drills.push(await measureDrill(RATE, 60 / 55, run));
}

const spread = (values: readonly number[], digits = 0): string => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN).toFixed(digits);
  return `${at(0)} / ${at(0.5)} / ${at(1)}`;
};
const drill = (read: (figures: DrillFigures) => number, digits = 0): string =>
  spread(drills.map(read), digits);
const latency = (subject: string, figure: 'p50' | 'p99' | 'max'): string =>
  spread(
    latencies.filter((each) => each.subject === subject).map((each) => each[figure]),
    2,
  );

const text = `# Results

Written by \`npm run bench\`. Minimum / median / maximum of ${RUNS} runs on ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'},
${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Node ${process.version}. Absolute figures hold for that machine on that day:
compare inside one run.

## A drill at ${RATE} payments/s, everything on this machine

| figure | bound | min / median / max |
|---|--:|--:|
| planned iterations | | ${drill(({ record }) => record.load.plannedIterations)} |
| dropped iterations | 0 | ${drill(({ record }) => record.load.droppedIterations)} |
| start-up of the rig, k6's own VU initialisation included, ms | 3000 | ${drill(({ record }) => record.rig.startupMs)} |
| judging, ms | | ${drill(({ record }) => record.rig.judgeMs)} |
| record, events and reports, ms | | ${drill(({ record }) => record.rig.reportMs)} |
| judging and reports, ms | 3000 | ${drill(({ record }) => record.rig.judgeMs + record.rig.reportMs)} |
| peak memory of the harness, MiB | 300 | ${drill(({ peakMemoryMiB }) => peakMemoryMiB)} |
| goodput of the baseline, % | | ${drill(({ record }) => 100 * (record.phases[0]?.goodputRatio ?? 0), 1)} |
| p95 of the baseline, ms | | ${drill(({ record }) => record.phases[0]?.latencyMs?.p95 ?? Number.NaN)} |
| verdicts | | ${drills.map(({ record }) => record.verdict.outcome).join(', ')} |

## Judging alone

| figure | bound | min / median / max |
|---|--:|--:|
| payments/s on one core, wall time | 100000 | ${judged.lowestPaymentsPerSecond} / ${judged.medianPaymentsPerSecond} / ${judged.highestPaymentsPerSecond} |
| payments/s by processor time | | ${judged.medianPaymentsPerCpuSecond} |
| events for each payment | | ${(judged.events / judged.payments).toFixed(1)} |

## Injected latency of 200 ms at ${RATE} requests/s

Error beyond 200 ms as the client sees it, in ms; bare Fastify with a timer of 200 ms in turns with it.

| figure | bound | gateway | bare Fastify |
|---|--:|--:|--:|
| p50 | 1 | ${latency('gateway', 'p50')} | ${latency('bare Fastify', 'p50')} |
| p99 | 5 | ${latency('gateway', 'p99')} | ${latency('bare Fastify', 'p99')} |
| max | | ${latency('gateway', 'max')} | ${latency('bare Fastify', 'max')} |
`;
const path = fileURLToPath(new URL('./RESULTS.md', import.meta.url));
await writeFile(path, text);
process.stdout.write(text);
