// One conversation between a client and a gateway with a fault between them, the same code on real
// sockets behind Toxiproxy and in the virtual world.
import { once } from 'node:events';
import { Agent, createServer, request as send, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorldControls } from '../../harness/simulator/index.ts';
import type { NetworkEffect } from '../../harness/core/scenario.ts';

export interface Talk {
  readonly effect: NetworkEffect;
  readonly direction: 'upstream' | 'downstream';
  readonly requests: number;
  readonly sentBytes: number;
  readonly answeredBytes: number;
  /** A connection of its own for each request. */
  readonly closes?: boolean;
  /** The connection was used once before the fault came. */
  readonly isWarm?: boolean;
  /** The fault is cleared that long after the first request left. */
  readonly clearAtMs?: number;
  /** Requests leave side by side. */
  readonly isParallel?: boolean;
}

export interface Answer {
  /** The bytes of a complete answer, or the code of the error. */
  readonly got: number | string;
  readonly ms: number;
}

export interface Seen {
  readonly answers: readonly Answer[];
  /** Requests of which the gateway saw the head, and the whole. */
  readonly begun: number;
  readonly whole: number;
}

/** What the world does to the link between the two. */
export interface Link {
  arm(talk: Talk): Promise<void>;
  clear(): Promise<void>;
}

/** Long enough for a client to hear of a connection that was closed. */
const SETTLE_MS = 20;

/** The client gives up: nothing here is slower on purpose. */
const PATIENCE_MS = 1_500;

export function createGateway(): Server {
  let begun = 0;
  let whole = 0;
  return createServer((request, response) => {
    if (request.url === '/seen') {
      response.end(JSON.stringify({ begun, whole }));
      return;
    }
    begun += 1;
    request.resume();
    request.on('end', () => {
      whole += 1;
      const bytes = Number(request.url?.slice(1));
      response.writeHead(200, { 'content-length': bytes }).end('x'.repeat(bytes));
    });
    request.on('error', () => undefined);
  });
}

export async function talk(
  plan: Talk,
  link: Link,
  at: { readonly client: string; readonly gateway: string },
): Promise<Seen> {
  const agent = new Agent({ keepAlive: plan.closes !== true });
  const ask = (): Promise<Answer> => exchange(at.client, plan, agent);
  if (plan.isWarm === true) await ask();
  const before = await seen(at.gateway);
  await link.arm(plan);
  // A connection that the fault closed is known to be closed.
  await sleep(SETTLE_MS);
  const cleared =
    plan.clearAtMs === undefined ? null : sleep(plan.clearAtMs).then(() => link.clear());
  const answers: Answer[] = [];
  if (plan.isParallel === true) {
    answers.push(...(await Promise.all(Array.from({ length: plan.requests }, ask))));
  } else {
    for (let count = 0; count < plan.requests; count += 1) {
      answers.push(await ask());
      await sleep(SETTLE_MS);
    }
  }
  await (cleared ?? link.clear());
  agent.destroy();
  const after = await seen(at.gateway);
  return { answers, begun: after.begun - before.begun, whole: after.whole - before.whole };
}

function exchange(base: string, plan: Talk, agent: Agent): Promise<Answer> {
  const startMs = performance.now();
  return new Promise((resolve) => {
    const body = Buffer.alloc(plan.sentBytes, 'y');
    const end = (got: number | string): void => {
      clearTimeout(timer);
      resolve({ got, ms: performance.now() - startMs });
    };
    const codeOf = (error: Error): string => ('code' in error ? String(error.code) : error.message);
    const request = send(
      `${base}/${plan.answeredBytes}`,
      { agent, method: 'POST', headers: { 'content-length': body.length } },
      (response) => {
        let bytes = 0;
        response.on('data', (chunk: Buffer) => (bytes += chunk.length));
        response.on('end', () => end(bytes));
        response.on('error', (error) => end(`body: ${codeOf(error)}`));
      },
    );
    const timer = setTimeout(() => {
      end('patience');
      request.destroy();
    }, PATIENCE_MS);
    request.on('error', (error) => end(codeOf(error)));
    request.end(body);
  });
}

function seen(base: string): Promise<{ readonly begun: number; readonly whole: number }> {
  return new Promise((resolve, reject) => {
    const request = send(`${base}/seen`, { agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve(JSON.parse(text) as { begun: number; whole: number }));
    });
    request.on('error', reject);
    request.end();
  });
}

export async function gateway(): Promise<void> {
  const server = createGateway();
  server.listen(80);
  await once(server, 'listening');
}

/** The client's side in the virtual world. */
export async function talkVirtually(plan: Talk, world: WorldControls): Promise<Seen> {
  world.link({ upstream: 0.1, downstream: 0.1, isProxied: true });
  await world.start('gateway', import.meta.url, 'gateway');
  const name = 'the fault';
  const link: Link = {
    arm: async ({ effect, direction }) => world.inject({ name, to: 'gateway', direction, effect }),
    clear: async () => world.clear(name),
  };
  return talk(plan, link, { client: 'http://gateway', gateway: 'http://gateway' });
}
