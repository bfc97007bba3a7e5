import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ServiceEvent } from '../harness/core/events.ts';
import type { PaymentView } from '../harness/core/target-api.ts';
import { createFakeProvider, type FakeOperation } from './testing/fake-provider.ts';
import { serveFake } from './testing/remote-provider.ts';
import { cardNamed, QUICK_POLICY } from './testing/rig.ts';
import { startProcess } from './testing/service-process.ts';

const ENTRY = new URL('./testing/remote-main.ts', import.meta.url);

// The service is killed while a call is out, at each step of a payment; the fake holds the call
// until the service is dead.
describe('SIGKILL in the middle of a payment', () => {
  it.each<[FakeOperation, 'before' | 'after']>([
    ['create', 'before'],
    ['create', 'after'],
    ['confirm', 'before'],
    ['confirm', 'after'],
  ])('%s, killed %s it took effect: is picked up and paid once', async (operation, when) => {
    const folder = mkdtempSync(join(tmpdir(), 'paydrill-recovery-'));
    const fake = createFakeProvider({ name: 'stripe' });
    await using remote = await serveFake(fake);
    const environment = {
      PAYDRILL_STORE: join(folder, 'store.sqlite'),
      PAYDRILL_POLICY: JSON.stringify({
        ...QUICK_POLICY,
        deadlineMs: 5000,
        attemptTimeoutMs: 3000,
        reconcile: { isEnabled: true, intervalMs: 20, settleAfterMs: 0 },
      }),
      FAKE_URL: remote.url,
    };
    try {
      const reached = Promise.withResolvers<void>();
      fake.behave((call) => {
        if (call.operation !== operation) return 'ok';
        reached.resolve();
        return when === 'before' ? 'hang' : 'lost-silently';
      });
      await using first = await startProcess(ENTRY, environment);
      const answer = pay(first.url).catch(() => null);
      await reached.promise;
      expect(await first.end('SIGKILL')).toBe('SIGKILL');
      expect(await answer).toBeNull();

      fake.behave(() => 'ok');
      await using second = await startProcess(ENTRY, environment);
      await expect.poll(() => open(second.url), { interval: 20, timeout: 10_000 }).toBe(0);
      const response = await fetch(`${second.url}/payments?orderId=order-1`);
      expect(await response.json()).toMatchObject({ status: 'paid' });
      expect(fake.netOf('order-1')).toBe(1999);

      const trail = await audit(second.url);
      expect(trail.map((event) => event.seq)).toEqual(trail.map((_, index) => index));
      const starts = trail.filter((event) => event.kind === 'service-started');
      expect(starts).toMatchObject([{ recovered: 0 }, { recovered: 1 }]);
      const keys = trail.flatMap((event) =>
        event.kind === 'attempt-started' && event.key !== null ? [event.key] : [],
      );
      for (const { key } of fake.calls) if (key !== null) expect(keys).toContain(key);
      expect(await second.end('SIGTERM')).toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

const pay = async (url: string): Promise<PaymentView> => {
  const response = await fetch(`${url}/payments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'key-1' },
    body: JSON.stringify({
      orderId: 'order-1',
      amountMinor: 1999,
      currency: 'EUR',
      capture: 'automatic',
      card: cardNamed('visa'),
      customer: { name: 'Ada Example', email: 'ada@example.com' },
      locale: 'en',
    }),
  });
  return (await response.json()) as PaymentView;
};

const open = async (url: string): Promise<number> => {
  const response = await fetch(`${url}/operations/open`);
  return ((await response.json()) as { open: number }).open;
};

const audit = async (url: string): Promise<readonly ServiceEvent[]> => {
  const response = await fetch(`${url}/operations/audit`);
  const lines = (await response.text()).trim().split('\n');
  return lines.map((line) => JSON.parse(line) as ServiceEvent);
};
