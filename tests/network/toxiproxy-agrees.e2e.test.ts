import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testBinary } from '../../harness/live/binaries/test-binary.fixture.ts';
import { startBench, type Bench } from '../../harness/live/toxiproxy/bench.fixture.ts';
import { createVirtualWorld, type VirtualWorld } from '../../harness/simulator/index.ts';
import { createGateway, talk, type Seen, type Talk } from './talk.fixture.ts';
import { STRENGTH_MS, TALKS } from './talks.ts';

// The virtual network against the real Toxiproxy: the same client and the same gateway, each effect
// in both directions with each kind of conversation. What the client got and what the gateway saw
// must be the same, and each answer's time but for half of the effects' strength.

const fixture = new URL('./talk.fixture.ts', import.meta.url);
let bench: Bench;
let world: VirtualWorld;
beforeAll(async () => {
  bench = await startBench(await testBinary('toxiproxy'));
  world = await createVirtualWorld({ seed: 1 });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await bench[Symbol.asyncDispose]();
});

let count = 0;

async function talkReally(plan: Talk): Promise<Seen> {
  const server = createGateway();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const upstreamUrl = `http://127.0.0.1:${port}`;
  count += 1;
  const proxy = await bench.toxiproxy.createProxy({ name: `gateway-${count}`, upstreamUrl });
  const name = 'the fault';
  try {
    return await talk(
      plan,
      {
        arm: ({ effect, direction }) => proxy.arm({ name, effect, direction, share: 1 }),
        clear: () => proxy.clear(name),
      },
      { client: proxy.url, gateway: upstreamUrl },
    );
  } finally {
    await proxy.remove();
    server.closeAllConnections();
    server.close();
  }
}

let last: Promise<unknown> = Promise.resolve();

/** One after the other: there is one world. */
function talkVirtually(plan: Talk): Promise<Seen> {
  const next = last.then(async () => {
    await world.reset(1, 'kept');
    return (await world.run(fixture, 'talkVirtually', plan)) as Seen;
  });
  last = next.catch(() => undefined);
  return next;
}

const told = ({ answers, begun, whole }: Seen) => ({
  answers: answers.map(({ got }) => got),
  begun,
  whole,
});

const apartMs = (real: Seen, virtual: Seen): readonly number[] =>
  real.answers.map(({ ms }, index) => Math.abs(ms - (virtual.answers[index]?.ms ?? 0)));

describe('the virtual network does what Toxiproxy does', () => {
  it.concurrent.each(TALKS)('%s', async (_title, plan) => {
    const [real, virtual] = await Promise.all([talkReally(plan), talkVirtually(plan)]);
    expect(told(virtual)).toEqual(told(real));
    expect(Math.max(...apartMs(real, virtual))).toBeLessThan(STRENGTH_MS / 2);
  });
});
