import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Exchange, LedgerEntry, RunEvent } from '../../harness/core/events.ts';
import { EXIT } from '../../harness/core/errors.ts';
import type { RunRecord } from '../../harness/core/record.ts';
import { onlyRunIn, recordOf, runCli, temporaryFolder, type CliEnd } from './run-cli.ts';

// Two runs with one seed, of a scenario whose fault has a share: everything that a seed decides
// must be the same, and everything that a run promises to leave behind must be there.

const ARGS = ['run', 'answer-lost', '--seed', '11', '--scale', '0.2', '--rate', '40'];

interface Run {
  readonly end: CliEnd;
  readonly record: RunRecord;
  readonly folder: string;
  readonly events: readonly RunEvent[];
}

const outs: string[] = [];
let first: Run;
let second: Run;

async function run(where: 'given folder' | 'default folder'): Promise<Run> {
  const folderOfUser = await temporaryFolder();
  outs.push(folderOfUser);
  const isDefault = where === 'default folder';
  const out = isDefault ? join(folderOfUser, 'runs') : folderOfUser;
  const args = [...ARGS, '--json', ...(isDefault ? [] : ['--out', out])];
  const end = await runCli(args, folderOfUser);
  const folder = await onlyRunIn(out);
  const lines = (await readFile(join(folder, 'events.ndjson'), 'utf8')).trim().split('\n');
  return {
    end,
    record: recordOf(end),
    folder,
    events: lines.map((line) => JSON.parse(line) as RunEvent),
  };
}

beforeAll(async () => {
  first = await run('given folder');
  second = await run('default folder');
});
afterAll(async () => {
  for (const out of outs) await rm(out, { recursive: true, force: true });
});

describe('a drill', () => {
  it('prints versions, seed and replay command before anything else', () => {
    const [version, seed, replay] = first.end.stderr.split('\n');
    expect(version).toMatch(/^paydrill \d+\.\d+\.\d+, Node v24/);
    expect(seed).toMatch(/^seed 11, run /);
    expect(replay).toBe('replay: paydrill run answer-lost --seed 11 --rate 40 --scale 0.2');
  });

  it('shows each phase, each fault and the figures, as plain lines without colours', () => {
    const { stderr } = first.end;
    for (const phase of ['baseline', 'fault', 'recovery', 'drain']) {
      expect(stderr).toContain(`── ${phase}`);
    }
    expect(stderr).toMatch(/goodput +[\d.–]+/);
    expect(stderr).toMatch(/fault \S+ armed/);
    expect(stderr).not.toContain('\u001B[');
  });

  it('leaves every promised file, in the default folder and in a given one', async () => {
    for (const { folder } of [first, second]) await expectEveryFile(folder);
  });

  it('breaks no promise and drops nobody, and its exit code says what its verdict says', () => {
    for (const { end, record } of [first, second]) {
      expect(record.invariants.filter(({ violations }) => violations > 0)).toEqual([]);
      expect(record.invariants.filter(({ judged }) => !judged)).toEqual([]);
      expect(record.load.droppedIterations).toBe(0);
      const codes = { held: EXIT.held, inconclusive: EXIT.inconclusive, failed: EXIT.failed };
      expect(end.code).toBe(codes[record.verdict.outcome as keyof typeof codes]);
    }
  });

  it('met its fault and saw it work', () => {
    expect(first.record.faults.length).toBeGreaterThan(0);
    for (const fault of first.record.faults) {
      expect(fault.touchedRequests).toBeGreaterThan(0);
      expect(fault.isProved).toBe(true);
    }
  });

  it('accounts for every customer, in the events as in the figures', () => {
    const started = first.events.filter((event) => event.kind === 'client-started').length;
    const offered = first.record.phases.reduce((sum, { payments }) => sum + payments.offered, 0);
    expect(started).toBe(first.record.load.plannedIterations);
    expect(offered).toBe(first.record.load.plannedIterations);
  });
});

describe('two drills with one seed', () => {
  it('have the same orders', () => {
    const ordersOf = ({ events }: Run) =>
      events
        .filter((event) => event.kind === 'client-started')
        .map(({ order, journey }) => `${order} ${journey}`)
        .toSorted();
    expect(ordersOf(second)).toEqual(ordersOf(first));
    const amountsOf = ({ events }: Run): ReadonlyMap<string, string> =>
      new Map(
        events
          .filter((event): event is LedgerEntry => event.kind === 'ledger')
          .filter(({ movement }) => movement === 'authorise')
          .map(({ order, amountMinor, currency }) => [order ?? '', `${amountMinor} ${currency}`]),
      );
    const other = amountsOf(second);
    for (const [order, amount] of amountsOf(first)) {
      if (other.has(order)) expect(other.get(order)).toBe(amount);
    }
  });

  it('have the same fault draws', () => {
    const one = drawsOf(first);
    const other = drawsOf(second);
    const shared = [...one.keys()].filter((key) => other.has(key));
    expect(shared.length).toBeGreaterThan(50);
    expect(shared.filter((key) => one.get(key) !== other.get(key))).toEqual([]);
    // Some drawn, some not: otherwise this would prove nothing.
    expect(new Set(shared.map((key) => one.get(key)))).toEqual(new Set([true, false]));
  });
});

async function expectEveryFile(folder: string): Promise<void> {
  expect((await readdir(folder)).toSorted()).toEqual([
    'events.ndjson',
    'junit.xml',
    'k6-summary.json',
    'logs',
    'record.json',
    'report.html',
    'report.md',
  ]);
  expect((await readdir(join(folder, 'logs'))).toSorted()).toEqual([
    'gateways.log',
    'k6.log',
    'target.log',
    'toxiproxy.log',
    'watchdog.log',
  ]);
}

/** Whether a fault met the n-th request of an order and operation while it was surely armed. */
function drawsOf({ events, record }: Run): ReadonlyMap<string, boolean> {
  const [fault] = record.faults;
  if (fault === undefined) throw new Error('the scenario has a fault');
  const { startMs, endMs, name } = fault;
  if (startMs === null || endMs === null) throw new Error('the fault was not armed');
  const seen = new Map<string, number>();
  const draws = new Map<string, boolean>();
  const exchanges = events.filter((event): event is Exchange => event.kind === 'exchange');
  for (const exchange of exchanges.toSorted((a, b) => a.t - b.t)) {
    const { order, operation, t, source } = exchange;
    if (order === null || operation !== 'confirm') continue;
    const place = `${source} ${order} ${operation}`;
    const n = seen.get(place) ?? 0;
    seen.set(place, n + 1);
    if (t < startMs + 200 || t > endMs - 200) continue;
    draws.set(`${place} ${n}`, exchange.faults.includes(name));
  }
  return draws;
}
