import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  DAY_MS,
  MANUAL_ACCOUNT,
  PATIENCE,
  cardOf,
  eur,
  startReceiver,
  startRig,
  textAt,
  type Receiver,
  type Rig,
} from './rig.fixture.ts';

// What can't be done is accepted all the same, as Adyen accepts it: only the webhook tells that it
// failed, and the ledger does not move.

let rig: Rig;
let receiver: Receiver;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig[Symbol.asyncDispose]());
beforeEach(async () => {
  rig.startOver();
  receiver = await startReceiver();
  rig.gateway.setWebhookEndpoint(receiver.url);
});
afterEach(() => receiver[Symbol.asyncDispose]());

async function hold(more: object = {}): Promise<string> {
  const { body } = await rig.pay({ merchantAccount: MANUAL_ACCOUNT, ...more });
  return textAt(body, 'pspReference');
}

async function accepted(psp: string, path: string, value?: number): Promise<void> {
  const amount = value === undefined ? {} : { amount: eur(value) };
  const body = { merchantAccount: MANUAL_ACCOUNT, ...amount };
  const reply = await rig.post(`/payments/${psp}/${path}`, body);
  expect(reply).toMatchObject({ status: 201, body: { status: 'received' } });
  rig.takeEffect();
}

const told = async (...events: readonly string[]): Promise<void> => {
  await expect.poll(() => receiver.told.slice(1), PATIENCE).toEqual(events);
};

describe('a step that is not legal', () => {
  it('is a capture of more than is held', async () => {
    const psp = await hold();
    await accepted(psp, 'captures', 1001);
    await accepted(psp, 'captures', 700);
    await accepted(psp, 'captures', 301);
    await told('CAPTURE failed', 'CAPTURE', 'CAPTURE failed');
    expect(receiver.received[1]?.item).toMatchObject({
      reason: 'Insufficient balance on payment',
      amount: eur(1001),
    });
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 700']);
  });

  it('is a capture of what was cancelled', async () => {
    const psp = await hold();
    await accepted(psp, 'cancels');
    await accepted(psp, 'captures', 1000);
    await told('CANCELLATION', 'CAPTURE failed');
    expect(rig.movements()).toEqual(['authorise 1000', 'void 1000']);
  });

  it('is a capture of what expired, though nobody looked at it since', async () => {
    const psp = await hold();
    rig.clock.advance(28 * DAY_MS - 30_000);
    await accepted(psp, 'captures', 1000);
    await told('EXPIRE', 'CAPTURE failed');
    expect(rig.movements()).toEqual(['authorise 1000', 'expire 1000']);
  });

  it('is a second capture where the account takes only one', async () => {
    const merchantAccount = 'PaydrillSingleCaptureECOM';
    const psp = await hold({ merchantAccount });
    for (const value of [400, 100]) {
      const body = { merchantAccount, amount: eur(value) };
      await rig.post(`/payments/${psp}/captures`, body);
    }
    rig.takeEffect();
    await told('CAPTURE', 'CAPTURE failed');
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 400', 'void 600']);
  });

  it('is a refund of what was not captured, or of more than was', async () => {
    const psp = await hold();
    await accepted(psp, 'refunds', 1);
    await accepted(psp, 'captures', 500);
    await accepted(psp, 'refunds', 501);
    await accepted(psp, 'refunds', 500);
    await accepted(psp, 'refunds', 1);
    await told('REFUND failed', 'CAPTURE', 'REFUND failed', 'REFUND', 'REFUND failed');
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 500', 'refund 500']);
  });

  it('is a cancel of what is captured, or cancelled', async () => {
    const captured = await hold();
    await accepted(captured, 'captures', 1000);
    await accepted(captured, 'cancels');
    await told('CAPTURE', 'CANCELLATION failed');
    const cancelled = await hold();
    await accepted(cancelled, 'cancels');
    await accepted(cancelled, 'cancels');
    await accepted(cancelled, 'reversals');
    expect(rig.movements().filter((it) => it.startsWith('void'))).toEqual(['void 1000']);
  });

  it('is a second cancel even of a payment of nothing', async () => {
    const psp = await hold({ amount: eur(0) });
    await accepted(psp, 'cancels');
    await accepted(psp, 'cancels');
    await told('CANCELLATION', 'CANCELLATION failed');
    expect(rig.movements()).toEqual([]);
  });

  it('is a reversal of what was given back already', async () => {
    const psp = await hold();
    await accepted(psp, 'captures', 1000);
    await accepted(psp, 'reversals');
    await accepted(psp, 'reversals');
    await told('CAPTURE', 'CANCEL_OR_REFUND', 'CANCEL_OR_REFUND failed');
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 1000', 'refund 1000']);
  });

  it('is an adjustment of what is captured, even in part', async () => {
    const psp = await hold();
    await accepted(psp, 'captures', 1);
    await accepted(psp, 'amountUpdates', 2000);
    await told('CAPTURE', 'AUTHORISATION_ADJUSTMENT failed');
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 1']);
  });

  it('is anything with a payment that was refused or still waits for the shopper', async () => {
    const refused = await hold({
      paymentMethod: cardOf('4111111111111111', { holderName: 'DECLINED' }),
    });
    const waiting = await hold({ paymentMethod: cardOf('4917610000000000') });
    for (const psp of [refused, waiting]) {
      await accepted(psp, 'captures', 1000);
      await accepted(psp, 'refunds', 1000);
      await accepted(psp, 'cancels');
      await accepted(psp, 'reversals');
      await accepted(psp, 'amountUpdates', 10);
    }
    const failures = [
      'CAPTURE failed',
      'REFUND failed',
      'CANCELLATION failed',
      'CANCEL_OR_REFUND failed',
      'AUTHORISATION_ADJUSTMENT failed',
    ];
    await told(...failures, ...failures);
    expect(rig.movements()).toEqual([]);
  });

  it('is none: a delayed capture of what was cancelled in time just does not happen', async () => {
    const psp = await hold({ captureDelayHours: 1 });
    await accepted(psp, 'cancels');
    rig.clock.advance(3_600_000);
    await told('CANCELLATION');
    expect(rig.movements()).toEqual(['authorise 1000', 'void 1000']);
  });
});
