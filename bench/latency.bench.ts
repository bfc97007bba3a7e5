// How exact is an injected latency of 200 ms? Open loop at a given rate against the Stripe gateway,
// in turns with a bare Fastify that waits as long, so that the machine's own noise can be told apart.
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';

const DELAY_MS = 200;
export const WARM_UP_SECONDS = 4;

export interface LatencyError {
  readonly subject: 'gateway' | 'bare Fastify';
  /** Milliseconds beyond the wanted 200, from the moment the request was due. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly requests: number;
}

export async function measureLatency(
  ratePerSecond: number,
  seconds: number,
  rounds: number,
): Promise<readonly LatencyError[]> {
  await using gateway = await startGateway();
  await using bare = await startBareFastify();
  // Both as they are once their code is compiled.
  await drive('gateway', gateway.url, gateway.headers, ratePerSecond, WARM_UP_SECONDS);
  await drive('bare Fastify', bare.url, {}, ratePerSecond, WARM_UP_SECONDS);
  const results: LatencyError[] = [];
  for (let round = 0; round < rounds; round += 1) {
    results.push(await drive('gateway', gateway.url, gateway.headers, ratePerSecond, seconds));
    results.push(await drive('bare Fastify', bare.url, {}, ratePerSecond, seconds));
  }
  return results;
}

async function drive(
  subject: LatencyError['subject'],
  url: string,
  headers: Readonly<Record<string, string>>,
  ratePerSecond: number,
  seconds: number,
): Promise<LatencyError> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1_000 });
  const errors: number[] = [];
  const flights: Promise<void>[] = [];
  const startedAt = performance.now();
  const total = ratePerSecond * seconds;
  for (let index = 0; index < total; index += 1) {
    const dueMs = (index * 1000) / ratePerSecond;
    const aheadMs = startedAt + dueMs - performance.now();
    if (aheadMs > 1) await sleep(Math.floor(aheadMs));
    // Timers count whole milliseconds; from the moment of sending, so that the client's own
    // lateness is not the gateway's.
    const sentAt = performance.now();
    flights.push(
      ask(agent, url, headers).then(() => {
        errors.push(performance.now() - sentAt - DELAY_MS);
      }),
    );
  }
  await Promise.all(flights);
  agent.destroy();
  // Connections are opened in the first second.
  const sorted = errors.slice(ratePerSecond).toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
  return { subject, p50: at(0.5), p99: at(0.99), max: at(1), requests: sorted.length };
}

function ask(agent: Agent, url: string, headers: Readonly<Record<string, string>>): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request(url, { agent, headers }, (answer) => {
      answer.resume();
      answer.once('end', resolve);
      answer.once('error', reject);
    });
    call.once('error', reject);
    call.end();
  });
}

interface Server extends AsyncDisposable {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

async function startGateway(): Promise<Server> {
  const main = fileURLToPath(new URL('../mocks/main.ts', import.meta.url));
  const child = spawn(process.execPath, [main], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, PAYDRILL_MOCKS: '{"seed":1,"gateways":[{"name":"stripe"}]}' },
  });
  const ready = JSON.parse(await firstLine(child)) as {
    gateways: readonly { baseUrl: string; environment: Record<string, string> }[];
    control: { url: string; token: string };
  };
  const [stripe] = ready.gateways;
  if (stripe === undefined) throw new Error('no gateway came up');
  const headers = { authorization: `Bearer ${stripe.environment['STRIPE_SECRET_KEY'] ?? ''}` };
  const created = await fetch(`${stripe.baseUrl}/v1/payment_intents`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'amount=1000&currency=eur',
  });
  const { id } = (await created.json()) as { id: string };
  await fetch(`${ready.control.url}/faults`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${ready.control.token}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      name: 'slow',
      gateway: 'stripe',
      fault: 'latency',
      options: { distribution: 'fixed', delayMs: DELAY_MS },
      share: 1,
      operations: ['retrieve'],
    }),
  });
  return {
    url: `${stripe.baseUrl}/v1/payment_intents/${id}`,
    headers,
    [Symbol.asyncDispose]: () => end(child),
  };
}

async function startBareFastify(): Promise<Server> {
  const program = `
    import Fastify from 'fastify';
    import { setTimeout as sleep } from 'node:timers/promises';
    const app = Fastify();
    app.get('/', async () => { await sleep(${DELAY_MS}); return { ok: true }; });
    console.log(await app.listen({ host: '127.0.0.1', port: 0 }));`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'ignore'],
    cwd: fileURLToPath(new URL('..', import.meta.url)),
  });
  const url = await firstLine(child);
  return { url, headers: {}, [Symbol.asyncDispose]: () => end(child) };
}

function firstLine(child: ChildProcess): Promise<string> {
  const { stdout } = child;
  if (stdout === null) throw new Error('the child has no stdout');
  return new Promise((resolve, reject) => {
    createInterface({ input: stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
}

async function end(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => {
    child.once('exit', resolve);
  });
  child.kill('SIGTERM');
  await gone;
}
