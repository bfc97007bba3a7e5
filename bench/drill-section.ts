import { measureDrill, type DrillFigures } from './drill.bench.ts';
import { PART_NAMES } from './process-cpu.ts';
import { spread } from './spread.ts';

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

const SHORTEST_S = 55;

/** Drills of the default scenario one after the other; `seconds` is the length of their load. */
export async function drillSection(
  ratePerSecond: number,
  seconds: number,
  runs: number,
): Promise<string> {
  const figures: DrillFigures[] = [];
  for (let run = 1; run <= runs; run += 1) {
    process.stderr.write(`drill ${run} of ${runs} at ${ratePerSecond}/s\n`);
    figures.push(await measureDrill(ratePerSecond, seconds / SHORTEST_S, run));
  }
  return `## A drill at ${ratePerSecond} payments/s for ${seconds} s, everything on this machine

A baseline that is ill ends the run there, as a rig error: then nothing below speaks of a whole drill.

${drillTable(figures)}
`;
}
