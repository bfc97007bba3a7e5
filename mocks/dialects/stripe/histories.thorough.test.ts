import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertNever } from '../../../harness/core/assert-never.ts';
import type { LedgerEntry } from '../../../harness/core/events.ts';
import { idOf, startRig, type Json, type Reply, type Rig } from './rig.fixture.ts';

// Random histories, legal and not, against a small model of one PaymentIntent: what the model allows
// succeeds and what it does not is refused without effect; API, ledger, balance and events agree.

type Step =
  | { readonly kind: 'update'; readonly amount: number }
  | { readonly kind: 'confirm'; readonly method: MethodName }
  | { readonly kind: 'authenticate'; readonly isDone: boolean }
  | { readonly kind: 'capture'; readonly amount: number | null; readonly isFinal: boolean }
  | { readonly kind: 'refund'; readonly amount: number | null }
  | { readonly kind: 'increment'; readonly amount: number }
  | { readonly kind: 'cancel' | 'repeat' }
  | { readonly kind: 'wait'; readonly days: number };

type MethodName = 'pm_card_visa' | 'pm_card_chargeDeclined' | 'pm_card_authenticationRequired';

const amount = fc.integer({ min: 50, max: 1500 });
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('update' as const), amount }),
  fc.record({
    kind: fc.constant('confirm' as const),
    method: fc.constantFrom<MethodName>(
      'pm_card_visa',
      'pm_card_visa',
      'pm_card_chargeDeclined',
      'pm_card_authenticationRequired',
    ),
  }),
  fc.record({ kind: fc.constant('authenticate' as const), isDone: fc.boolean() }),
  fc.record({
    kind: fc.constant('capture' as const),
    amount: fc.option(amount),
    isFinal: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('refund' as const), amount: fc.option(amount) }),
  fc.record({ kind: fc.constant('increment' as const), amount }),
  fc.constantFrom<Step>({ kind: 'cancel' }, { kind: 'repeat' }),
  fc.record({ kind: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 9 }) }),
);

const anyHistory = fc.record({
  isManual: fc.boolean(),
  isFlexible: fc.boolean(),
  steps: fc.array(anyStep, { minLength: 3, maxLength: 14 }),
});

const DAY_MS = 86_400_000;

interface Terms {
  readonly isManual: boolean;
  /** Several captures and increments are allowed. */
  readonly isFlexible: boolean;
}

/** What Stripe's documentation says of a PaymentIntent, and nothing else. */
class Model {
  readonly #terms: Terms;
  status = 'requires_payment_method';
  amount = 1000;
  held = 0;
  captured = 0;
  refunded = 0;
  #heldForDays = 0;
  #captures = 0;

  constructor(terms: Terms) {
    this.#terms = terms;
  }

  /** Carries a step out; the HTTP status it is answered with. */
  apply(step: Step): number {
    const isOpen = ['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(
      this.status,
    );
    switch (step.kind) {
      case 'update':
        if (!isOpen && step.amount !== this.amount) return 400;
        this.amount = step.amount;
        return 200;
      case 'confirm':
        if (!isOpen) return 400;
        return this.#confirm(step.method);
      case 'authenticate':
        if (this.status !== 'requires_action') return 400;
        if (step.isDone) this.#take();
        else this.status = 'requires_payment_method';
        return 200;
      case 'capture':
        return this.#capture(step.amount, step.isFinal);
      case 'refund': {
        const left = this.captured - this.refunded;
        const wanted = step.amount ?? left;
        if (this.captured === 0 || left === 0 || wanted > left) return 400;
        this.refunded += wanted;
        return 200;
      }
      case 'increment':
        if (this.status !== 'requires_capture' || !this.#terms.isFlexible) return 400;
        if (this.#captures > 0 || step.amount <= this.amount) return 400;
        this.held += step.amount - this.amount;
        this.amount = step.amount;
        return 200;
      case 'cancel':
        if (this.status === 'succeeded' || this.status === 'canceled') return 400;
        this.#letGo();
        return 200;
      case 'wait':
        this.#heldForDays += step.days;
        if (this.status === 'requires_capture' && this.#heldForDays >= 7) this.#letGo();
        return 200;
      case 'repeat':
        return 200;
      default:
        return assertNever(step);
    }
  }

  #confirm(method: MethodName): number {
    if (method === 'pm_card_chargeDeclined') {
      this.status = 'requires_payment_method';
      return 402;
    }
    if (method === 'pm_card_authenticationRequired') this.status = 'requires_action';
    else this.#take();
    return 200;
  }

  #take(): void {
    this.#heldForDays = 0;
    if (this.#terms.isManual) {
      this.status = 'requires_capture';
      this.held = this.amount;
    } else {
      this.status = 'succeeded';
      this.captured = this.amount;
    }
  }

  #capture(amountToCapture: number | null, isFinal: boolean): number {
    const wanted = amountToCapture ?? this.held;
    if (this.status !== 'requires_capture' || wanted > this.held) return 400;
    if (!isFinal && !this.#terms.isFlexible) return 400;
    this.captured += wanted;
    this.#captures += 1;
    this.held = isFinal ? 0 : this.held - wanted;
    if (this.held === 0) this.status = 'succeeded';
    return 200;
  }

  #letGo(): void {
    this.held = 0;
    this.status = this.captured > 0 ? 'succeeded' : 'canceled';
  }
}

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

const INTENTS = '/v1/payment_intents';

/** Sends the steps of one history to the gateway. */
class Play {
  readonly #path: string;
  readonly #id: string;
  readonly #keyPrefix: string;
  #last: (() => Promise<Reply>) | null = null;
  #key = 0;

  constructor(id: string) {
    this.#id = id;
    this.#path = `${INTENTS}/${id}`;
    this.#keyPrefix = `key-${id}`;
  }

  async play(step: Step): Promise<number> {
    switch (step.kind) {
      case 'update':
        return this.#send(this.#path, `amount=${step.amount}`);
      case 'confirm':
        return this.#send(`${this.#path}/confirm`, `payment_method=${step.method}`);
      case 'authenticate': {
        const button = step.isDone ? 'complete' : 'fail';
        this.#last = null;
        return (await rig.ask('POST', `/3d_secure/${this.#id}/${button}`)).status;
      }
      case 'capture': {
        const amounts = step.amount === null ? '' : `&amount_to_capture=${step.amount}`;
        return this.#send(`${this.#path}/capture`, `final_capture=${step.isFinal}${amounts}`);
      }
      case 'refund': {
        const amounts = step.amount === null ? '' : `&amount=${step.amount}`;
        return this.#send('/v1/refunds', `payment_intent=${this.#id}${amounts}`);
      }
      case 'increment':
        return this.#send(`${this.#path}/increment_authorization`, `amount=${step.amount}`);
      case 'cancel':
        return this.#send(`${this.#path}/cancel`, '');
      case 'wait':
        rig.clock.advance(step.days * DAY_MS);
        // Keys are forgotten after a day, so a repetition would be a new request.
        this.#last = null;
        return 200;
      case 'repeat':
        return this.#repeat();
      default:
        return assertNever(step);
    }
  }

  /** The same request with the same key once more: nothing may move. */
  async #repeat(): Promise<number> {
    if (this.#last === null) return 200;
    const before = { movements: rig.movements().length, events: await countEvents() };
    const reply = await this.#last();
    expect(reply.headers.get('idempotent-replayed')).toBe('true');
    expect({ movements: rig.movements().length, events: await countEvents() }).toEqual(before);
    return 200;
  }

  async #send(path: string, body: string): Promise<number> {
    this.#key += 1;
    const headers = { 'idempotency-key': `${this.#keyPrefix}-${this.#key}` };
    const send = () => rig.ask('POST', path, body, headers);
    const before = rig.movements().length;
    const reply = await send();
    expect(reply.headers.get('idempotent-replayed')).toBeNull();
    if (reply.status >= 400) expect(rig.movements()).toHaveLength(before);
    // What failed validation is not kept: it would be a new request.
    this.#last = reply.status === 400 ? null : send;
    return reply.status;
  }
}

async function countEvents(): Promise<number> {
  const { body } = await rig.ask('GET', '/v1/events?limit=100');
  return items(body['data']).length;
}

const items = (list: Json | undefined): readonly Json[] => (Array.isArray(list) ? list : []);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

const amountOf = (one: Json): number => Number(one['amount']);

const moved = (entries: readonly LedgerEntry[], movement: LedgerEntry['movement']): number =>
  sum(entries.filter((entry) => entry.movement === movement).map((entry) => entry.amountMinor));

async function check(id: string, model: Model): Promise<void> {
  const { body: intent } = await rig.ask('GET', `${INTENTS}/${id}`);
  expect(intent).toMatchObject({
    status: model.status,
    amount: model.amount,
    amount_capturable: model.held,
    amount_received: model.captured,
  });
  const entries = rig.ledger();
  const back = moved(entries, 'void') + moved(entries, 'expire');
  expect(moved(entries, 'capture')).toBe(model.captured);
  expect(moved(entries, 'refund')).toBe(model.refunded);
  expect(moved(entries, 'authorise') - moved(entries, 'capture') - back).toBe(model.held);
  for (const { postings } of entries) expect(sum(postings.map((one) => one.amountMinor))).toBe(0);
}

/** What the account says of itself, at the end of a history. */
async function checkAccount(id: string, model: Model): Promise<void> {
  const { body: transactions } = await rig.ask('GET', '/v1/balance_transactions?limit=100');
  const net = items(transactions['data']).map((one) => amountOf(one));
  expect(sum(net)).toBe(model.captured - model.refunded);
  const { body: refunds } = await rig.ask('GET', `/v1/refunds?payment_intent=${id}&limit=100`);
  expect(sum(items(refunds['data']).map((one) => amountOf(one)))).toBe(model.refunded);
  const { body: events } = await rig.ask('GET', '/v1/events?limit=100');
  const types = items(events['data']).map((event) => idOf(event['type']));
  const count = (type: string): number => types.filter((one) => one === type).length;
  expect(count('payment_intent.succeeded')).toBe(model.status === 'succeeded' ? 1 : 0);
  expect(count('payment_intent.canceled')).toBe(model.status === 'canceled' ? 1 : 0);
  expect(count('refund.created')).toBe(items(refunds['data']).length);
}

describe('any history of a PaymentIntent', () => {
  it('goes as the model says; ledger, answers, balance and events agree', async () => {
    let legal = 0;
    let illegal = 0;
    await fc.assert(
      fc.asyncProperty(anyHistory, async ({ steps, ...terms }) => {
        rig.gateway.reset();
        const { isManual, isFlexible } = terms;
        const card = 'payment_method_options[card]';
        const { body } = await rig.ask(
          'POST',
          INTENTS,
          'amount=1000&currency=usd&metadata[order_id]=history' +
            `&capture_method=${isManual ? 'manual' : 'automatic'}` +
            (isFlexible
              ? `&${card}[request_multicapture]=if_available` +
                `&${card}[request_incremental_authorization]=if_available`
              : ''),
        );
        const id = idOf(body['id']);
        const play = new Play(id);
        const model = new Model(terms);
        for (const step of steps) {
          const expected = model.apply(step);
          expect({ step, status: await play.play(step) }).toEqual({ step, status: expected });
          if (expected === 200) legal += 1;
          else illegal += 1;
          await check(id, model);
        }
        await checkAccount(id, model);
      }),
      { numRuns: 60 },
    );
    // The histories must have been worth it.
    expect(legal).toBeGreaterThan(60);
    expect(illegal).toBeGreaterThan(60);
  });
});
