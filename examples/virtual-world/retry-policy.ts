// A retry policy alone, against a gateway that loses its answers for ten seconds. Nothing here knows
// that time is virtual.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorldControls } from '../../harness/simulator/index.ts';

/** Exponential backoff with full jitter: the policy under test. */
async function payWithRetries(
  url: string,
  key: string,
): Promise<{ status: string; tries: number }> {
  for (let tries = 1; tries <= 6; tries += 1) {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'idempotency-key': key },
        signal: AbortSignal.timeout(2_000),
      });
      if (response.ok) return { status: 'paid', tries };
    } catch {
      // No answer: it may have been paid. The same key makes the next try safe.
    }
    await sleep(Math.random() * 500 * 2 ** tries);
  }
  return { status: 'unknown', tries: 6 };
}

/** A gateway that keeps its promise: one key, one charge. */
export async function serveGateway(): Promise<number> {
  const charges = new Set<string>();
  const server = createServer((request, response) => {
    if (request.method === 'POST') charges.add(String(request.headers['idempotency-key']));
    response.end(String(charges.size));
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return (server.address() as AddressInfo).port;
}

export async function outage({ payments }: { payments: number }, world: WorldControls) {
  await world.start('gateway', import.meta.url, 'serveGateway', { hosts: ['api.gateway.example'] });
  world.inject({
    name: 'answers are lost',
    to: 'gateway',
    direction: 'downstream',
    effect: { kind: 'reset', afterMs: 20 },
  });
  world.at(10_000, { kind: 'clear', name: 'answers are lost' });
  const results = await Promise.all(
    Array.from({ length: payments }, (_, index) =>
      payWithRetries('http://api.gateway.example/charges', `key-${index}`),
    ),
  );
  const charges = Number(await (await fetch('http://gateway/')).text());
  return {
    paid: results.filter(({ status }) => status === 'paid').length,
    tries: results.reduce((sum, { tries }) => sum + tries, 0),
    charges,
    lastedMs: world.nowMs(),
  };
}
