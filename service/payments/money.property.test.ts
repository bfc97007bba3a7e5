import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ServiceEvent } from '../../harness/core/events.ts';
import type { Policy } from '../../harness/core/policy.ts';
import type { CaptureMode } from '../providers/adapter.ts';
import { createFakeProvider, type Behaviour, type FakeProvider } from '../testing/fake-provider.ts';
import { cardNamed, orderNamed, QUICK_POLICY, startRig, type Rig } from '../testing/rig.ts';
import type { Payment } from './payment.ts';

// Providers misbehave at will for a while, then calm down. Whatever happened, the money must be
// where the customer was told it is, and it must never have been taken twice.

const ORDER = 'order-1';
const AMOUNT = 1999;

const behaviour: fc.Arbitrary<Behaviour> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Behaviour>('ok') },
  {
    weight: 8,
    arbitrary: fc.constantFrom<Behaviour>(
      'lost',
      'stored-500',
      'never-arrives',
      'late',
      'not-processed',
      'hang',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Behaviour>(
      'refused',
      { decline: 'soft' },
      { decline: 'hard' },
      { retryAfterMs: 1 },
    ),
  },
);

interface Case {
  readonly stripe: readonly Behaviour[];
  readonly paypal: readonly Behaviour[];
  readonly stripeFence: 'cancel' | 'void-only' | 'none';
  readonly failover: 'none' | 'fenced' | 'second-hold';
  readonly captureMode: CaptureMode;
  readonly card: 'visa' | 'lost-card' | 'generic-decline';
  readonly acceptAndQueue: boolean;
  readonly promisedWithinMs: number;
  readonly deadlineMs: number;
  readonly maxAttempts: number;
  /** Rounds of reconciliation while they still misbehave, and when late requests arrive. */
  readonly roundsInChaos: number;
  readonly lateAfterRound: number;
  readonly submissions: number;
  readonly afterwards: 'nothing' | 'capture' | 'refund';
}

const anyCase: fc.Arbitrary<Case> = fc.record({
  stripe: fc.array(behaviour, { maxLength: 12 }),
  paypal: fc.array(behaviour, { maxLength: 12 }),
  stripeFence: fc.constantFrom('cancel', 'void-only', 'none'),
  failover: fc.constantFrom('none', 'fenced', 'second-hold'),
  captureMode: fc.constantFrom('automatic', 'manual'),
  card: fc.constantFrom('visa', 'visa', 'visa', 'lost-card', 'generic-decline'),
  acceptAndQueue: fc.boolean(),
  promisedWithinMs: fc.constantFrom(0, 10_000),
  deadlineMs: fc.constantFrom(4, 20),
  maxAttempts: fc.constantFrom(1, 2, 3),
  roundsInChaos: fc.nat(3),
  lateAfterRound: fc.nat(4),
  submissions: fc.constantFrom(1, 2, 3),
  afterwards: fc.constantFrom('nothing', 'capture', 'refund'),
});

const policyOf = (plan: Case): Partial<Policy> => ({
  deadlineMs: plan.deadlineMs,
  attemptTimeoutMs: 3,
  retry: { ...QUICK_POLICY.retry, maxAttempts: plan.maxAttempts, backoff: { kind: 'none' } },
  failover: { kind: plan.failover, maxProviders: 2 },
  degradation: {
    acceptAndQueue: plan.acceptAndQueue,
    offerOtherMethod: true,
    promisedWithinMs: plan.promisedWithinMs,
  },
});

function follow(provider: FakeProvider, script: readonly Behaviour[]): void {
  const left = [...script];
  provider.behave(() => left.shift() ?? 'ok');
}

describe('whatever the providers do', () => {
  it('a payment is settled, charged at most once, and as the customer was told', async () => {
    await fc.assert(fc.asyncProperty(anyCase, play), { numRuns: 80 });
  });
});

async function play(plan: Case): Promise<void> {
  await using rig = startRig({
    policy: policyOf(plan),
    stripe: createFakeProvider({ name: 'stripe', fence: plan.stripeFence }),
  });
  const { payments, reconciler } = rig.service;
  follow(rig.stripe, plan.stripe);
  follow(rig.paypal, plan.paypal);
  const told: Payment[] = [];
  const hear = (payment: Payment): void => {
    told.push(payment);
    if (payment.status === 'not-charged') expect(rig.netOf(ORDER), 'told not charged').toBe(0);
  };
  const order = orderNamed(ORDER, { captureMode: plan.captureMode, card: cardNamed(plan.card) });
  const submit = async (n: number): Promise<void> => {
    // The second tab repeats the key, the third has its own.
    const key = n < 2 ? 'key-a' : `key-${n}`;
    const answer = await payments.pay(order, { key, fingerprint: 'same' });
    if (answer.kind === 'payment') hear(answer.payment);
  };
  await Promise.all(Array.from({ length: plan.submissions }, (_, n) => submit(n)));

  for (let round = 0; round < plan.roundsInChaos; round += 1) {
    if (round === plan.lateAfterRound) deliverLate(rig);
    await payments.idle();
    await reconciler.runRound();
    hearAgain(rig, hear);
  }
  if (plan.afterwards !== 'nothing') await askFor(plan.afterwards, rig, hear);

  rig.stripe.behave(() => 'ok');
  rig.paypal.behave(() => 'ok');
  expect(await rig.drain(), 'payments still open').toBe(0);
  deliverLate(rig);
  // As providers do, they tell of what happened.
  await payments.revisit(ORDER);
  expect(await rig.drain(), 'payments open after late arrivals').toBe(0);
  hearAgain(rig, hear);

  judge(rig, told);
  judgeTrail(await rig.audit(), plan);
}

function deliverLate(rig: Rig): void {
  rig.stripe.deliverLate();
  rig.paypal.deliverLate();
}

function hearAgain(rig: Rig, hear: (payment: Payment) => void): void {
  const payment = rig.service.payments.findByOrder(ORDER);
  if (payment !== null) hear(payment);
}

async function askFor(
  goal: 'capture' | 'refund',
  rig: Rig,
  hear: (payment: Payment) => void,
): Promise<void> {
  const payment = rig.service.payments.findByOrder(ORDER);
  if (payment === null) return;
  const key = { key: `key-${goal}`, fingerprint: '' };
  const answer = await rig.service.payments[goal](payment.id, key);
  if (answer.kind === 'payment') hear(answer.payment);
}

function judge(rig: Rig, told: readonly Payment[]): void {
  const last = told.at(-1);
  const net = rig.netOf(ORDER);
  const held = rig.heldOf(ORDER);
  expect(last, 'the payment').toBeDefined();
  const expected = { paid: [AMOUNT, 0], authorised: [0, AMOUNT] }[String(last?.status)] ?? [0, 0];
  expect([last?.status, net, held]).toEqual([last?.status, ...expected]);

  const movements = [...rig.stripe.ledger, ...rig.paypal.ledger];
  const captures = movements.filter((entry) => entry.movement === 'capture');
  expect(captures.length, 'captures').toBeLessThanOrEqual(1);

  // A "no" is final, and nothing was ever taken after it.
  const firstNo = told.findIndex((payment) => payment.status === 'not-charged');
  if (firstNo >= 0) {
    expect(told.slice(firstNo).every((payment) => payment.status === 'not-charged')).toBe(true);
  }
}

function judgeTrail(trail: readonly ServiceEvent[], plan: Case): void {
  const declinedAt = trail.findIndex(
    (event) => event.kind === 'attempt-ended' && event.decline === 'hard',
  );
  let confirming: string | null = null;
  let fenced = new Set<string>();
  for (const [index, event] of trail.entries()) {
    if (event.kind === 'fenced') fenced.add(event.provider);
    if (event.kind !== 'attempt-started' || event.operation !== 'confirm') continue;
    if (declinedAt >= 0) expect(index, 'a card after its hard decline').toBeLessThan(declinedAt);
    if (plan.failover === 'fenced' && confirming !== null && confirming !== event.provider) {
      expect([...fenced], 'fences before the next provider').toContain(confirming);
    }
    if (confirming !== event.provider) fenced = new Set();
    confirming = event.provider;
  }
}
