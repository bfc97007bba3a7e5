import { loadScenario } from '../harness/config/index.ts';
import { createVirtualWorld } from '../harness/simulator/index.ts';

// Memory of a thread that plays one seed after the other with the modules of the first, as those of a
// campaign do. The heap is the thread's, after its garbage has been collected; resident is what the
// system counts for the whole process.
// Run: node bench/simulator-memory.ts [seeds]

const SEEDS = Number(process.argv[2] ?? 300);
const EVERY = Math.max(1, Math.floor(SEEDS / 6));

const play = new URL('../harness/simulator/drill/play.ts', import.meta.url);
const fixture = new URL('../harness/simulator/fixtures/memory.fixture.ts', import.meta.url);
const scenario = await loadScenario('answer-lost', { scale: 0.1, ratePerSecond: 6 });
await using world = await createVirtualWorld({ seed: 1, wallDeadlineMs: 600_000 });

const rows: { seeds: number; heapBytes: number; residentBytes: number }[] = [];
for (let seed = 1; seed <= SEEDS; seed += 1) {
  await world.reset(seed, 'kept');
  const run = { scenario, seed, orders: null, arrivals: null };
  const about = { runId: 'memory', versions: {}, replayCommand: '', targetModule: null };
  await world.run(play, 'playDrill', { run, ...about, gives: 'no-events' });
  if (seed % EVERY !== 0) continue;
  await world.reset(0, 'kept');
  const heapBytes = Number(await world.run(fixture, 'heapBytes'));
  rows.push({ seeds: seed, heapBytes, residentBytes: process.memoryUsage.rss() });
}
process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
