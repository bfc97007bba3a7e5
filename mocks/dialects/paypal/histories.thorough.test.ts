import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../harness/core/events.ts';
import { TEST_CARDS } from '../../../harness/core/test-cards.ts';
import { at, cardOf, startRig, textAt, type Reply, type Rig } from './rig.fixture.ts';

// Random histories, legal and not: whatever is asked in whatever order, the ledger adds up and the
// API tells what the ledger knows.

type Step =
  | { readonly kind: 'capture'; readonly cents: number | null; readonly isFinal: boolean }
  | { readonly kind: 'void' | 'reauthorize' | 'pay-again' | 'repeat' }
  | { readonly kind: 'refund'; readonly cents: number | null; readonly which: number }
  | { readonly kind: 'wait'; readonly days: number };

const cents = fc.option(fc.integer({ min: 1, max: 1500 }));
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('capture' as const), cents, isFinal: fc.boolean() }),
  fc.constantFrom<Step>(
    { kind: 'void' },
    { kind: 'reauthorize' },
    { kind: 'pay-again' },
    { kind: 'repeat' },
  ),
  fc.record({ kind: fc.constant('refund' as const), cents, which: fc.nat(3) }),
  fc.record({ kind: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 30 }) }),
);

const REVIEWS = [
  'paydrill:pending',
  'paydrill:pending-denied',
  'paydrill:authorization-pending',
  'paydrill:authorization-pending-denied',
  'paydrill:refund-pending',
  'paydrill:refund-pending-failed',
];

const anyHistory = fc.record({
  intent: fc.constantFrom('CAPTURE', 'AUTHORIZE'),
  card: fc.constantFrom(
    TEST_CARDS.visa.number,
    TEST_CARDS.visa.number,
    TEST_CARDS.visa.number,
    TEST_CARDS['insufficient-funds'].number,
  ),
  /** What a payment meets: mostly nothing, or a review. */
  description: fc.oneof(fc.constant('tea'), fc.constantFrom(...REVIEWS)),
  steps: fc.array(anyStep, { maxLength: 12 }),
});

const OWED_CENTS = 1000;
const ORDERS = '/v2/checkout/orders';
const PAYMENTS = '/v2/payments';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.startOver());
afterAll(() => rig[Symbol.asyncDispose]());

/** Plays the steps of one history; what it touched stays known by id. */
class Play {
  readonly #orderPath: string;
  readonly #pay: () => Promise<Reply>;
  readonly statuses: number[] = [];
  #authorizations: string[] = [];
  #captures: string[] = [];
  #last: (() => Promise<Reply>) | null = null;
  #key = 0;

  constructor(id: string, intent: string, card: string) {
    this.#orderPath = `${ORDERS}/${id}`;
    const path = `${this.#orderPath}/${intent === 'CAPTURE' ? 'capture' : 'authorize'}`;
    this.#pay = () => this.#send(path, { payment_source: { card: cardOf(card) } });
  }

  async pay(): Promise<void> {
    await this.#pay();
    await this.#learn();
  }

  async play(step: Step): Promise<void> {
    const authorization = `${PAYMENTS}/authorizations/${this.#authorizations.at(-1) ?? 'NONE'}`;
    switch (step.kind) {
      case 'capture':
        await this.#send(`${authorization}/capture`, {
          ...amountOf(step.cents),
          final_capture: step.isFinal,
        });
        break;
      case 'void':
        await this.#send(`${PAYMENTS}/authorizations/${this.#authorizations[0] ?? 'NONE'}/void`);
        break;
      case 'reauthorize':
        await this.#send(
          `${PAYMENTS}/authorizations/${this.#authorizations[0] ?? 'NONE'}/reauthorize`,
          {},
        );
        break;
      case 'refund': {
        const capture = this.#captures[step.which % Math.max(1, this.#captures.length)] ?? 'NONE';
        await this.#send(`${PAYMENTS}/captures/${capture}/refund`, amountOf(step.cents));
        break;
      }
      case 'pay-again':
        await this.#pay();
        break;
      case 'repeat':
        await this.#repeat();
        break;
      case 'wait':
        rig.pass(step.days * 86_400_000);
        // Ids are forgotten in time, so a repetition would be a new request.
        this.#last = null;
        break;
    }
    await this.#learn();
  }

  /** The same request with the same id once more: the ledger must not move. */
  async #repeat(): Promise<void> {
    if (this.#last === null || this.statuses.at(-1) !== 201) return;
    const before = rig.movements().length;
    const reply = await this.#last();
    expect([200, 201]).toContain(reply.status);
    expect(rig.movements()).toHaveLength(before);
  }

  async #send(path: string, body?: unknown): Promise<Reply> {
    this.#key += 1;
    const headers = { 'paypal-request-id': `key-${this.#key}` };
    this.#last = () => rig.ask('POST', path, body, headers);
    const before = rig.movements().length;
    const reply = await this.#last();
    this.statuses.push(reply.status);
    expect(reply.status).toBeLessThan(500);
    if (reply.status >= 400) expect(rig.movements()).toHaveLength(before);
    return reply;
  }

  async #learn(): Promise<void> {
    const { body } = await rig.ask('GET', this.#orderPath);
    const payments = at(body, 'purchase_units', 0, 'payments');
    this.#authorizations = idsOf(at(payments, 'authorizations'));
    this.#captures = idsOf(at(payments, 'captures'));
    checkApiAgainstLedger(payments);
  }
}

const amountOf = (value: number | null): object =>
  value === null ? {} : { amount: { currency_code: 'USD', value: (value / 100).toFixed(2) } };

const items = (list: unknown): readonly unknown[] => (Array.isArray(list) ? list : []);
const idsOf = (list: unknown): string[] => items(list).map((item) => textAt(item, 'id'));
const centsOf = (item: unknown): number =>
  Math.round(Number(textAt(item, 'amount', 'value')) * 100);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, it) => total + it, 0);

const movedCents = (movement: LedgerEntry['movement'], authorisation?: string): number =>
  sum(
    rig
      .ledger()
      .filter((entry) => entry.movement === movement)
      .filter((entry) => authorisation === undefined || entry.authorisation === authorisation)
      .map((entry) => entry.amountMinor),
  );

function checkApiAgainstLedger(payments: unknown): void {
  const captured = items(at(payments, 'captures')).filter(
    (capture) => at(capture, 'status') !== 'DECLINED' && at(capture, 'status') !== 'PENDING',
  );
  expect(sum(captured.map(centsOf))).toBe(movedCents('capture'));
  const refunded = items(at(payments, 'refunds')).filter(
    (refund) => at(refund, 'status') === 'COMPLETED',
  );
  expect(sum(refunded.map(centsOf))).toBe(movedCents('refund'));
}

/** The provider's own account of all that happened says what the ledger says. */
function checkSettlement(): void {
  const file = rig.gateway.settlement({ fromMs: 0, toMs: rig.clock.now() + 1 });
  const [, credits = '0', debits = '0'] = /^"SF","USD",(\d+),(\d+),/m.exec(file?.body ?? '') ?? [];
  expect([credits, debits].map(Number)).toEqual([movedCents('capture'), movedCents('refund')]);
}

function checkLedger(): void {
  const ledger = rig.ledger();
  for (const { postings, amountMinor, currency, order } of ledger) {
    expect(sum(postings.map((posting) => posting.amountMinor))).toBe(0);
    expect(amountMinor).toBeGreaterThan(0);
    expect({ currency, order }).toEqual({ currency: 'USD', order: 'history' });
  }
  for (const authorisation of new Set(ledger.map((entry) => entry.authorisation))) {
    const of = (movement: LedgerEntry['movement']) => movedCents(movement, authorisation);
    const released = of('void') + of('expire');
    expect(of('capture') + released).toBeLessThanOrEqual(of('authorise'));
    expect(of('refund')).toBeLessThanOrEqual(of('capture'));
  }
}

describe('any history of an order', () => {
  it('keeps the ledger sound, the API truthful and refused steps without effect', async () => {
    let legal = 0;
    let illegal = 0;
    await fc.assert(
      fc.asyncProperty(anyHistory, async ({ intent, card, description, steps }) => {
        rig.startOver();
        const amount = { currency_code: 'USD', value: (OWED_CENTS / 100).toFixed(2) };
        const unit = { reference_id: 'history', amount, description };
        const { body } = await rig.ask('POST', ORDERS, { intent, purchase_units: [unit] });
        const play = new Play(textAt(body, 'id'), intent, card);
        await play.pay();
        for (const step of steps) await play.play(step);
        checkLedger();
        checkSettlement();
        legal += play.statuses.filter((status) => status < 300).length;
        illegal += play.statuses.filter((status) => status >= 400).length;
      }),
      { numRuns: 120 },
    );
    // The histories must have been worth it.
    expect(legal).toBeGreaterThan(60);
    expect(illegal).toBeGreaterThan(60);
  });

  it('gives every hold back in the end', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, async ({ card, description, steps }) => {
        rig.startOver();
        const amount = { currency_code: 'USD', value: '10.00' };
        const unit = { reference_id: 'history', amount, description };
        const body = { intent: 'AUTHORIZE', purchase_units: [unit] };
        const created = await rig.ask('POST', ORDERS, body);
        const play = new Play(textAt(created.body, 'id'), 'AUTHORIZE', card);
        await play.pay();
        for (const step of steps) await play.play(step);
        rig.pass(30 * 86_400_000);
        const out = movedCents('capture') + movedCents('void') + movedCents('expire');
        expect(out).toBe(movedCents('authorise'));
      }),
      { numRuns: 120 },
    );
  });
});
