// Clients that call a server which fails at random, whatever its load: what a retry strategy gains in
// success, and what it costs the server in calls.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorldControls } from '../../harness/simulator/index.ts';
import { STRATEGIES, type RetryStrategy, type StrategyName } from './retry-strategies.ts';

export const SERVER = 'server';
const SERVER_URL = `http://${SERVER}/`;

export async function serveFailing({ failureRatio }: { failureRatio: number }): Promise<void> {
  const server = createServer((_request, response) => {
    if (Math.random() < failureRatio) response.statusCode = 500;
    response.end();
  });
  server.keepAliveTimeout = 600_000;
  server.listen(80);
  await once(server, 'listening');
}

export interface Load {
  readonly strategy: StrategyName;
  readonly failureRatio: number;
  readonly clients: number;
  readonly callsPerSecond: number;
  readonly seconds: number;
  /** `open`: a call starts when it is due. `serial`: not before the one before has ended. */
  readonly arrivals: 'open' | 'serial';
  /** Before the first retry of a call; doubles with each. */
  readonly backoffMs: number;
}

export interface Served {
  /** First tries. */
  readonly calls: number;
  readonly tries: number;
  readonly successes: number;
}

interface Tally {
  calls: number;
  tries: number;
  successes: number;
}

async function call(strategy: RetryStrategy, backoffMs: number, tally: Tally): Promise<void> {
  const retries = strategy();
  let waitMs = backoffMs;
  tally.calls += 1;
  for (;;) {
    tally.tries += 1;
    const answer = await fetch(SERVER_URL);
    await answer.text();
    if (answer.ok) {
      tally.successes += 1;
      return;
    }
    if (!retries.mayRetry()) return;
    if (waitMs > 0) await sleep(waitMs);
    waitMs *= 2;
  }
}

/** Until an absolute time, so that the rounding of timers to a millisecond does not add up. */
async function sleepUntil(dueMs: number, nowMs: number): Promise<void> {
  if (dueMs > nowMs) await sleep(Math.max(1, Math.round(dueMs - nowMs)));
}

async function client(load: Load, tally: Tally, world: WorldControls): Promise<void> {
  const strategy: RetryStrategy = STRATEGIES[load.strategy]();
  const gapMs = (): number => (-Math.log(1 - Math.random()) * 1000) / load.callsPerSecond;
  const startMs = world.nowMs();
  const endMs = startMs + load.seconds * 1000;
  const running: Promise<void>[] = [];
  // The first call of open arrivals comes at once: it counts where a client has ten in all.
  for (let dueMs = load.arrivals === 'open' ? startMs : startMs + gapMs(); dueMs < endMs;) {
    await sleepUntil(dueMs, world.nowMs());
    const work = call(strategy, load.backoffMs, tally);
    if (load.arrivals === 'serial') await work;
    else running.push(work);
    dueMs += gapMs();
    // A client that is late starts at once, and does not make up for what it missed.
    if (load.arrivals === 'serial') dueMs = Math.max(dueMs, world.nowMs());
  }
  await Promise.all(running);
}

export async function serve(load: Load, world: WorldControls): Promise<Served> {
  const { failureRatio } = load;
  await world.start(SERVER, import.meta.url, 'serveFailing', { args: { failureRatio } });
  const tally: Tally = { calls: 0, tries: 0, successes: 0 };
  const each = Array.from({ length: load.clients });
  await Promise.all(each.map(() => client(load, tally, world)));
  return tally;
}
