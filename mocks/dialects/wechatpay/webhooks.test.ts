import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TEST_REASONS } from './payers.ts';
import {
  at,
  NATIVE,
  PATIENCE,
  startReceiver,
  startRig,
  textAt,
  type Received,
  type Receiver,
  type Rig,
} from './rig.fixture.ts';

let rig: Rig;
let receiver: Receiver;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig[Symbol.asyncDispose]());
beforeEach(async () => {
  rig.startOver();
  receiver = await startReceiver();
});
afterEach(() => receiver[Symbol.asyncDispose]());

async function pay(outTradeNo: string): Promise<void> {
  await rig.ask('POST', NATIVE, rig.order(outTradeNo, { notify_url: receiver.url }));
  await rig.payer(outTradeNo);
}

async function arrived(count: number): Promise<readonly Received[]> {
  await expect.poll(() => receiver.received.length, PATIENCE).toBe(count);
  return receiver.received;
}

const header = ({ headers }: Received, name: string): string => String(headers[name]);

/** As merchants do it with the library. */
const isAuthentic = (received: Received, text = received.text): Promise<boolean> =>
  rig.pay.verifySign({
    timestamp: header(received, 'wechatpay-timestamp'),
    nonce: header(received, 'wechatpay-nonce'),
    serial: header(received, 'wechatpay-serial'),
    signature: header(received, 'wechatpay-signature'),
    body: text,
    apiSecret: rig.apiV3Key,
  });

function decipher({ event }: Received): unknown {
  const resource = at(event, 'resource');
  return rig.pay.decipher_gcm<object>(
    textAt(resource, 'ciphertext'),
    textAt(resource, 'associated_data'),
    textAt(resource, 'nonce'),
    rig.apiV3Key,
  );
}

describe('a notification', () => {
  it('goes where the payment asked, signed, and decrypts to what a query tells', async () => {
    rig.gateway.setWebhookEndpoint('http://127.0.0.1:9/elsewhere');
    await pay('order-1');
    const [first] = await arrived(1);
    if (first === undefined) throw new Error('none came');
    expect(first.event).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-8[0-9a-f]{3}-\w{12}$/),
      event_type: 'TRANSACTION.SUCCESS',
      resource_type: 'encrypt-resource',
      summary: '支付成功',
      resource: { original_type: 'transaction', algorithm: 'AEAD_AES_256_GCM' },
    });
    expect(await isAuthentic(first)).toBe(true);
    expect(await isAuthentic(first, first.text.replace('SUCCESS', 'CLOSED'))).toBe(false);
    expect(decipher(first)).toEqual((await rig.query('order-1')).body);
    expect(rig.gateway.events.find(({ kind }) => kind === 'webhook')).toMatchObject({
      order: 'order-1',
      object: 'order-1',
      deliveryAttempt: 0,
      status: 204,
    });
  });

  it('tells how each refund ended', async () => {
    await pay('order-1');
    const refund = (number: string, reason: string) =>
      rig.refund('order-1', number, { refund: 100, reason, notify_url: receiver.url });
    await refund('r-1', 'goods returned');
    await refund('r-2', TEST_REASONS.abnormal);
    await refund('r-3', TEST_REASONS.closed);
    rig.clock.advance(1000);
    const seen = (await arrived(4)).map((one) => ({
      type: textAt(one.event, 'event_type'),
      status: at(decipher(one), 'refund_status'),
    }));
    expect(seen).toEqual(
      expect.arrayContaining([
        { type: 'TRANSACTION.SUCCESS', status: undefined },
        { type: 'REFUND.SUCCESS', status: 'SUCCESS' },
        { type: 'REFUND.ABNORMAL', status: 'ABNORMAL' },
        { type: 'REFUND.CLOSED', status: 'CLOSED' },
      ]),
    );
  });

  it('of a refund without an address goes to the gateway’s, or nowhere', async () => {
    await rig.paid('order-1');
    await rig.gateway.deliverWebhooks();
    rig.gateway.setWebhookEndpoint(receiver.url);
    await rig.refund('order-1', 'r-1', { refund: 100 });
    rig.clock.advance(1000);
    const [refund] = await arrived(1);
    expect(at(refund?.event, 'event_type')).toBe('REFUND.SUCCESS');
  });

  it('is sent once, however often the order and its refund are repeated', async () => {
    await pay('order-1');
    await arrived(1);
    await rig.ask('POST', NATIVE, rig.order('order-1', { notify_url: receiver.url }));
    await rig.payer('order-1');
    expect(rig.gateway.status().pendingWebhooks).toBe(0);
    expect(receiver.received).toHaveLength(1);
  });

  it('is sent again for a day until it is answered with 200 or 204, under the same id', async () => {
    receiver.answer(500);
    await pay('order-1');
    await arrived(1);
    const waits = [15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600];
    waits.push(10_800, 10_800, 10_800, 21_600, 21_600);
    for (const [index, seconds] of waits.entries()) {
      await expect.poll(() => deliveries().length, PATIENCE).toBe(index + 1);
      // The sender goes to sleep only after it wrote that down.
      await new Promise(setImmediate);
      rig.clock.advance(seconds * 1000 - 500);
      await new Promise(setImmediate);
      expect(receiver.received).toHaveLength(index + 1);
      rig.clock.advance(500);
      await arrived(index + 2);
    }
    await expect.poll(() => rig.gateway.status().pendingWebhooks, PATIENCE).toBe(0);
    const ids = new Set(receiver.received.map(({ event }) => textAt(event, 'id')));
    expect(ids.size).toBe(1);
    const last = receiver.received.at(-1);
    if (last === undefined) throw new Error('none came');
    expect(await isAuthentic(last)).toBe(true);
  });

  it.each([
    [200, true],
    [204, true],
    [201, false],
    [302, false],
    [404, false],
  ])('answered with %i is acknowledged: %s', async (status, isAccepted) => {
    receiver.answer(status);
    await pay('order-1');
    await arrived(1);
    await expect.poll(() => deliveries().length, PATIENCE).toBe(1);
    const waiting = isAccepted ? 0 : 1;
    await expect.poll(() => rig.gateway.status().pendingWebhooks, PATIENCE).toBe(waiting);
  });

  it('still verifies after the platform’s key was rotated', async () => {
    receiver.answer(500);
    await pay('order-1');
    await arrived(1);
    rig.gateway.rotateKeys?.();
    receiver.answer(200);
    await expect.poll(() => deliveries().length, PATIENCE).toBe(1);
    await rig.gateway.deliverWebhooks();
    const [before, after] = await arrived(2);
    if (before === undefined || after === undefined) throw new Error('none came');
    expect(header(before, 'wechatpay-serial')).not.toBe(header(after, 'wechatpay-serial'));
    expect(await isAuthentic(before)).toBe(true);
    expect(await isAuthentic(after)).toBe(true);
  });
});

const deliveries = () => rig.gateway.events.filter(({ kind }) => kind === 'webhook');
