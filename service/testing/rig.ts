import pino from 'pino';
import type { ServiceEvent } from '../../harness/core/events.ts';
import type { Policy } from '../../harness/core/policy.ts';
import { TEST_CARDS, type TestCardName } from '../../harness/core/test-cards.ts';
import type { ProviderName } from '../../harness/core/outcome.ts';
import { RESILIENT_POLICY } from '../../harness/core/resilient-policy.ts';
import { createService, type Service } from '../index.ts';
import type { Told } from '../payments/payments.ts';
import type { PaymentOrder } from '../payments/start-payment.ts';
import type { Payment } from '../payments/payment.ts';
import { createFakeProvider, type FakeProvider } from './fake-provider.ts';

/** A service on two fakes, in memory, with times that suit a test. */
export interface Rig extends AsyncDisposable {
  readonly service: Service;
  readonly stripe: FakeProvider;
  readonly paypal: FakeProvider;
  /** Log lines, parsed. */
  readonly log: readonly Record<string, unknown>[];
  /** Pays a new order with a key of its own. */
  pay(order: string, over?: Partial<PaymentOrder>, key?: string): Promise<Payment>;
  audit(): Promise<readonly ServiceEvent[]>;
  /** Reconciles until nothing is open, or the rounds are used up; returns what is still open. */
  drain(rounds?: number): Promise<number>;
  /** Captured minus refunded, over both providers. */
  netOf(order: string): number;
  heldOf(order: string): number;
  /** From now on nothing can be written, as on a full disk. */
  breakStore(): void;
}

export const QUICK_POLICY: Policy = {
  ...RESILIENT_POLICY,
  name: 'quick',
  deadlineMs: 400,
  attemptTimeoutMs: 40,
  retry: {
    ...RESILIENT_POLICY.retry,
    backoff: { kind: 'exponential', baseMs: 1, capMs: 4, jitter: 'full' },
    budget: { ratio: 1, burst: 1000 },
  },
  breaker: null,
  bulkhead: null,
  // Rounds are run by the test; the loop's own would only disturb it.
  reconcile: { isEnabled: true, intervalMs: 60_000, settleAfterMs: 0 },
  degradation: { ...RESILIENT_POLICY.degradation, promisedWithinMs: 10_000 },
};

export const cardNamed = (name: TestCardName): PaymentOrder['card'] => ({
  number: TEST_CARDS[name].number,
  expiryMonth: 12,
  expiryYear: 2034,
  cvc: '123',
});

export const orderNamed = (order: string, over: Partial<PaymentOrder> = {}): PaymentOrder => ({
  order,
  amountMinor: 1999,
  currency: 'EUR',
  captureMode: 'automatic',
  card: cardNamed('visa'),
  customer: { name: 'Ada Example', email: 'ada@example.com' },
  locale: 'en',
  ...over,
});

export function paymentOf(told: Told): Payment {
  if (told.kind !== 'payment') throw new TypeError(`told ${told.kind} instead of a payment`);
  return told.payment;
}

export interface RigOptions {
  readonly policy?: Partial<Policy>;
  readonly storePath?: string;
  readonly stripe?: FakeProvider;
  readonly paypal?: FakeProvider;
  readonly onBroken?: (error: unknown) => void;
  readonly only?: readonly ProviderName[];
}

export function startRig(options: RigOptions = {}): Rig {
  const stripe = options.stripe ?? createFakeProvider({ name: 'stripe' });
  const paypal = options.paypal ?? createFakeProvider({ name: 'paypal' });
  const log: Record<string, unknown>[] = [];
  const logger = pino(
    { base: null },
    { write: (line: string) => void log.push(JSON.parse(line) as Record<string, unknown>) },
  );
  const only = options.only ?? ['stripe', 'paypal'];
  const service = createService({
    policy: { ...QUICK_POLICY, ...options.policy },
    adapters: new Map(
      [stripe, paypal]
        .filter((fake) => only.includes(fake.adapter.name))
        .map((fake) => [fake.adapter.name, fake.adapter]),
    ),
    storePath: options.storePath ?? ':memory:',
    seed: 1,
    logger,
    // What still hangs at the end of a test hangs for ever.
    graceMs: 50,
    ...(options.onBroken === undefined ? {} : { onBroken: options.onBroken }),
  });
  const { payments, reconciler } = service;
  return {
    service,
    stripe,
    paypal,
    log,
    pay: async (order, over = {}, key = `key-${order}`) =>
      paymentOf(await payments.pay(orderNamed(order, over), { key, fingerprint: order })),
    audit: async () => {
      const { body } = await service.app.inject({ url: '/operations/audit' });
      return body
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as ServiceEvent);
    },
    drain: async (rounds = 20) => {
      for (let round = 0; round < rounds; round += 1) {
        await payments.idle();
        if (payments.openIds().length === 0) return 0;
        await reconciler.runRound();
      }
      return payments.openIds().length;
    },
    netOf: (order) => stripe.netOf(order) + paypal.netOf(order),
    heldOf: (order) => stripe.heldOf(order) + paypal.heldOf(order),
    breakStore: () => service.store.refuseWrites(),
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  };
}
