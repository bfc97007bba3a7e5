import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { GatewayStatus } from './kernel/gateway.ts';
import type { MocksReady } from './process/start-mocks.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

function start(settings: unknown) {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'], PAYDRILL_MOCKS: JSON.stringify(settings) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { child, exited: once(child, 'exit') as Promise<[number | null]> };
}

it('says in one line where everything is, and ends cleanly on SIGTERM', async () => {
  const { child, exited } = start({
    seed: 5,
    gateways: [{ name: 'stripe' }, { name: 'paypal' }],
    controlToken: 'a-token-of-this-test',
  });
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(line));
  await once(reader, 'line');
  const ready = JSON.parse(lines[0] ?? '') as MocksReady;
  expect(ready.gateways.map(({ name }) => name)).toEqual(['stripe', 'paypal']);
  expect(Object.keys(ready.gateways[1]?.environment ?? {})).toEqual([
    'PAYPAL_CLIENT_ID',
    'PAYPAL_CLIENT_SECRET',
    'PAYPAL_WEBHOOK_ID',
  ]);
  expect(await statusOf(ready)).toMatchObject([{ name: 'stripe' }, { name: 'paypal' }]);

  // One request is held for ever: it must not hold the process.
  const gateway = ready.gateways[0];
  const held = fetch(`${gateway?.baseUrl}/v1/payment_intents`, {
    headers: {
      authorization: `Bearer ${gateway?.environment['STRIPE_SECRET_KEY']}`,
      'paydrill-fault': 'latency;delayMs=60000',
    },
  });
  const failed = expect(held).rejects.toThrow('fetch failed');
  while ((await statusOf(ready))[0]?.inFlight === 0);
  child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
  await failed;
  expect(lines).toHaveLength(1);
});

async function statusOf({ control }: MocksReady): Promise<readonly GatewayStatus[]> {
  const headers = { authorization: `Bearer ${control.token}` };
  const response = await fetch(`${control.url}/status`, { headers });
  return ((await response.json()) as { gateways: readonly GatewayStatus[] }).gateways;
}

it('ends with exit code 2 and says why when its settings are wrong', async () => {
  const { child, exited } = start({ seed: 5, gateways: [{ name: 'strip' }] });
  let log = '';
  child.stderr.on('data', (chunk) => (log += String(chunk)));
  expect((await exited)[0]).toBe(2);
  expect(log).toContain('MOCKS_GATEWAY_UNKNOWN');
});
