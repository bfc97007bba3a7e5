import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startServer } from './server-process.ts';
import { spread } from './spread.ts';

const CLI = fileURLToPath(new URL('../harness/cli/main.ts', import.meta.url));
const MOCKS = [CLI, 'mocks', '--port-base', '0', '--json'];

interface Ready {
  readonly gateways: readonly { readonly name: string; readonly baseUrl: string }[];
}

/** `paydrill mocks` from its start to the line that says that every gateway listens. */
export async function startupSection(runs: number): Promise<string> {
  const names = new Set<string>();
  const tookMs: number[] = [];
  const cpuMs: number[] = [];
  // The first makes the keys, or finds them.
  for (let run = 0; run <= runs; run += 1) {
    const began = performance.now();
    await using server = await startServer({ command: process.execPath, args: MOCKS });
    const readyMs = performance.now() - began;
    const usedMs = server.cpuMs();
    const { gateways } = JSON.parse(server.readyLine) as Ready;
    for (const { name } of gateways) names.add(name);
    if (run === 0) continue;
    tookMs.push(readyMs);
    cpuMs.push(usedMs);
  }
  const bareMs = Array.from({ length: runs }, () => {
    const began = performance.now();
    execFileSync(process.execPath, ['--eval', '0']);
    return performance.now() - began;
  });
  return `## Start-up of all gateways

\`paydrill mocks\` with ${names.size} gateways (${[...names].join(', ')}) and keys from the cache, ${runs} times, from the start of
the process until all of them listen. Node that does nothing is in it.

| figure | bound | min / median / max |
|---|--:|--:|
| ready, ms | 1000 | ${spread(tookMs)} |
| of that processor time, ms |  | ${spread(cpuMs)} |
| Node that does nothing, ms |  | ${spread(bareMs)} |
`;
}
