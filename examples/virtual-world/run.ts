// node examples/virtual-world/run.ts: thirty seeds of an outage, and one of them again.
import { createVirtualWorld } from '../../harness/simulator/index.ts';

const example = new URL('./retry-policy.ts', import.meta.url);

await using world = await createVirtualWorld({ seed: 1 });
const hashes = new Map<number, string>();
for (const seed of [...Array.from({ length: 30 }, (_, index) => index + 1), 7]) {
  await world.reset(seed, 'kept');
  const result = await world.run(example, 'outage', { payments: 20 });
  const hash = await world.hash();
  const before = hashes.get(seed);
  if (before !== undefined && before !== hash)
    throw new Error(`seed ${seed} is not the same again`);
  hashes.set(seed, hash);
  process.stdout.write(`seed ${seed} ${hash} ${JSON.stringify(result)}\n`);
}
