import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertNever } from '../../../harness/core/assert-never.ts';
import {
  at,
  closePath,
  CODEPAY,
  NATIVE,
  PATIENCE,
  startReceiver,
  startRig,
  textAt,
  type Received,
  type Receiver,
  type Reply,
  type Rig,
} from './rig.fixture.ts';
import { TEST_CODES, TEST_PAYERS, TEST_REASONS } from './payers.ts';

// Random histories of one order, legal and not, against a small model of what WeChat Pay would do:
// statuses, states, ledger and notifications agree with it.

type Step =
  | { readonly kind: 'create' | 'pay' | 'pay-badly' | 'close' | 'reverse' | 'query' | 'rotate' }
  | { readonly kind: 'other-create' }
  | { readonly kind: 'refund'; readonly fen: number; readonly number: number; readonly fate: Fate }
  | { readonly kind: 'wait'; readonly seconds: number };

const FATES = ['SUCCESS', 'ABNORMAL', 'CLOSED'] as const;
type Fate = (typeof FATES)[number];

const TOTAL = 1000;
const WEEK_S = 7 * 86_400;

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<Step>({ kind: 'create' }, { kind: 'pay' }) },
  {
    weight: 6,
    arbitrary: fc.constantFrom<Step>(
      { kind: 'pay-badly' },
      { kind: 'close' },
      { kind: 'reverse' },
      { kind: 'query' },
      { kind: 'rotate' },
      { kind: 'other-create' },
    ),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('refund' as const),
      fen: fc.integer({ min: 1, max: 700 }),
      number: fc.nat(4),
      fate: fc.constantFrom(...FATES),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      seconds: fc.constantFrom(0, 1, 5, 11, WEEK_S),
    }),
  },
);
const anyHistory = fc.record({
  isByCode: fc.boolean(),
  code: fc.constantFrom('paysAtOnce', 'entersPassword', 'emptyAccount'),
  steps: fc.array(anyStep, { minLength: 3, maxLength: 16 }),
});

interface ModelRefund {
  readonly fen: number;
  readonly fate: Fate;
  readonly dueS: number;
}

/** What should be true, in as few words as possible. */
class Model {
  state: 'NONE' | 'NOTPAY' | 'USERPAYING' | 'PAYERROR' | 'SUCCESS' | 'CLOSED' | 'REVOKED' = 'NONE';
  nowS = 0;
  expiresS = 0;
  paysS: number | null = null;
  paidS = 0;
  isReversed = false;
  readonly refunds = new Map<number, ModelRefund>();

  get paid(): boolean {
    return this.state === 'SUCCESS' || this.isReversed;
  }

  pay(atS: number): void {
    this.state = 'SUCCESS';
    this.paidS = atS;
  }

  /** Time passes: passwords are entered, orders run out. */
  settle(): void {
    const isOpen = this.state === 'NOTPAY' || this.state === 'USERPAYING';
    if (this.state === 'USERPAYING' && this.paysS !== null && this.paysS <= this.nowS) {
      // A gateway whose clock jumped pays when it landed.
      this.pay(this.nowS);
    } else if (isOpen && this.expiresS <= this.nowS) {
      this.state = 'CLOSED';
    }
  }

  live(): readonly ModelRefund[] {
    return [...this.refunds.values()].filter(
      ({ fate, dueS }) => fate !== 'CLOSED' || dueS > this.nowS,
    );
  }

  ended(fate: Fate): readonly ModelRefund[] {
    return [...this.refunds.values()].filter((one) => one.fate === fate && one.dueS <= this.nowS);
  }

  get tradeState(): string {
    return this.state === 'SUCCESS' && this.live().length > 0 ? 'REFUND' : this.state;
  }
}

const REASONS = {
  SUCCESS: 'goods returned',
  ABNORMAL: TEST_REASONS.abnormal,
  CLOSED: TEST_REASONS.closed,
} as const satisfies Record<Fate, string>;

const sum = (refunds: readonly ModelRefund[]): number =>
  refunds.reduce((total, { fen }) => total + fen, 0);

let rig: Rig;
let receiver: Receiver;
beforeAll(async () => {
  rig = await startRig();
  receiver = await startReceiver();
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

const NUMBER = 'history-1';

function createOrder(isByCode: boolean, code: keyof typeof TEST_CODES, attach = 'a') {
  const { notify_url: _, ...order } = rig.order(NUMBER, { attach });
  return isByCode
    ? rig.ask('POST', CODEPAY, {
        ...order,
        payer: { auth_code: TEST_CODES[code].code },
        scene_info: { device_id: 'till-1' },
      })
    : rig.ask('POST', NATIVE, rig.order(NUMBER, { attach, notify_url: receiver.url }));
}

/** Does a step, moves the model, and says what the answer has to be. */
async function play(
  step: Step,
  model: Model,
  isByCode: boolean,
  code: 'paysAtOnce' | 'entersPassword' | 'emptyAccount',
): Promise<readonly [Reply | null, number]> {
  switch (step.kind) {
    case 'create':
    case 'other-create': {
      const isOther = step.kind === 'other-create' && model.state !== 'NONE';
      const reply = await createOrder(isByCode, code, isOther ? 'b' : 'a');
      if (model.state === 'NONE') return [reply, enter(model, isByCode, code)];
      return [reply, repeated(model, isByCode, code, isOther)];
    }
    case 'pay': {
      const reply = await rig.payer(NUMBER);
      if (model.state !== 'NOTPAY') return [reply, model.state === 'NONE' ? 404 : 400];
      model.pay(model.nowS);
      return [reply, 200];
    }
    case 'pay-badly': {
      const reply = await rig.payer(NUMBER, TEST_PAYERS.declined.openid);
      const isOpen = model.state === 'NOTPAY';
      return [reply, isOpen ? 403 : model.state === 'NONE' ? 404 : 400];
    }
    case 'close': {
      const reply = await rig.ask('POST', closePath(NUMBER), { mchid: rig.mchid });
      if (model.state === 'NONE') return [reply, 404];
      if (model.state === 'SUCCESS' || model.state === 'REVOKED') return [reply, 400];
      if (model.state === 'USERPAYING') return [reply, 202];
      model.state = 'CLOSED';
      return [reply, 204];
    }
    case 'reverse': {
      const path = `/v3/pay/transactions/out-trade-no/${NUMBER}/reverse`;
      const reply = await rig.ask('POST', path, { mchid: rig.mchid });
      if (model.state === 'NONE') return [reply, 404];
      if (!isByCode) return [reply, 400];
      if (model.state === 'SUCCESS') {
        if (model.refunds.size > 0 || model.nowS >= model.paidS + WEEK_S) return [reply, 400];
        model.isReversed = true;
      }
      model.state = 'REVOKED';
      return [reply, 200];
    }
    case 'query':
      return [await rig.query(NUMBER), model.state === 'NONE' ? 404 : 200];
    case 'rotate':
      rig.gateway.rotateKeys?.();
      return [null, 0];
    case 'refund': {
      const { fen, number, fate } = step;
      const reply = await rig.refund(NUMBER, `r-${number}`, {
        refund: fen,
        reason: REASONS[fate],
        notify_url: receiver.url,
      });
      return [reply, refunded(model, step)];
    }
    case 'wait':
      rig.clock.advance(step.seconds * 1000);
      model.nowS += step.seconds;
      model.settle();
      return [null, 0];
    default:
      return assertNever(step);
  }
}

function enter(model: Model, isByCode: boolean, code: string): number {
  model.expiresS = model.nowS + WEEK_S;
  if (!isByCode) {
    model.state = 'NOTPAY';
    return 200;
  }
  if (code === 'entersPassword') {
    model.state = 'USERPAYING';
    model.paysS = model.nowS + 10;
    return 202;
  }
  if (code === 'paysAtOnce') model.pay(model.nowS);
  else model.state = 'PAYERROR';
  return code === 'paysAtOnce' ? 200 : 403;
}

function repeated(model: Model, isByCode: boolean, code: string, isOther: boolean): number {
  if (!isByCode && model.paid) return 400;
  if (isOther) return 403;
  switch (model.state) {
    case 'NOTPAY':
      return 200;
    case 'USERPAYING':
      return 202;
    case 'PAYERROR':
      return code === 'emptyAccount' ? 403 : 400;
    default:
      return 400;
  }
}

function refunded(model: Model, { fen, number, fate }: Extract<Step, { kind: 'refund' }>): number {
  const known = model.refunds.get(number);
  if (known !== undefined) return known.fen === fen && known.fate === fate ? 200 : 400;
  if (!model.paid) return 404;
  if (model.isReversed || fen > TOTAL - sum(model.live())) return 400;
  model.refunds.set(number, { fen, fate, dueS: model.nowS + 1 });
  return 200;
}

function checkLedger(model: Model): void {
  const expected = model.paid ? [`authorise ${TOTAL}`, `capture ${TOTAL}`] : [];
  const given = model.isReversed ? [{ fen: TOTAL }] : model.ended('SUCCESS');
  const refunds = given.map(({ fen }) => `refund ${fen}`);
  expect([...rig.movements()].sort()).toEqual([...expected, ...refunds].sort());
  for (const { postings, order, currency } of rig.gateway.ledger()) {
    expect(postings.reduce((total, { amountMinor }) => total + amountMinor, 0)).toBe(0);
    expect({ order, currency }).toEqual({ order: NUMBER, currency: 'CNY' });
  }
}

async function checkApi(model: Model): Promise<void> {
  const { status, body } = await rig.query(NUMBER);
  if (model.state === 'NONE') {
    expect(status).toBe(404);
    return;
  }
  expect(at(body, 'trade_state')).toBe(model.tradeState);
}

const typeOf = ({ event }: Received): string => textAt(event, 'event_type');

async function checkNotifications(model: Model, isByCode: boolean, before: number): Promise<void> {
  const expected = [
    ...(model.paid && !isByCode ? ['TRANSACTION.SUCCESS'] : []),
    ...FATES.flatMap((fate) => model.ended(fate).map(() => `REFUND.${fate}`)),
  ];
  await expect
    .poll(() => receiver.received.slice(before).map(typeOf).sort(), PATIENCE)
    .toEqual(expected.sort());
}

describe('any history of an order', () => {
  it('keeps answers, states, ledger and notifications as the model has them', async () => {
    let legal = 0;
    let illegal = 0;
    await fc.assert(
      fc.asyncProperty(anyHistory, async ({ isByCode, code, steps }) => {
        rig.startOver();
        const before = receiver.received.length;
        const model = new Model();
        for (const step of steps) {
          const [reply, status] = await play(step, model, isByCode, code);
          if (reply === null) continue;
          expect({ step, status: reply.status }).toEqual({ step, status });
          if (status < 300) legal += 1;
          else illegal += 1;
          checkLedger(model);
          await checkApi(model);
        }
        // What is still under way ends.
        await play({ kind: 'wait', seconds: 11 }, model, isByCode, code);
        checkLedger(model);
        await checkApi(model);
        await checkNotifications(model, isByCode, before);
        expect(rig.gateway.status().detached).toBe(0);
      }),
      { numRuns: 80 },
    );
    // The histories must have been worth it.
    expect(legal).toBeGreaterThan(60);
    expect(illegal).toBeGreaterThan(60);
  });
});
