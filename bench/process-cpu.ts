// Processor time of a process and of what it started, from /proc. Linux only: elsewhere there is
// none to see.
import { readdirSync, readFileSync } from 'node:fs';

/** What the harness starts, by what the command lines say. */
const PARTS: readonly (readonly [name: string, sign: RegExp])[] = [
  ['service', /service\/main\.[jt]s/],
  ['gateways', /mocks\/main\.[jt]s/],
  ['watchdog', /watchdog-main\.[jt]s/],
  ['Toxiproxy', /toxiproxy/],
  ['k6', /\0run\0.*--paused/],
];

const ROOT = 'harness';

export const PART_NAMES: readonly string[] = [...PARTS.map(([name]) => name), ROOT];

interface Process {
  readonly parent: number;
  readonly cpuMs: number;
}

/** `/proc/<pid>/stat` counts in hundredths of a second on every Linux (USER_HZ). */
const TICK_MS = 10;

/** Keeps the last that was seen of each process, for those that are gone. */
export class ProcessCpu {
  readonly #root: number;
  readonly #seen = new Map<number, { readonly part: string; cpuMs: number }>();

  constructor(root: number) {
    this.#root = root;
  }

  look(): void {
    const all = readProcesses();
    for (const [pid, { cpuMs }] of all) {
      if (!this.#isOurs(pid, all)) continue;
      const known = this.#seen.get(pid);
      if (known !== undefined) {
        known.cpuMs = cpuMs;
        continue;
      }
      const part = pid === this.#root ? ROOT : partOf(pid);
      if (part !== null) this.#seen.set(pid, { part, cpuMs });
    }
  }

  /** Milliseconds of processor time so far, user and system, by part. */
  byPart(): Readonly<Record<string, number>> {
    const sums: Record<string, number> = {};
    for (const { part, cpuMs } of this.#seen.values()) sums[part] = (sums[part] ?? 0) + cpuMs;
    return sums;
  }

  #isOurs(pid: number, all: ReadonlyMap<number, Process>): boolean {
    for (let each: number | undefined = pid; each !== undefined; each = all.get(each)?.parent) {
      if (each === this.#root) return true;
    }
    return false;
  }
}

function readProcesses(): ReadonlyMap<number, Process> {
  const processes = new Map<number, Process>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = read(`/proc/${name}/stat`);
    // The command stands in brackets and may have spaces; what follows has none.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [, parent] = fields;
    if (parent === undefined) continue;
    const ticks = Number(fields[11]) + Number(fields[12]);
    processes.set(Number(name), { parent: Number(parent), cpuMs: ticks * TICK_MS });
  }
  return processes;
}

/** Null for one that has yet to become what it is to be: a fork still shows its parent's command. */
function partOf(pid: number): string | null {
  const command = read(`/proc/${pid}/cmdline`);
  return PARTS.find(([, sign]) => sign.test(command))?.[0] ?? null;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
