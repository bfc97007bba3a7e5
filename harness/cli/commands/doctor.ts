import type { Command } from 'commander';
import { EXIT } from '../../core/errors.ts';
import { inspectBinaries, type BinaryReport, type WayReport } from '../../live/binaries/index.ts';
import { inspectMocks, type MocksReport } from '../../../mocks/process/index.ts';
import type { Output } from '../output.ts';
import { whyUnwritable } from '../place-to-write.ts';
import { createStyle, type Style } from '../terminal/style.ts';
import { PAYDRILL_VERSION } from '../version.ts';
import { givenPath } from '../given-path.ts';

interface DoctorOptions {
  readonly k6?: string;
  readonly toxiproxy?: string;
  readonly out: string;
  readonly json?: boolean;
}

export function addDoctor(program: Command, output: Output): void {
  program
    .command('doctor')
    .description('what is found, where, and what to do about what is missing')
    .option('--k6 <path>', 'k6 to use', givenPath)
    .option('--toxiproxy <path>', 'toxiproxy-server to use', givenPath)
    .option('--out <dir>', 'where runs are kept', givenPath, 'runs')
    .option('--json', 'as JSON')
    .action(async ({ k6, toxiproxy, out, json }: DoctorOptions) => {
      const reports = await inspectBinaries({ chosen: { k6, toxiproxy } });
      const mocks = await inspectMocks();
      const problem = await whyUnwritable(out);
      const isWritable = problem === null;
      const isFit = isWritable && reports.every((report) => report.taken !== null);
      output.result(
        json === true
          ? `${JSON.stringify({ isFit, binaries: reports, out: { path: out, isWritable }, mocks }, null, 2)}\n`
          : renderReports(reports, out, problem, createStyle(process.stdout)) +
              renderMocks(mocks, createStyle(process.stdout)),
      );
      process.exitCode = isFit ? EXIT.held : EXIT.rigError;
    });
}

function renderReports(
  reports: readonly BinaryReport[],
  out: string,
  problem: string | null,
  style: Style,
): string {
  const mark = (isGood: boolean): string => (isGood ? style.good('ok  ') : style.bad('FAIL'));
  const lines = [
    `paydrill ${PAYDRILL_VERSION}`,
    `${mark(true)} Node ${process.version} (${process.execPath})`,
    ...reports.flatMap((report) => [
      `${mark(report.taken !== null)} ${report.command}: ${describeTaken(report)}`,
      ...report.ways.map((way) => style.soft(`       ${describeWay(way)}`)),
      `       ${report.advice}`,
    ]),
    `${mark(problem === null)} output folder ${out}: ${problem === null ? 'can be written' : `${problem}; choose another with --out`}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** Ports in use are no fault of the machine: most often the gateways are running already. */
function renderMocks({ ports, keys }: MocksReport, style: Style): string {
  const taken = ports.filter(({ isFree }) => !isFree);
  const usual = ports.map(({ name, port }) => `${name} ${port}`).join(', ');
  const inUse = taken.map(({ name, port }) => `${name} ${port}`).join(', ');
  const mark = taken.length === 0 ? style.good('ok  ') : style.warn('note');
  return [
    `${mark} paydrill mocks: ${taken.length === 0 ? 'all ports are free' : `in use: ${inUse}; choose others with --port-base`}`,
    style.soft(`       usual ports: ${usual}`),
    style.soft(`       private keys: ${keys.kept} kept in ${keys.folder}`),
    '',
  ].join('\n');
}

function describeTaken({ taken, supported }: BinaryReport): string {
  if (taken === null) return `none that is usable (${supported} is needed)`;
  return taken.state === 'usable'
    ? `${taken.version} from ${taken.path}`
    : `will be made by ${taken.origin} on the first run`;
}

const describeWay = ({ origin, state, path, version, detail }: WayReport): string =>
  [origin.padEnd(11), state.padEnd(10), version ?? '', path ?? '', detail]
    .filter((part) => part !== '')
    .join(' ');
