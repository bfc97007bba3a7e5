import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import threads from 'node:worker_threads';

// Which part of a payment in the virtual world costs what: the sampling profiler of the world's
// thread, its samples sorted by the code that was running, and shares of the measured processor time.
// Start-up is in it, and so is what the profiler itself costs.

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly children?: readonly number[];
    readonly callFrame: { readonly functionName: string; readonly url: string };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** The first that matches counts; code that no line names counts with its caller. */
const PARTS: readonly (readonly [part: string, code: RegExp])[] = [
  ['garbage collection', /^\(garbage collector\)/],
  ['idle', /^\(idle\)/],
  ['fetch (undici, web streams)', /deps\/undici|webstreams|event_target|abort_controller/],
  ['SQLite and the store', /service\/store\//],
  ['service', /\/service\/|cockatiel/],
  ['gateway', /\/mocks\//],
  ['Fastify and its parts', /fastify|find-my-way|avvio|secure-json-parse|light-my-request/],
  ['loading modules', /modules\/(?:esm|cjs|customization|typescript)|amaro|simulator\/modules\//],
  ['virtual network', /simulator\/network\//],
  ['event heap, timers, hash', /simulator\/clock\/|node:zlib/],
  ['simulator, the rest', /harness\/simulator\//],
  ['streams, events', /node:internal\/streams|node:events|node:stream/],
  ['node:http', /node:_http|node:net/],
  ['promises and ticks', /^runMicrotasks|task_queues|async_hooks|promise/],
  ['bytes, text, URLs', /node:(?:internal\/)?(?:buffer|encoding|url)|TextDecoder/],
];

export interface PartCost {
  readonly part: string;
  readonly microseconds: number;
}

/** Sorted, the dearest first; together `microsecondsPerPayment`. */
export async function profilePayments(
  count: number,
  pay: (count: number) => Promise<unknown>,
): Promise<readonly PartCost[]> {
  const folder = mkdtempSync(join(tmpdir(), 'paydrill-profile-'));
  const Plain = threads.Worker;
  class ProfiledWorker extends Plain {
    constructor(url: URL | string, options: threads.WorkerOptions = {}) {
      const flags = ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=500'];
      super(url, { ...options, execArgv: [...(options.execArgv ?? []), ...flags] });
    }
  }
  threads.Worker = ProfiledWorker;
  syncBuiltinESMExports();
  try {
    const before = process.cpuUsage();
    await pay(count);
    const { user, system } = process.cpuUsage(before);
    const file = readdirSync(folder).find((name) => name.endsWith('.cpuprofile'));
    if (file === undefined) throw new Error('the thread of the world left no profile');
    const profile = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile;
    return sortByPart(profile, (user + system) / count);
  } finally {
    threads.Worker = Plain;
    syncBuiltinESMExports();
    rmSync(folder, { recursive: true, force: true });
  }
}

function sortByPart(profile: Profile, microsecondsPerPayment: number): readonly PartCost[] {
  const parts = new Map<number, string>();
  const parents = new Map(
    profile.nodes.flatMap(({ id, children = [] }) => children.map((c) => [c, id])),
  );
  for (const { id, callFrame } of profile.nodes) {
    const code = `${callFrame.functionName} ${callFrame.url}`;
    const own = PARTS.find(([, pattern]) => pattern.test(code))?.[0];
    // What is built in belongs to whoever calls it. Parents come before their children.
    parts.set(id, own ?? parts.get(parents.get(id) ?? 0) ?? 'other');
  }
  const costs = new Map<string, number>();
  let total = 0;
  profile.samples.forEach((sample, index) => {
    const part = parts.get(sample) ?? 'other';
    const delta = profile.timeDeltas[index] ?? 0;
    if (part === 'idle') return;
    costs.set(part, (costs.get(part) ?? 0) + delta);
    total += delta;
  });
  return [...costs]
    .map(([part, cost]) => ({
      part,
      microseconds: Math.round((cost / total) * microsecondsPerPayment),
    }))
    .toSorted((a, b) => b.microseconds - a.microseconds);
}
