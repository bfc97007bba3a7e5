// node bench/mocks-memory.ts [payments]: memory of `paydrill mocks` while it takes payments, each a
// create-and-confirm with an idempotency key of its own. Prints a table; the figures in
// docs/gateways/README.md are its.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PAYMENTS = Number(process.argv[2] ?? 100_000);
const IN_FLIGHT = 16;
/** `--state <file>` and the like go to the command as they are. */
const MORE = process.argv.slice(3);

interface Ready {
  readonly gateways: readonly [{ readonly baseUrl: string; readonly environment: Environment }];
  readonly control: { readonly url: string; readonly token: string };
}
type Environment = Readonly<Record<string, string>>;

const main = fileURLToPath(new URL('../harness/cli/main.ts', import.meta.url));
const flags = ['mocks', '--only', 'stripe', '--port-base', '0', '--json', ...MORE];
const child = spawn(process.execPath, [main, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
const { gateways, control } = JSON.parse(line) as Ready;
const [{ baseUrl, environment }] = gateways;
const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });

const pay = (order: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const body = new URLSearchParams({
      amount: '1000',
      currency: 'eur',
      payment_method: 'pm_card_visa',
      confirm: 'true',
      'metadata[order_id]': `order-${order}`,
      'automatic_payment_methods[enabled]': 'true',
      'automatic_payment_methods[allow_redirects]': 'never',
    }).toString();
    const outgoing = request(`${baseUrl}/v1/payment_intents`, {
      method: 'POST',
      agent,
      headers: {
        authorization: `Bearer ${environment['STRIPE_SECRET_KEY'] ?? ''}`,
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': Buffer.byteLength(body),
        'idempotency-key': `key-${order}`,
      },
    });
    outgoing.once('error', reject);
    outgoing.once('response', (response) => {
      if (response.statusCode !== 200) reject(new Error(`status ${response.statusCode}`));
      response.resume().once('end', resolve);
    });
    outgoing.end(body);
  });

function memoryMiB(field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? Number.NaN) / 1024;
}

process.stdout.write('| payments | MiB now | MiB at most | payments/s | p99 ms | slowest ms |\n');
process.stdout.write('|--:|--:|--:|--:|--:|--:|\n');
let next = 0;
const STEPS = 5;
for (let step = 1; step <= STEPS; step += 1) {
  const until = Math.round((PAYMENTS * step) / STEPS);
  const from = next;
  const began = performance.now();
  const took: number[] = [];
  const work = async (): Promise<void> => {
    while (next < until) {
      const sent = performance.now();
      await pay(next++);
      took.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  const perSecond = ((until - from) / (performance.now() - began)) * 1000;
  took.sort((one, other) => one - other);
  const cells = [
    until,
    memoryMiB('VmRSS').toFixed(0),
    memoryMiB('VmHWM').toFixed(0),
    perSecond.toFixed(0),
    took[Math.floor(took.length * 0.99)]?.toFixed(1) ?? '',
    took.at(-1)?.toFixed(1) ?? '',
  ];
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
}

// The money is exact, however little of it is in memory.
const headers = { authorization: `Bearer ${control.token}` };
const oldest = await fetch(`${control.url}/ledger?order=order-0`, { headers });
const movements = (await oldest.json()) as readonly unknown[];
if (movements.length !== 2) throw new Error(`the first payment has ${movements.length} movements`);
agent.destroy();
child.kill('SIGTERM');
const [code] = (await once(child, 'exit')) as [number | null];
process.stdout.write(`ended with ${code}\n`);
