import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../harness/core/events.ts';
import {
  DAY_MS,
  PATIENCE,
  at,
  cardOf,
  eur,
  startReceiver,
  startRig,
  textAt,
  type Receiver,
  type Reply,
  type Rig,
} from './rig.fixture.ts';

// Random histories, legal and not, against a small model of one payment: what the model says must
// happen the webhooks tell and the ledger shows, and nothing else.

type Step =
  | { readonly kind: 'captures' | 'refunds' | 'amountUpdates'; readonly value: number }
  | { readonly kind: 'cancels' | 'reversals' | 'technical-cancel' | 'repeat' | 'settle' }
  | { readonly kind: 'wait'; readonly days: number };

const value = fc.integer({ min: 1, max: 1500 });
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('captures' as const), value }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('refunds' as const), value }) },
  fc.record({ kind: fc.constant('amountUpdates' as const), value }),
  {
    weight: 6,
    arbitrary: fc.constantFrom<Step>(
      { kind: 'cancels' },
      { kind: 'reversals' },
      { kind: 'technical-cancel' },
      { kind: 'repeat' },
      { kind: 'settle' },
      { kind: 'settle' },
    ),
  },
  fc.record({ kind: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 20 }) }),
);

const ACCOUNTS = ['PaydrillECOM', 'PaydrillManualECOM', 'PaydrillSingleCaptureECOM'] as const;
const anyHistory = fc.record({
  account: fc.constantFrom(...ACCOUNTS),
  isDeclined: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
  steps: fc.array(anyStep, { maxLength: 14 }),
});

const OWED = 1000;
const LIFETIME_DAYS = 28;

/** What a payment is, told without looking at how the gateway keeps it. */
class Model {
  held = 0;
  captured = 0;
  refunded = 0;
  readonly told: string[] = [];
  #total = OWED;
  #isAuthorised: boolean;
  #isOpen: boolean;
  #ageDays = 0;
  readonly #isSingle: boolean;
  #waiting: (() => void)[] = [];

  constructor(account: (typeof ACCOUNTS)[number], isDeclined: boolean) {
    this.#isAuthorised = !isDeclined;
    this.#isOpen = !isDeclined;
    this.#isSingle = account === 'PaydrillSingleCaptureECOM';
    this.told.push(isDeclined ? 'AUTHORISATION failed' : 'AUTHORISATION');
    if (isDeclined) return;
    if (account === 'PaydrillECOM') this.captured = OWED;
    else this.held = OWED;
  }

  ask(step: Step): void {
    this.#waiting.push(() => this.#carryOut(step));
  }

  /** What was asked takes effect, then time goes on. */
  pass(days: number): void {
    for (const carryOut of this.#waiting.splice(0)) carryOut();
    this.#ageDays += days;
    if (this.#ageDays < LIFETIME_DAYS || !this.#isOpen || this.held === 0) return;
    this.held = 0;
    this.#isOpen = false;
    this.told.push('EXPIRE');
  }

  #carryOut(step: Step): void {
    switch (step.kind) {
      case 'captures':
        return this.#tell('CAPTURE', this.#capture(step.value));
      case 'refunds':
        return this.#tell('REFUND', this.#refund(step.value));
      case 'cancels':
        return this.#tell('CANCELLATION', this.#cancel());
      case 'technical-cancel':
        return this.#tell('TECHNICAL_CANCEL', this.#cancel());
      case 'amountUpdates':
        return this.#tell('AUTHORISATION_ADJUSTMENT', this.#adjust(step.value));
      case 'reversals': {
        const isCancelled = this.#cancel();
        const isRefunded = this.#refund(this.captured - this.refunded);
        return this.#tell('CANCEL_OR_REFUND', isCancelled || isRefunded);
      }
      default:
    }
  }

  #tell(event: string, isDone: boolean): void {
    this.told.push(isDone ? event : `${event} failed`);
  }

  #capture(amount: number): boolean {
    if (!this.#isOpen || amount > this.held) return false;
    this.captured += amount;
    this.held = this.#isSingle ? 0 : this.held - amount;
    if (this.#isSingle) this.#isOpen = false;
    return true;
  }

  #refund(amount: number): boolean {
    if (!this.#isAuthorised || amount === 0 || amount > this.captured - this.refunded) return false;
    this.refunded += amount;
    return true;
  }

  #cancel(): boolean {
    if (!this.#isOpen || this.held === 0) return false;
    this.held = 0;
    this.#isOpen = false;
    return true;
  }

  #adjust(total: number): boolean {
    if (!this.#isOpen || this.captured > 0) return false;
    this.held += total - this.#total;
    this.#total = total;
    this.#ageDays = 0;
    return true;
  }
}

let rig: Rig;
let receiver: Receiver;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig[Symbol.asyncDispose]());
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver[Symbol.asyncDispose]());

const sum = (numbers: readonly number[]): number => numbers.reduce((total, it) => total + it, 0);
const moved = (...movements: readonly LedgerEntry['movement'][]): number =>
  sum(
    rig
      .ledger()
      .filter(({ movement }) => movements.includes(movement))
      .map(({ amountMinor }) => amountMinor),
  );

/** Plays one history on the gateway and the model alike. */
class Play {
  readonly model: Model;
  readonly #psp: string;
  readonly #account: string;
  #key = 0;
  #last: { readonly send: () => Promise<Reply>; readonly answer: unknown } | null = null;

  constructor(psp: string, account: (typeof ACCOUNTS)[number], isDeclined: boolean) {
    this.#psp = psp;
    this.#account = account;
    this.model = new Model(account, isDeclined);
  }

  async play(step: Step): Promise<void> {
    switch (step.kind) {
      case 'wait':
        return this.pass(step.days);
      case 'settle':
        return this.pass(0);
      case 'repeat':
        return this.#repeat();
      default:
        await this.#send(step);
    }
  }

  pass(days: number): void {
    // A minute for what waits, so that it takes effect well before anything expires.
    rig.takeEffect();
    this.model.pass(0);
    if (days === 0) return;
    rig.clock.advance(days * DAY_MS);
    this.model.pass(days);
    // The keys of before are forgotten after a week.
    this.#last = null;
  }

  async #send(step: Exclude<Step, { kind: 'wait' | 'settle' | 'repeat' }>): Promise<void> {
    this.#key += 1;
    const key = `key-${this.#key}`;
    const isTechnical = step.kind === 'technical-cancel';
    const path = isTechnical ? '/cancels' : `/payments/${this.#psp}/${step.kind}`;
    const body = {
      merchantAccount: this.#account,
      ...('value' in step ? { amount: eur(step.value) } : {}),
      ...(isTechnical ? { paymentReference: 'history' } : {}),
    };
    const send = () => rig.post(path, body, key);
    const before = rig.movements().length;
    const { status, body: answer } = await send();
    expect(status).toBe(201);
    // Nothing moves before its time.
    expect(rig.movements()).toHaveLength(before);
    this.model.ask(step);
    this.#last = { send, answer };
  }

  /** The same request with the same key once more: nothing may come of it. */
  async #repeat(): Promise<void> {
    if (this.#last === null) return;
    const again = await this.#last.send();
    expect(again.body).toEqual(this.#last.answer);
  }
}

function checkLedger(model: Model): void {
  for (const { postings, amountMinor, currency, order } of rig.ledger()) {
    expect(sum(postings.map((posting) => posting.amountMinor))).toBe(0);
    expect(amountMinor).toBeGreaterThan(0);
    expect({ currency, order }).toEqual({ currency: 'EUR', order: 'history' });
  }
  expect({
    held: moved('authorise') - moved('capture', 'void', 'expire'),
    captured: moved('capture'),
    refunded: moved('refund'),
  }).toEqual({ held: model.held, captured: model.captured, refunded: model.refunded });
  expect(moved('refund')).toBeLessThanOrEqual(moved('capture'));
  expect(moved('capture')).toBeLessThanOrEqual(moved('authorise'));
}

describe('any history of a payment', () => {
  it('is what a small model says: ledger, answers and webhooks agree', async () => {
    let done = 0;
    let failed = 0;
    await fc.assert(
      fc.asyncProperty(anyHistory, async ({ account, isDeclined, steps }) => {
        rig.startOver();
        receiver.received.length = 0;
        rig.gateway.setWebhookEndpoint(receiver.url);
        const { body } = await rig.pay({
          merchantAccount: account,
          reference: 'history',
          amount: eur(OWED),
          paymentMethod: cardOf('4111111111111111', {
            holderName: isDeclined ? 'DECLINED' : 'Ada Lovelace',
          }),
        });
        expect(at(body, 'resultCode')).toBe(isDeclined ? 'Refused' : 'Authorised');
        const play = new Play(textAt(body, 'pspReference'), account, isDeclined);
        for (const step of steps) await play.play(step);
        play.pass(0);
        checkLedger(play.model);
        await expect.poll(() => receiver.told, PATIENCE).toEqual(play.model.told);
        // In the end nothing is held any more.
        play.pass(LIFETIME_DAYS);
        checkLedger(play.model);
        expect(play.model.held).toBe(0);
        expect(rig.gateway.status().detached).toBe(0);
        failed += receiver.told.filter((event) => event.endsWith('failed')).length;
        done += receiver.told.filter((event) => !event.endsWith('failed')).length;
      }),
      { numRuns: 160 },
    );
    // The histories must have been worth it.
    expect(done).toBeGreaterThan(100);
    expect(failed).toBeGreaterThan(50);
  });
});
