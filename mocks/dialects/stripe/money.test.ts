import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { assertNever } from '../../../harness/core/assert-never.ts';
import type { LedgerEntry } from '../../../harness/core/events.ts';
import { startRig, type Rig } from './rig.fixture.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.gateway.reset());
afterAll(() => rig[Symbol.asyncDispose]());

type Step =
  | { readonly kind: 'confirm'; readonly method: string }
  | { readonly kind: 'capture' | 'refund'; readonly amount: number | null }
  | { readonly kind: 'cancel' | 'retrieve' | 'week' };

const amounts = fc.option(fc.integer({ min: -1, max: 1500 }), { nil: null });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('confirm' as const),
    method: fc.constantFrom('pm_card_visa', 'pm_card_visa', 'pm_card_chargeDeclined', 'pm_none'),
  }),
  fc.record({ kind: fc.constantFrom('capture' as const, 'refund' as const), amount: amounts }),
  fc.record({ kind: fc.constantFrom('cancel' as const, 'retrieve' as const, 'week' as const) }),
);

describe('any sequence of legal and illegal steps', () => {
  it('keeps every entry at zero, captures within holds and refunds within captures', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 50, max: 1200 }),
        fc.constantFrom('manual', 'automatic'),
        fc.array(step, { minLength: 1, maxLength: 12 }),
        async (amount, captureMethod, steps) => {
          rig.gateway.reset();
          const { body } = await rig.ask(
            'POST',
            '/v1/payment_intents',
            `amount=${amount}&currency=eur&capture_method=${captureMethod}&metadata[order_id]=o`,
          );
          const id = body['id'] as unknown as string;
          for (const each of steps) {
            const status = await take(id, each);
            expect([200, 400, 402, 404]).toContain(status);
          }
          checkLedger(rig.ledger(), amount);
          await checkIntent(id);
        },
      ),
      { numRuns: 40 },
    );
  });
});

async function take(id: string, taken: Step): Promise<number> {
  const path = `/v1/payment_intents/${id}`;
  const ask = async (method: string, to: string, form?: string): Promise<number> =>
    (await rig.ask(method, to, form)).status;
  switch (taken.kind) {
    case 'confirm':
      return ask('POST', `${path}/confirm`, `payment_method=${taken.method}`);
    case 'capture':
      return ask('POST', `${path}/capture`, amountField('amount_to_capture', taken.amount));
    case 'refund':
      return ask(
        'POST',
        '/v1/refunds',
        `payment_intent=${id}&${amountField('amount', taken.amount)}`,
      );
    case 'cancel':
      return ask('POST', `${path}/cancel`, '');
    case 'retrieve':
      return ask('GET', path);
    case 'week':
      rig.clock.advance(7 * 24 * 3600 * 1000 + 1000);
      return 200;
    default:
      return assertNever(taken);
  }
}

const amountField = (field: string, amount: number | null): string =>
  amount === null ? '' : `${field}=${amount}`;

function checkLedger(entries: readonly LedgerEntry[], amount: number): void {
  const total = (...movements: readonly string[]): number =>
    entries
      .filter(({ movement }) => movements.includes(movement))
      .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  for (const { postings } of entries) {
    expect(postings.reduce((sum, posting) => sum + posting.amountMinor, 0)).toBe(0);
  }
  expect([0, amount]).toContain(total('authorise'));
  expect(total('capture', 'void', 'expire')).toBeLessThanOrEqual(total('authorise'));
  expect(total('refund')).toBeLessThanOrEqual(total('capture'));
}

/** What the object says is what the ledger says. */
async function checkIntent(id: string): Promise<void> {
  const intent = await rig.stripe.paymentIntents.retrieve(id);
  const sum = (movement: string): number =>
    rig
      .ledger()
      .filter((entry) => entry.movement === movement)
      .reduce((total, { amountMinor }) => total + amountMinor, 0);
  expect(intent.amount_received).toBe(sum('capture'));
  expect(intent.amount_capturable).toBe(
    sum('authorise') - sum('capture') - sum('void') - sum('expire'),
  );
  if (intent.status === 'canceled') expect(sum('capture')).toBe(0);
}
