import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Seen } from './fixtures/links.fixture.ts';
import { createVirtualWorld, type LinkFault, type VirtualWorld } from './index.ts';

const fixture = new URL('./fixtures/links.fixture.ts', import.meta.url);
let world: VirtualWorld;
beforeAll(async () => {
  world = await createVirtualWorld({ seed: 1 });
});
afterAll(() => world[Symbol.asyncDispose]());

const fault = (effect: LinkFault['effect'], over: Partial<LinkFault> = {}): LinkFault => ({
  name: 'the fault',
  to: 'gateway',
  direction: 'downstream',
  effect,
  ...over,
});

async function meet(plan: object, seed = 1): Promise<Seen> {
  await world.reset(seed, 'kept');
  return (await world.run(fixture, 'meet', plan)) as Seen;
}
const got = ({ answers }: Seen): unknown[] => answers.map((answer) => answer.got);
const times = ({ answers }: Seen): number[] => answers.map(({ ms }) => ms);

describe('a fault on a link', () => {
  it('is not there: two round trips, then one each on the kept connection', async () => {
    const none = fault({ kind: 'latency', latencyMs: 0, jitterMs: 0 }, { to: 'somebody else' });
    const seen = await meet({ fault: none, requests: 3 });
    expect({ got: got(seen), times: times(seen), hits: seen.hits }).toEqual({
      got: [1000, 1000, 1000],
      times: [4, 2, 2],
      hits: 3,
    });
  });

  it('latency: delays each flight in its direction, and not the connecting', async () => {
    const latency = { kind: 'latency', latencyMs: 100, jitterMs: 0 } as const;
    expect(times(await meet({ fault: fault(latency), requests: 2 }))).toEqual([104, 102]);
    const jitter = { kind: 'latency', latencyMs: 100, jitterMs: 50 } as const;
    for (const ms of times(await meet({ fault: fault(jitter), requests: 5 }))) {
      expect(ms).toBeGreaterThanOrEqual(52);
      expect(ms).toBeLessThan(154);
    }
  });

  it('latency: what it holds back goes on when it is cleared', async () => {
    const slow = { kind: 'latency', latencyMs: 3000, jitterMs: 0 } as const;
    const seen = await meet({ fault: fault(slow), requests: 1, clearAtMs: 200 });
    expect(seen.answers).toEqual([{ got: 1000, ms: 200 }]);
  });

  it('bandwidth: a kilobyte a second takes about a second for a thousand bytes', async () => {
    const narrow = { kind: 'bandwidth', kilobytesPerSecond: 1 } as const;
    const [answer] = (await meet({ fault: fault(narrow), requests: 1 })).answers;
    expect(answer?.got).toBe(1000);
    // The head of the answer has to pass too.
    expect(answer?.ms).toBeGreaterThan(1100);
    expect(answer?.ms).toBeLessThan(1300);
  });

  it.each([
    ['downstream', 1],
    ['upstream', 0],
  ] as const)(
    'black hole, %s: no answer; the gateway was asked %d times',
    async (direction, hits) => {
      const hole = fault({ kind: 'black-hole' }, { direction });
      expect(await meet({ fault: hole, requests: 1, timeoutMs: 500 })).toEqual({
        answers: [{ got: 'timeout', ms: 500 }],
        hits,
      });
    },
  );

  it('black hole: clearing it closes the connections of the link', async () => {
    const seen = await meet({ fault: fault({ kind: 'black-hole' }), requests: 1, clearAtMs: 300 });
    expect(seen.answers).toEqual([{ got: 'ECONNRESET', ms: 300 }]);
  });

  it('timeout: closes after that much silence, counted from the last chunk', async () => {
    const quiet = fault({ kind: 'timeout', afterMs: 400 });
    expect((await meet({ fault: quiet, requests: 1 })).answers).toEqual([
      { got: 'ECONNRESET', ms: 404 },
    ]);
  });

  it.each([
    ['downstream', 1],
    ['upstream', 0],
  ] as const)(
    'reset, %s: the connection breaks; the gateway was asked %d times',
    async (direction, hits) => {
      const seen = await meet({
        fault: fault({ kind: 'reset', afterMs: 30 }, { direction }),
        requests: 1,
      });
      expect([got(seen), seen.hits]).toEqual([['ECONNRESET'], hits]);
    },
  );

  it('data limit: counted over the answers of a connection', async () => {
    const seen = await meet({ fault: fault({ kind: 'data-limit', bytes: 2600 }), requests: 6 });
    expect(got(seen)).toEqual([1000, 1000, 'ECONNRESET', 1000, 1000, 'ECONNRESET']);
  });

  it('slicer: the answer arrives whole, but later', async () => {
    const slicer = {
      kind: 'slicer',
      averageBytes: 100,
      variationBytes: 10,
      delayMicroseconds: 10_000,
    } as const;
    const [answer] = (await meet({ fault: fault(slicer), requests: 1 })).answers;
    expect(answer?.got).toBe(1000);
    expect(answer?.ms).toBeGreaterThan(70);
    expect(answer?.ms).toBeLessThan(300);
  });

  it('slow close: changes nothing for a connection that is kept', async () => {
    const seen = await meet({ fault: fault({ kind: 'slow-close', delayMs: 500 }), requests: 2 });
    expect(times(seen)).toEqual([4, 2]);
  });

  it('down: refuses, and cuts what is open', async () => {
    const down = fault({ kind: 'down' });
    expect(got(await meet({ fault: down, requests: 2 }))).toEqual(['ECONNREFUSED', 'ECONNREFUSED']);
    expect(got(await meet({ fault: down, requests: 2, isWarm: true })).at(-1)).toBe('ECONNREFUSED');
  });

  it('share: drawn once a connection, by the seed', async () => {
    const half = fault({ kind: 'reset', afterMs: 0 }, { share: 0.5 });
    const kept = got(await meet({ fault: half, requests: 6 }, 3));
    expect(new Set(kept.slice(kept.indexOf(1000) === -1 ? 0 : kept.indexOf(1000))).size).toBe(1);
    const fresh = async (seed: number): Promise<unknown[]> =>
      got(await meet({ fault: half, requests: 20, isNew: true }, seed));
    expect(await fresh(3)).toEqual(await fresh(3));
    expect(new Set(await fresh(3)).size).toBe(2);
    expect(await fresh(3)).not.toEqual(await fresh(4));
  });
});
