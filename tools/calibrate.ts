import { BACKOFF_NAMES } from '../tests/calibration/backoff.ts';
import {
  createCalibrationWorld,
  measureRaces,
  measureRetries,
  type Mean,
} from '../tests/calibration/measure.ts';
import {
  CLIENT_COUNTS,
  RACES,
  RETRIES,
  SERIAL_FIRST_TRIES,
} from '../tests/calibration/published.ts';
import { STRATEGY_NAMES } from '../tests/calibration/retry-strategies.ts';

// The tables of docs/calibration.md, with more runs than the tests make.
// Run: node tools/calibrate.ts

const RUNS: Readonly<Record<number, number>> = { 10: 200, 50: 60, 100: 30, 190: 12 };
/** Of a hundred published clients; ten thousand calls in each cell. */
const CLIENTS = 10;

await using world = await createCalibrationWorld();
const row = (...cells: readonly (string | number)[]): void => {
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
};
const withError = ({ mean, error }: Mean, published: number): string =>
  `${published} · ${Math.round(mean)} ± ${error < 1 ? error.toFixed(1) : Math.round(error)}`;
const ratio = (published: number, ours: number): string => `${published} · ${ours.toFixed(3)}`;

row('clients', 'backoff', 'completion, ms', 'calls');
for (const [count, published] of Object.entries(RACES)) {
  const clients = Number(count);
  for (const backoff of BACKOFF_NAMES) {
    const ours = await measureRaces(world, { clients, backoff, runs: RUNS[clients] ?? 10 });
    const [completionMs, calls] = published[backoff];
    row(clients, backoff, withError(ours.completionMs, completionMs), withError(ours.calls, calls));
  }
}

row('failure ratio', 'strategy', 'success', 'load');
for (const [failureRatio, published] of RETRIES) {
  for (const strategy of STRATEGY_NAMES) {
    const ours = await measureRetries(world, { strategy, failureRatio, clients: CLIENTS });
    const [success, load] = published[strategy];
    const figures = [ratio(success, ours.successRatio), ratio(load, ours.loadFactor)];
    row(failureRatio, strategy, ...figures);
  }
}

row('clients', 'adaptive at 0.5: load', 'breaker at 0.05: success');
for (const { clients, adaptiveLoad, breakerSuccess } of CLIENT_COUNTS) {
  const load = { clients, callsPerSecond: 100 / clients };
  const adaptive = await measureRetries(world, {
    ...load,
    strategy: 'adaptive',
    failureRatio: 0.5,
  });
  const breaker = await measureRetries(world, { ...load, strategy: 'breaker', failureRatio: 0.05 });
  const figures = [
    ratio(adaptiveLoad, adaptive.loadFactor),
    ratio(breakerSuccess, breaker.successRatio),
  ];
  row(clients, ...figures);
}

row('backoff, ms', 'serial clients: first tries');
for (const [backoffMs, published] of [
  [0, SERIAL_FIRST_TRIES.withoutBackoff],
  [100, SERIAL_FIRST_TRIES.withBackoff],
] as const) {
  const { calls } = await measureRetries(world, {
    strategy: 'three retries',
    failureRatio: 0.5,
    seconds: 50,
    arrivals: 'serial',
    backoffMs,
  });
  row(backoffMs, `${published} · ${calls}`);
}
