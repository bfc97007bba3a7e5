import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startProcess } from './testing/service-process.ts';

const ENTRY = new URL('./main.ts', import.meta.url);
const SECRET = 'sk_test_mainTestSecret';
// Nothing listens on port 9 of loopback: every call is refused before it is sent.
const ENVIRONMENT = {
  STRIPE_BASE_URL: 'http://127.0.0.1:9',
  STRIPE_SECRET_KEY: SECRET,
  STRIPE_WEBHOOK_SECRET: 'whsec_mainTestSecret',
  PAYDRILL_GATEWAYS: 'stripe',
};

const LIMIT_FILE = '/proc/sys/net/core/somaxconn';
/** What this kernel lets wait on one socket; 0 where it does not tell. */
const backlogLimit = existsSync(LIMIT_FILE) ? Number(readFileSync(LIMIT_FILE, 'utf8')) : 0;
if (backlogLimit < 1000) {
  process.stdout.write(
    'skipped: a thousand customers in line, because the kernel lets fewer wait\n',
  );
}

const runRefused = async (environment: Record<string, string>) => {
  const child = spawn(process.execPath, [ENTRY.pathname], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(child, 'close');
  return { exitCode: child.exitCode, output };
};

describe('the service as a process', () => {
  it('is ready with one line, serves, queues what no provider takes, and ends on SIGTERM', async () => {
    await using running = await startProcess(ENTRY, ENVIRONMENT);
    const answer = await fetch(`${running.url}/payments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'key-1' },
      body: JSON.stringify({
        orderId: 'order-1',
        amountMinor: 1999,
        currency: 'EUR',
        capture: 'automatic',
        card: { number: '4242424242424242', expiryMonth: 12, expiryYear: 2034, cvc: '123' },
        customer: { name: 'Ada Example', email: 'ada@example.com' },
        locale: 'en',
      }),
    });
    expect(answer.status).toBe(202);
    expect(await answer.json()).toMatchObject({ status: 'pending', degraded: true });
    expect(await running.end('SIGTERM')).toBe(0);
    expect(running.stderr()).toContain('payment not settled yet');
    expect(running.stderr()).not.toMatch(/4242424242424242|mainTestSecret/);
  });

  it.skipIf(backlogLimit < 1000)(
    'lets a thousand customers in line while it is too busy to accept one',
    async () => {
      await using running = await startProcess(ENTRY, ENVIRONMENT);
      running.child.kill('SIGSTOP');
      const port = Number(new URL(running.url).port);
      const sockets = Array.from({ length: 1000 }, () => connect(port, '127.0.0.1'));
      await Promise.all(sockets.map((socket) => once(socket, 'connect')));
      expect(sockets.every((socket) => !socket.connecting)).toBe(true);
      for (const socket of sockets) socket.destroy();
    },
  );

  it.each([
    ['a live key', { STRIPE_SECRET_KEY: 'sk_live_x' }, 'PROVIDER_LIVE_KEY', 2],
    ['a bad policy', { PAYDRILL_POLICY: '[]' }, 'SERVICE_POLICY_INVALID', 2],
    ['an unusable store', { PAYDRILL_STORE: '/nonexistent/x' }, 'SERVICE_STORE_UNUSABLE', 3],
  ])('refuses to start with %s, and says what to do', async (_what, over, code, exitCode) => {
    const refused = await runRefused({ ...ENVIRONMENT, ...over });
    expect(refused.exitCode).toBe(exitCode);
    expect(refused.output).toContain(code);
    expect(refused.output).toContain('hint');
    expect(refused.output).not.toContain('sk_live_x');
  });
});
