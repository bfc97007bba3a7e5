// wrk drives HTTP from one core: https://github.com/wg/wrk, a package of most systems.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface WrkRun {
  readonly url: string;
  /** Lua that sets `wrk.method`, `wrk.headers` or defines `request()`. */
  readonly script: string;
  readonly seconds: number;
  readonly connections: number;
  readonly core: number;
}

export interface WrkFigures {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers that were no 2xx or 3xx, and socket errors. */
  readonly failures: number;
}

const DONE = `
function done(summary, latency)
  local failures = summary.errors.connect + summary.errors.read + summary.errors.write
    + summary.errors.status + summary.errors.timeout
  io.stderr:write(string.format('{"requestsPerSecond":%f,"p50Ms":%f,"p99Ms":%f,"failures":%d}',
    summary.requests / summary.duration * 1000000, latency:percentile(50) / 1000,
    latency:percentile(99) / 1000, failures))
end
`;

const run = promisify(execFile);

export async function driveWithWrk(wanted: WrkRun): Promise<WrkFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'paydrill-wrk-'));
  try {
    const script = join(folder, 'drive.lua');
    await writeFile(script, `${wanted.script}\n${DONE}`);
    const { core, connections, seconds, url } = wanted;
    const command =
      `-c ${core} wrk --threads 1 --connections ${connections} --duration ${seconds}s ` +
      `--timeout 10s --script`;
    const { stderr } = await run('taskset', [...command.split(' '), script, url]);
    return JSON.parse(stderr) as WrkFigures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Null when all is there that the benchmark needs; else what is missing. */
export async function missingTool(...commands: readonly string[]): Promise<string | null> {
  for (const command of commands) {
    const isThere = await run('which', [command]).then(
      () => true,
      () => false,
    );
    if (!isThere) return command;
  }
  return null;
}
