// Requests a second on one core: our Stripe gateway, stripe-mock and a bare Fastify that parses the
// same form and answers a constant, in turns; the load comes from the other core.
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import envPaths from 'env-paths';
import { startServer, type ServerProcess } from './server-process.ts';
import { driveWithWrk, type WrkFigures } from './wrk.ts';

export type Subject = 'paydrill' | 'stripe-mock' | 'bare Fastify';
export type Task = 'create' | 'retrieve';

export interface ThroughputRow extends WrkFigures {
  readonly subject: Subject;
  readonly task: Task;
}

interface Running {
  readonly server: ServerProcess;
  readonly baseUrl: string;
  readonly key: string;
}

const SERVER_CORE = 0;
const LOAD_CORE = 1;
const CONNECTIONS = 32;

export async function measureThroughput(
  rounds: number,
  seconds: number,
): Promise<readonly ThroughputRow[]> {
  const stripeMock = await buildStripeMock();
  const rows: ThroughputRow[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const task of ['create', 'retrieve'] as const) {
      // A fresh process each time: what one task left behind must not weigh on the next.
      for (const subject of ['paydrill', 'stripe-mock', 'bare Fastify'] as const) {
        rows.push({ subject, task, ...(await measure(subject, task, stripeMock, seconds)) });
      }
    }
  }
  return rows;
}

async function measure(
  subject: Subject,
  task: Task,
  stripeMock: string,
  seconds: number,
): Promise<WrkFigures> {
  const { server, baseUrl, key } = await start(subject, stripeMock);
  await using _ = server;
  const id = task === 'create' ? '' : await createOne(baseUrl, key);
  const wanted = {
    url: `${baseUrl}/v1/payment_intents${id === '' ? '' : `/${id}`}`,
    script: task === 'create' ? createScript(key) : retrieveScript(key),
    connections: CONNECTIONS,
    core: LOAD_CORE,
  };
  await driveWithWrk({ ...wanted, seconds: 2 });
  // Awaited here: the server is stopped when this function ends.
  return await driveWithWrk({ ...wanted, seconds });
}

const start = (subject: Subject, stripeMock: string): Promise<Running> =>
  ({
    paydrill: startPaydrill,
    'stripe-mock': () => startStripeMock(stripeMock),
    'bare Fastify': startBareFastify,
  })[subject]();

async function startPaydrill(): Promise<Running> {
  const server = await startServer({
    command: process.execPath,
    args: [fileURLToPath(new URL('../mocks/main.ts', import.meta.url))],
    environment: { PAYDRILL_MOCKS: '{"seed":1,"gateways":[{"name":"stripe"}]}' },
    core: SERVER_CORE,
  });
  const { gateways } = JSON.parse(server.readyLine) as {
    gateways: readonly { baseUrl: string; environment: Record<string, string> }[];
  };
  const [stripe] = gateways;
  if (stripe === undefined) throw new Error('no gateway came up');
  const key = stripe.environment['STRIPE_SECRET_KEY'] ?? '';
  return { server, baseUrl: stripe.baseUrl, key };
}

async function startStripeMock(binary: string): Promise<Running> {
  const server = await startServer({
    command: binary,
    args: ['-http-addr', '127.0.0.1:0', '-https-addr', '127.0.0.1:0'],
    ready: /HTTP at address/,
    environment: { GOMAXPROCS: '1' },
    core: SERVER_CORE,
  });
  const address = /127\.0\.0\.1:\d+/.exec(server.readyLine)?.[0];
  if (address === undefined) throw new Error(`stripe-mock said ${server.readyLine}`);
  return { server, baseUrl: `http://${address}`, key: 'sk_test_123' };
}

async function startBareFastify(): Promise<Running> {
  const program = `
    import Fastify from 'fastify';
    import formbody from '@fastify/formbody';
    const answer = { id: 'pi_1', object: 'payment_intent', amount: 1000, currency: 'eur' };
    const app = Fastify();
    app.register(formbody);
    app.post('/v1/payment_intents', (request) => ({ ...answer, amount: Number(request.body.amount) }));
    app.get('/v1/payment_intents/:id', () => answer);
    console.log(await app.listen({ host: '127.0.0.1', port: 0 }));`;
  const server = await startServer({
    command: process.execPath,
    args: ['--input-type=module', '--eval', program],
    core: SERVER_CORE,
  });
  return { server, baseUrl: server.readyLine, key: 'sk_test_123' };
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

async function createOne(baseUrl: string, key: string): Promise<string> {
  const response = await fetch(`${baseUrl}/v1/payment_intents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, ...FORM },
    body: 'amount=1000&currency=eur',
  });
  return ((await response.json()) as { id: string }).id;
}

/** Every request has a key of its own, so that each one makes a payment. */
const createScript = (key: string): string => `
wrk.method = 'POST'
local body = 'amount=1000&currency=eur&payment_method_types[0]=card&metadata[order_id]='
local headers = { ['authorization'] = 'Bearer ${key}',
  ['content-type'] = 'application/x-www-form-urlencoded' }
local count = 0
local run = tostring(os.time()) .. tostring(os.clock())
function request()
  count = count + 1
  headers['idempotency-key'] = run .. '-' .. count
  return wrk.format(nil, nil, headers, body .. count)
end`;

const retrieveScript = (key: string): string => `
wrk.headers['authorization'] = 'Bearer ${key}'`;

const run = promisify(execFile);

/** The module in bench/stripe-mock pins it; its go.sum vouches for the source. */
async function buildStripeMock(): Promise<string> {
  const folder = join(envPaths('paydrill', { suffix: '' }).cache, 'bench');
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'stripe-mock');
  await run('go', ['build', '-o', path, 'github.com/stripe/stripe-mock'], {
    cwd: fileURLToPath(new URL('./stripe-mock', import.meta.url)),
    env: { ...process.env, GOFLAGS: '-mod=readonly', GOWORK: 'off' },
  });
  return path;
}
