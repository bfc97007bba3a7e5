// npm run bench: measures and writes bench/RESULTS.md. Takes some minutes of an otherwise idle machine.
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { cpus, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { measureDrill, type DrillFigures } from './drill.bench.ts';
import { measureLatency } from './latency.bench.ts';
import { PART_NAMES } from './process-cpu.ts';

const RUNS = 3;
const RATE = 500;
/** What two cores carry with a healthy baseline; long enough for as many payments. */
const CALM_RATE = 250;
const CALM_RUNS = 2;

interface JudgeFigures {
  readonly lowestPaymentsPerSecond: number;
  readonly medianPaymentsPerSecond: number;
  readonly highestPaymentsPerSecond: number;
  readonly medianPaymentsPerCpuSecond: number;
}

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
  readonly simulated: JudgeFigures;
  readonly collected: JudgeFigures;
};

process.stderr.write('injected latency\n');
const latencies = await measureLatency(RATE, 8, RUNS);

const drills: DrillFigures[] = [];
for (let run = 1; run <= RUNS; run += 1) {
  process.stderr.write(`drill ${run} of ${RUNS} at ${RATE}/s\n`);
  drills.push(await measureDrill(RATE, 60 / 55, run));
}
const calm: DrillFigures[] = [];
for (let run = 1; run <= CALM_RUNS; run += 1) {
  process.stderr.write(`drill ${run} of ${CALM_RUNS} at ${CALM_RATE}/s\n`);
  calm.push(await measureDrill(CALM_RATE, 120 / 55, run));
}

const spread = (values: readonly number[], digits = 0): string => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN).toFixed(digits);
  return `${at(0)} / ${at(0.5)} / ${at(1)}`;
};
const ROWS: readonly (readonly [
  figure: string,
  bound: string,
  read: (figures: DrillFigures) => number,
  digits?: number,
])[] = [
  ['planned iterations', '', ({ record }) => record.load.plannedIterations],
  ['completed iterations', '', ({ record }) => record.load.completedIterations],
  ['dropped iterations', '0', ({ record }) => record.load.droppedIterations],
  [
    'start-up of gateways, network and service, ms',
    '3000',
    ({ record }) => record.rig.rigReadyMs ?? Number.NaN,
  ],
  [
    "k6's own initialisation of its VUs, beside it, ms",
    '',
    ({ record }) => record.rig.loadReadyMs ?? Number.NaN,
  ],
  ['start-up in all, ms', '', ({ record }) => record.rig.startupMs],
  ['judging, ms', '', ({ record }) => record.rig.judgeMs],
  ['record, events and reports, ms', '', ({ record }) => record.rig.reportMs],
  ['judging and reports, ms', '3000', ({ record }) => record.rig.judgeMs + record.rig.reportMs],
  ['peak memory of the harness, MiB', '300', ({ peakMemoryMiB }) => peakMemoryMiB],
  [
    'goodput of the baseline, %',
    '',
    ({ record }) => 100 * (record.phases[0]?.goodputRatio ?? 0),
    1,
  ],
  ['p95 of the baseline, ms', '', ({ record }) => record.phases[0]?.latencyMs?.p95 ?? Number.NaN],
];

/** Start-up included: what k6 takes for its virtual users is spread over the payments too. */
const costOf = ({ cpuMs, record }: DrillFigures, part: string): number =>
  (cpuMs[part] ?? 0) / record.load.completedIterations;

const costRows = (figures: readonly DrillFigures[]): readonly string[] => [
  ...PART_NAMES.map(
    (part) =>
      `| processor time for each payment, ${part}, ms | | ${spread(
        figures.map((each) => costOf(each, part)),
        2,
      )} |`,
  ),
  `| processor time for each payment, all of them, ms | | ${spread(
    figures.map((each) => PART_NAMES.reduce((sum, part) => sum + costOf(each, part), 0)),
    2,
  )} |`,
];

const drillTable = (figures: readonly DrillFigures[]): string =>
  [
    '| figure | bound | min / median / max |',
    '|---|--:|--:|',
    ...ROWS.map(
      ([figure, bound, read, digits]) =>
        `| ${figure} | ${bound} | ${spread(figures.map(read), digits)} |`,
    ),
    ...costRows(figures),
    `| verdicts | | ${figures.map(({ record }) => record.verdict.outcome).join(', ')} |`,
  ].join('\n');

const judgeRow = (name: string, figures: JudgeFigures): string =>
  `| ${name} | 100000 | ${figures.lowestPaymentsPerSecond} / ${figures.medianPaymentsPerSecond} / ${figures.highestPaymentsPerSecond} | ${figures.medianPaymentsPerCpuSecond} |`;

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

A baseline that is ill ends the run there, as a rig error: then nothing below speaks of a whole minute.

${drillTable(drills)}

## A drill at ${CALM_RATE} payments/s over ${calm[0]?.record.load.plannedIterations ?? 0} payments

${drillTable(calm)}

## Judging alone

${judged.payments} payments, ${(judged.events / judged.payments).toFixed(1)} events each. The bound is for wall time on one core.

| events | bound | payments/s, min / median / max | by processor time |
|---|--:|--:|--:|
${judgeRow('in memory, as a simulator leaves them', judged.simulated)}
${judgeRow('read from NDJSON, as a live drill does', judged.collected)}

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
