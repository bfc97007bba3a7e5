// A full drill at a rate: does it drop iterations, how long do start-up, judging and reports take,
// how much memory does the harness need, and what does a payment cost each process?
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunRecord } from '../harness/core/record.ts';
import { recordOf, startCli } from '../tests/e2e/run-cli.ts';
import { ProcessCpu } from './process-cpu.ts';

/** What users start. The file behind it, started by itself, loads Node's compiler of TypeScript. */
const BIN = fileURLToPath(new URL('../bin/paydrill.js', import.meta.url));

export interface DrillFigures {
  readonly record: RunRecord;
  /** Peak resident memory of the harness process in MiB. */
  readonly peakMemoryMiB: number;
  /** Processor time, start-up included, by part; empty where the system does not tell. */
  readonly cpuMs: Readonly<Record<string, number>>;
  readonly exitCode: number | null;
}

/** One run of the default scenario at a rate; `scale` shortens the timeline. */
export async function measureDrill(
  ratePerSecond: number,
  scale: number,
  seed: number,
): Promise<DrillFigures> {
  const out = await mkdtemp(join(tmpdir(), 'paydrill-bench-'));
  try {
    const cli = startCli(
      ['run', 'provider-outage', '--rate', String(ratePerSecond)].concat(
        ['--scale', String(scale), '--seed', String(seed)],
        ['--out', out, '--json', '--quiet'],
      ),
      {},
      [process.execPath, BIN],
    );
    const { pid } = cli.child;
    const cpu = new ProcessCpu(pid ?? -1);
    let peakKiB = 0;
    const look = setInterval(() => {
      peakKiB = Math.max(peakKiB, peakMemoryKiB(pid));
      cpu.look();
    }, 200);
    const end = await cli.ended;
    clearInterval(look);
    return {
      record: recordOf(end),
      peakMemoryMiB: Math.round(peakKiB / 1024),
      cpuMs: cpu.byPart(),
      exitCode: end.code,
    };
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

/** The kernel's own high-water mark. */
function peakMemoryKiB(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
