import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { assertNever } from '../../../harness/core/assert-never.ts';
import type { LedgerEntry } from '../../../harness/core/events.ts';
import { authCodeOf, HESITATION_MS, type TestBuyer } from './buyers.ts';
import { CANCEL_WINDOW_MS } from './end-trade.ts';
import {
  barcode,
  holdBody,
  nextOrder,
  PATIENCE,
  startRig,
  type Result,
  type Rig,
} from './rig.fixture.ts';
import { REFUND_WINDOW_MS } from './trade-state.ts';

// Random histories, legal and not, against a small model of a trade and of a hold: whatever is asked
// in whatever order, the answers, the ledger and the notifications agree with it.

const OWED_MINOR = 8888;
const yuan = (minor: number): string => (minor / 100).toFixed(2);

type Step =
  | { readonly kind: 'pay' | 'query' | 'close' | 'cancel' | 'pay-other-amount' }
  | { readonly kind: 'refund'; readonly minor: number; readonly request: number }
  | { readonly kind: 'wait'; readonly ms: number };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom<Step>(
    { kind: 'pay' },
    { kind: 'query' },
    { kind: 'close' },
    { kind: 'cancel' },
    { kind: 'pay-other-amount' },
  ),
  fc.record({
    kind: fc.constant('refund' as const),
    minor: fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.constant(OWED_MINOR)),
    request: fc.nat(3),
  }),
  fc.record({
    kind: fc.constant('wait' as const),
    ms: fc.constantFrom(HESITATION_MS, 3 * 3_600_000, CANCEL_WINDOW_MS, REFUND_WINDOW_MS),
  }),
);

const anyHistory = fc.record({
  buyer: fc.constantFrom<TestBuyer>('01', '01', '02', '03', '04'),
  steps: fc.array(anyStep, { minLength: 4, maxLength: 14 }),
});

let rig: Rig;
let shop: { readonly url: string; readonly told: string[]; close(): void };
beforeAll(async () => {
  rig = await startRig();
  shop = await openShop();
});
beforeEach(() => rig.startOver());
afterAll(async () => {
  shop.close();
  await rig[Symbol.asyncDispose]();
});

/** A merchant that believes what the SDK believes, and writes down each order that was paid. */
async function openShop(): Promise<typeof shop> {
  const told: string[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const fields = Object.fromEntries(new URLSearchParams(text));
      if (rig.sdk.checkNotifySignV2(fields)) told.push(fields['out_trade_no'] ?? '');
      response.end('success');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    told,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** What a trade has to be after each step. */
class Model {
  status: 'none' | 'WAIT_BUYER_PAY' | 'TRADE_SUCCESS' | 'TRADE_CLOSED' | 'TRADE_FINISHED' = 'none';
  paidMinor = 0;
  refundedMinor = 0;
  cancelled: 'close' | 'refund' | null = null;
  readonly refunds = new Map<number, number>();
  readonly #buyer: TestBuyer;
  #nowMs = 0;
  #askedMs = 0;
  #paidMs = 0;

  constructor(buyer: TestBuyer) {
    this.#buyer = buyer;
  }

  /** Code and sub-code that the step has to be answered with. */
  expect(step: Step): string {
    switch (step.kind) {
      case 'pay':
        return this.#pay();
      case 'pay-other-amount':
        if (this.status !== 'none') return 'ACQ.CONTEXT_INCONSISTENT';
        return this.#buyer === '04' ? 'ACQ.BUYER_BALANCE_NOT_ENOUGH' : 'never-asked';
      case 'query':
        return this.status === 'none' ? 'ACQ.TRADE_NOT_EXIST' : '10000';
      case 'close':
        return this.#close();
      case 'cancel':
        return this.#cancel();
      case 'refund':
        return this.#refund(step.minor, step.request);
      case 'wait':
        this.#wait(step.ms);
        return '';
      default:
        return assertNever(step);
    }
  }

  #pay(): string {
    switch (this.status) {
      case 'TRADE_SUCCESS':
      case 'TRADE_FINISHED':
        return 'ACQ.TRADE_HAS_SUCCESS';
      case 'TRADE_CLOSED':
        return 'ACQ.TRADE_HAS_CLOSE';
      case 'WAIT_BUYER_PAY':
        return '10003';
      case 'none':
        break;
    }
    if (this.#buyer === '04') return 'ACQ.BUYER_BALANCE_NOT_ENOUGH';
    this.#askedMs = this.#nowMs;
    if (this.#buyer !== '01') {
      this.status = 'WAIT_BUYER_PAY';
      return '10003';
    }
    this.#take(this.#nowMs);
    return '10000';
  }

  #take(atMs: number): void {
    this.status = 'TRADE_SUCCESS';
    this.paidMinor = OWED_MINOR;
    this.#paidMs = atMs;
  }

  #close(): string {
    if (this.status === 'none') return 'ACQ.TRADE_NOT_EXIST';
    if (this.status === 'TRADE_CLOSED') return 'ACQ.REASON_TRADE_STATUS_INVALID';
    if (this.status !== 'WAIT_BUYER_PAY') return 'ACQ.TRADE_STATUS_ERROR';
    this.status = 'TRADE_CLOSED';
    return '10000';
  }

  #cancel(): string {
    if (this.status === 'TRADE_FINISHED') return 'ACQ.TRADE_HAS_FINISHED';
    if (this.status === 'TRADE_SUCCESS') {
      if (this.#nowMs - this.#paidMs >= CANCEL_WINDOW_MS) return 'ACQ.TRADE_CANCEL_TIME_OUT';
      this.refundedMinor = this.paidMinor;
    }
    if (this.status !== 'none') this.status = 'TRADE_CLOSED';
    return '10000';
  }

  #refund(minor: number, request: number): string {
    if (this.status === 'none') return 'ACQ.TRADE_NOT_EXIST';
    const known = this.refunds.get(request);
    if (known !== undefined) return known === minor ? '10000' : 'ACQ.DISCORDANT_REPEAT_REQUEST';
    if (this.status === 'WAIT_BUYER_PAY') return 'ACQ.TRADE_STATUS_ERROR';
    if (this.status === 'TRADE_CLOSED') return 'ACQ.TRADE_HAS_CLOSE';
    if (this.status === 'TRADE_FINISHED') return 'ACQ.TRADE_HAS_FINISHED';
    if (minor > this.paidMinor - this.refundedMinor) return 'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL';
    this.refunds.set(request, minor);
    this.refundedMinor += minor;
    if (this.refundedMinor === this.paidMinor) this.status = 'TRADE_CLOSED';
    return '10000';
  }

  #wait(ms: number): void {
    this.#nowMs += ms;
    if (this.status === 'WAIT_BUYER_PAY') {
      const paysMs = this.#askedMs + HESITATION_MS;
      if (this.#buyer === '02' && paysMs <= this.#nowMs) this.#take(paysMs);
      else if (this.#askedMs + 3 * 3_600_000 <= this.#nowMs) this.status = 'TRADE_CLOSED';
    }
    const isOld = this.#nowMs - this.#paidMs >= REFUND_WINDOW_MS;
    if (this.status === 'TRADE_SUCCESS' && isOld) this.status = 'TRADE_FINISHED';
  }
}

const wordOf = ({ code, subCode }: Result): string => String(subCode ?? code);

const sumOf = (movement: LedgerEntry['movement']): number =>
  rig
    .ledger()
    .filter((entry) => entry.movement === movement)
    .reduce((sum, entry) => sum + entry.amountMinor, 0);

async function play(step: Step, order: string, buyer: TestBuyer): Promise<string> {
  const name = { out_trade_no: order };
  const at = { notifyUrl: shop.url };
  const code = { auth_code: authCodeOf(buyer) };
  switch (step.kind) {
    case 'pay':
      return wordOf(await rig.exec('alipay.trade.pay', barcode(order, code), at));
    case 'pay-other-amount': {
      const other = barcode(order, { ...code, total_amount: '1.00' });
      return wordOf(await rig.exec('alipay.trade.pay', other, at));
    }
    case 'refund':
      return wordOf(
        await rig.exec('alipay.trade.refund', {
          ...name,
          refund_amount: yuan(step.minor),
          out_request_no: `part-${step.request}`,
        }),
      );
    case 'wait':
      rig.clock.advance(step.ms);
      return '';
    default:
      return wordOf(await rig.exec(`alipay.trade.${step.kind}`, name));
  }
}

describe('any history of a trade', () => {
  it('is answered, booked and told as the model says', async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(anyHistory, async ({ buyer, steps }) => {
        rig.startOver();
        const order = nextOrder();
        const model = new Model(buyer);
        for (const step of steps) {
          const expected = model.expect(step);
          // Another amount would begin an order of its own.
          if (expected === 'never-asked') continue;
          const answered = await play(step, order, buyer);
          expect(answered).toBe(expected);
          seen.set(answered, (seen.get(answered) ?? 0) + 1);
          const { tradeStatus = 'none' } = await rig.exec('alipay.trade.query', {
            out_trade_no: order,
          });
          expect(tradeStatus).toBe(model.status);
          expect(sumOf('authorise')).toBe(model.paidMinor);
          expect(sumOf('capture')).toBe(model.paidMinor);
          expect(sumOf('refund')).toBe(model.refundedMinor);
        }
        for (const entry of rig.ledger()) expect(entry).toMatchObject({ order, currency: 'CNY' });
        await expect.poll(() => rig.gateway.status().pendingWebhooks, PATIENCE).toBe(0);
        expect(shop.told.filter((told) => told === order)).toHaveLength(
          model.paidMinor > 0 ? 1 : 0,
        );
      }),
      { numRuns: 100 },
    );
    // The histories must have been worth it.
    expect(seen.get('10000') ?? 0).toBeGreaterThan(40);
    expect([...seen.keys()].filter((word) => word.startsWith('ACQ.')).length).toBeGreaterThan(6);
  });
});

type HoldStep =
  | { readonly kind: 'draw' | 'free'; readonly minor: number; readonly isLast: boolean }
  | { readonly kind: 'refund'; readonly which: number }
  | { readonly kind: 'cancel' };

const anyHoldStep: fc.Arbitrary<HoldStep> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('draw' as const, 'free' as const),
    minor: fc.integer({ min: 1, max: 6000 }),
    isLast: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('refund' as const), which: fc.nat(3) }),
  fc.constant<HoldStep>({ kind: 'cancel' }),
);

/** Plays the steps of a hold, and checks each answer against what is left. */
class HoldPlay {
  restMinor = 10_000;
  readonly #order: string;
  readonly #authNo: unknown;
  readonly #trades: { no: unknown; minor: number; isRefunded: boolean }[] = [];

  constructor(order: string, authNo: unknown) {
    this.#order = order;
    this.#authNo = authNo;
  }

  get drawnMinor(): number {
    return this.#trades.reduce((sum, trade) => sum + trade.minor, 0);
  }

  async play(step: HoldStep): Promise<void> {
    switch (step.kind) {
      case 'draw':
        return this.#draw(step.minor, step.isLast);
      case 'free':
        return this.#free(step.minor);
      case 'refund':
        return this.#refund(step.which);
      case 'cancel':
        return this.#cancel();
      default:
        return assertNever(step);
    }
  }

  detail(): Promise<Result> {
    return rig.exec('alipay.fund.auth.operation.detail.query', this.#name());
  }

  #name(): object {
    return { auth_no: this.#authNo, out_request_no: `${this.#order}_freeze` };
  }

  async #draw(minor: number, isLast: boolean): Promise<void> {
    const drawn = await rig.exec(
      'alipay.trade.pay',
      barcode(nextOrder(), {
        auth_no: this.#authNo,
        auth_code: undefined,
        total_amount: yuan(minor),
        auth_confirm_mode: isLast ? 'COMPLETE' : 'NOT_COMPLETE',
      }),
    );
    expect(drawn.code).toBe(minor <= this.restMinor ? '10000' : '40004');
    if (drawn.code !== '10000') return;
    this.#trades.push({ no: drawn['tradeNo'], minor, isRefunded: false });
    this.restMinor = isLast ? 0 : this.restMinor - minor;
  }

  async #free(minor: number): Promise<void> {
    const freed = await rig.exec('alipay.fund.auth.order.unfreeze', {
      auth_no: this.#authNo,
      out_request_no: nextOrder(),
      amount: yuan(minor),
      remark: 'some',
    });
    expect(freed.code).toBe(minor <= this.restMinor ? '10000' : '40004');
    if (freed.code === '10000') this.restMinor -= minor;
  }

  async #refund(which: number): Promise<void> {
    const before = rig.movements().length;
    const trade = this.#trades[which % Math.max(1, this.#trades.length)];
    const refund = await rig.exec('alipay.trade.refund', {
      trade_no: trade?.no ?? 'none',
      refund_amount: yuan(trade?.minor ?? 1),
    });
    expect(refund.code).toBe(trade === undefined ? '40004' : '10000');
    expect(rig.movements().length - before).toBe(trade?.isRefunded === false ? 1 : 0);
    if (trade !== undefined) trade.isRefunded = true;
  }

  async #cancel(): Promise<void> {
    const cancelled = await rig.exec('alipay.fund.auth.operation.cancel', {
      ...this.#name(),
      remark: 'over',
    });
    expect(cancelled.code).toBe(this.#trades.length === 0 ? '10000' : '40004');
    if (cancelled.code === '10000') this.restMinor = 0;
  }
}

describe('any history of a hold', () => {
  it('keeps what is held, drawn, freed and given back apart, and their sums right', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyHoldStep, { maxLength: 10 }), async (steps) => {
        rig.startOver();
        const order = nextOrder();
        const held = await rig.exec('alipay.fund.auth.order.freeze', holdBody(order));
        const hold = new HoldPlay(order, held['authNo']);
        for (const step of steps) {
          await hold.play(step);
          expect((await hold.detail())['restAmount']).toBe(yuan(hold.restMinor));
          expect(sumOf('authorise') - sumOf('capture') - sumOf('void')).toBe(hold.restMinor);
          expect(sumOf('capture')).toBe(hold.drawnMinor);
        }
      }),
      { numRuns: 30 },
    );
  });
});
