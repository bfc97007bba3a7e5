import { hmacValidator, type Types } from '@adyen/api-library';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  DAY_MS,
  MANUAL_ACCOUNT,
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
import { createHmacKeys, createWebhookRules, retryDelaysMs } from './webhooks.ts';

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

const told = async (...events: readonly string[]): Promise<void> => {
  await expect.poll(() => receiver.told, PATIENCE).toEqual(events);
};

async function hold(more: object = {}): Promise<string> {
  const { body } = await rig.pay({ merchantAccount: MANUAL_ACCOUNT, ...more });
  return textAt(body, 'pspReference');
}

/** Asks for a modification and lets it take effect. */
async function modify(psp: string, path: string, more: object = {}): Promise<Reply> {
  const body = { merchantAccount: MANUAL_ACCOUNT, ...more };
  const reply = await rig.post(`/payments/${psp}/${path}`, body);
  expect(reply.status).toBe(201);
  rig.takeEffect();
  return reply;
}

const deliveries = () => rig.gateway.events.filter((event) => event.kind === 'webhook');

const lastItem = (): unknown => receiver.received.at(-1)?.item;

describe('webhooks', () => {
  it('tell of an authorisation what Adyen tells', async () => {
    const psp = await hold();
    await told('AUTHORISATION');
    expect(receiver.received[0]?.body).toMatchObject({
      live: 'false',
      notificationItems: [
        {
          NotificationRequestItem: {
            eventCode: 'AUTHORISATION',
            success: 'true',
            pspReference: psp,
            originalReference: '',
            merchantAccountCode: MANUAL_ACCOUNT,
            merchantReference: 'order-1',
            amount: eur(1000),
            paymentMethod: 'visa',
            operations: ['CANCEL', 'CAPTURE', 'REFUND'],
            additionalData: { cardSummary: '1111', expiryDate: '03/2099' },
          },
        },
      ],
    });
    expect(at(lastItem(), 'eventDate')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
    expect(at(lastItem(), 'reason')).toMatch(/^\d{6}:1111:03\/2099$/);
    await expect.poll(() => deliveries().length, PATIENCE).toBe(1);
    expect(deliveries()[0]).toMatchObject({
      event: `AUTHORISATION:${psp}`,
      type: 'AUTHORISATION',
      order: 'order-1',
      object: psp,
      deliveryAttempt: 0,
      status: 202,
    });
  });

  it('tell of a refusal why', async () => {
    await hold({ paymentMethod: cardOf('4111111111111111', { holderName: 'BLOCK_CARD' }) });
    await told('AUTHORISATION failed');
    expect(lastItem()).toMatchObject({ reason: 'Blocked Card', success: 'false' });
  });

  it('tell of no capture that the account makes at once', async () => {
    await rig.pay();
    await rig.gateway.deliverWebhooks();
    await told('AUTHORISATION');
    expect(lastItem()).toMatchObject({ operations: ['REFUND'] });
  });

  it('tell what became of every modification', async () => {
    const captured = await hold();
    await modify(captured, 'amountUpdates', { amount: eur(1200) });
    await modify(captured, 'captures', { amount: eur(1000), reference: 'capture-1' });
    await modify(captured, 'refunds', { amount: eur(300) });
    const cancelled = await hold();
    await modify(cancelled, 'cancels');
    const reversed = await hold();
    await modify(reversed, 'reversals');
    await told(
      'AUTHORISATION',
      'AUTHORISATION_ADJUSTMENT',
      'CAPTURE',
      'REFUND',
      'AUTHORISATION',
      'CANCELLATION',
      'AUTHORISATION',
      'CANCEL_OR_REFUND',
    );
    const capture = receiver.received[2]?.item;
    expect(capture).toMatchObject({
      originalReference: captured,
      merchantReference: 'capture-1',
      amount: eur(1000),
    });
    expect(at(capture, 'pspReference')).not.toBe(captured);
    expect(receiver.received[3]?.item).toMatchObject({ merchantReference: 'order-1' });
    expect(lastItem()).toMatchObject({ additionalData: { 'modification.action': 'cancel' } });
  });

  it('tell of a cancel by reference, whether it found a payment or not', async () => {
    const psp = await hold();
    const cancel = { merchantAccount: MANUAL_ACCOUNT, paymentReference: 'order-1' };
    const { body } = await rig.post('/cancels', cancel);
    await rig.post('/cancels', { ...cancel, paymentReference: 'order-2' });
    rig.takeEffect();
    await told('AUTHORISATION', 'TECHNICAL_CANCEL', 'TECHNICAL_CANCEL failed');
    expect(receiver.received[1]?.item).toMatchObject({
      originalReference: psp,
      pspReference: textAt(body, 'pspReference'),
    });
    expect(lastItem()).toMatchObject({ merchantReference: 'order-2', originalReference: '' });
  });

  it('tell of an authorisation that expired', async () => {
    const psp = await hold();
    rig.clock.advance(28 * DAY_MS);
    await told('AUTHORISATION', 'EXPIRE');
    expect(lastItem()).toMatchObject({ pspReference: psp, amount: eur(1000) });
  });

  it('tell of a payment that was only received once it is authorised', async () => {
    await hold({ additionalData: { RequestedTestAcquirerResponseCode: '13' } });
    await rig.gateway.deliverWebhooks();
    expect(receiver.told).toEqual([]);
    rig.takeEffect();
    await told('AUTHORISATION');
  });

  it('tell of a capture that was delayed', async () => {
    await rig.pay({ captureDelayHours: 1 });
    rig.clock.advance(3_600_000);
    await told('AUTHORISATION', 'CAPTURE');
  });

  it('are not sent again by a repeated request', async () => {
    const cancel = { merchantAccount: MANUAL_ACCOUNT, paymentReference: 'order-1' };
    await hold();
    await rig.post('/cancels', cancel, 'k');
    rig.takeEffect();
    await rig.post('/cancels', cancel, 'k');
    rig.takeEffect();
    await told('AUTHORISATION', 'TECHNICAL_CANCEL');
  });
});

describe('what the scheme turns down', () => {
  it('is told as captured first and as failed later, and is never taken', async () => {
    const psp = await hold();
    await modify(psp, 'captures', { amount: eur(1000), reference: 'CAPTURE_FAILED' });
    await told('AUTHORISATION', 'CAPTURE');
    expect(rig.movements()).toEqual(['authorise 1000']);
    // Spoken for until it failed.
    await modify(psp, 'captures', { amount: eur(1) });
    await told('AUTHORISATION', 'CAPTURE', 'CAPTURE_FAILED', 'CAPTURE');
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 1']);
  });

  it('can’t be captured by another while it is under way', async () => {
    const psp = await hold();
    const capture = { merchantAccount: MANUAL_ACCOUNT, amount: eur(1000) };
    await rig.post(`/payments/${psp}/captures`, { ...capture, reference: 'CAPTURE_FAILED' });
    await rig.post(`/payments/${psp}/captures`, capture);
    rig.takeEffect();
    await told('AUTHORISATION', 'CAPTURE', 'CAPTURE failed');
    rig.takeEffect();
    await told('AUTHORISATION', 'CAPTURE', 'CAPTURE failed', 'CAPTURE_FAILED');
    expect(rig.movements()).toEqual(['authorise 1000']);
  });

  it('goes back to the shopper where the payment was cancelled meanwhile', async () => {
    const psp = await hold();
    const body = { merchantAccount: MANUAL_ACCOUNT };
    const capture = { ...body, amount: eur(400), reference: 'CAPTURE_FAILED' };
    await rig.post(`/payments/${psp}/captures`, capture);
    await rig.post(`/payments/${psp}/cancels`, body);
    rig.takeEffect();
    rig.takeEffect();
    await told('AUTHORISATION', 'CAPTURE', 'CANCELLATION', 'CAPTURE_FAILED');
    expect(rig.movements()).toEqual(['authorise 1000', 'void 600', 'void 400']);
  });

  it('goes back to the shopper where the account takes no second capture', async () => {
    const merchantAccount = 'PaydrillSingleCaptureECOM';
    const psp = await hold({ merchantAccount });
    const reference = 'CAPTURE_FAILED';
    await modify(psp, 'captures', { merchantAccount, amount: eur(400), reference });
    rig.takeEffect();
    await told('AUTHORISATION', 'CAPTURE', 'CAPTURE_FAILED');
    expect(rig.movements()).toEqual(['authorise 1000', 'void 600', 'void 400']);
  });

  it('is told as refunded first and as failed later, and is never given back', async () => {
    const { body } = await rig.pay();
    const psp = textAt(body, 'pspReference');
    const merchantAccount = ACCOUNT;
    await modify(psp, 'refunds', { merchantAccount, amount: eur(600), reference: 'REFUND_FAILED' });
    await told('AUTHORISATION', 'REFUND');
    rig.takeEffect();
    await told('AUTHORISATION', 'REFUND', 'REFUND_FAILED');
    await modify(psp, 'refunds', { merchantAccount, amount: eur(1000) });
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 1000', 'refund 1000']);
  });
});

describe('a webhook’s signature', () => {
  const key = () => rig.gateway.environment['ADYEN_HMAC_KEY'] ?? '';
  const item = () => lastItem() as Types.notification.NotificationRequestItem;

  it('is confirmed by the official validator, for payments and modifications', async () => {
    const validator = new hmacValidator();
    const psp = await hold();
    await modify(psp, 'captures', { amount: eur(100) });
    await told('AUTHORISATION', 'CAPTURE');
    for (const received of receiver.received) {
      const signed = received.item as Types.notification.NotificationRequestItem;
      expect(validator.validateHMAC(signed, key())).toBe(true);
    }
  });

  it('is denied for anything that was changed', async () => {
    const validator = new hmacValidator();
    await hold();
    await told('AUTHORISATION');
    for (const change of [
      { pspReference: 'AAAAAAAAAAAAAAAA' },
      { originalReference: 'AAAAAAAAAAAAAAAA' },
      { merchantReference: 'order-2' },
      { merchantAccountCode: 'Another' },
      { amount: eur(1) },
      { eventCode: 'CAPTURE' },
      { success: 'false' },
    ]) {
      const forged = Object.assign({}, item(), change);
      expect(validator.validateHMAC(forged, key())).toBe(false);
    }
  });

  it('is another one where a stranger signs, and none where nobody does', async () => {
    await hold();
    await told('AUTHORISATION');
    const { additionalData: _, ...unsigned } = item();
    const keys = createHmacKeys(key(), 'AB'.repeat(32));
    const message = { id: '', type: '', order: null, object: null, body: JSON.stringify(unsigned) };
    const dress = (signer: 'provider' | 'stranger' | 'nobody') => {
      const { body } = createWebhookRules(keys).dress(message, { nowMs: 0, signer });
      return at(
        JSON.parse(body) as unknown,
        'notificationItems',
        0,
        'NotificationRequestItem',
      ) as Types.notification.NotificationRequestItem;
    };
    const validator = new hmacValidator();
    expect(validator.validateHMAC(dress('provider'), key())).toBe(true);
    expect(validator.validateHMAC(dress('stranger'), key())).toBe(false);
    expect(at(dress('nobody'), 'additionalData', 'hmacSignature')).toBeUndefined();
  });
});

describe('the delivery of webhooks', () => {
  it('is tried again after 9, 18 and 27 seconds, then ever more slowly for 30 days', async () => {
    const delays = retryDelaysMs();
    const minutes = (count: number) => count * 60_000;
    expect(delays.slice(0, 13)).toEqual([
      9000,
      18_000,
      27_000,
      ...[2, 5, 10, 15, 30, 60, 120, 240, 480, 480].map(minutes),
    ]);
    const total = delays.reduce((sum, delayMs) => sum + delayMs, 0);
    expect(total).toBeLessThanOrEqual(30 * DAY_MS);
    expect(total).toBeGreaterThan(30 * DAY_MS - minutes(480));
    receiver.answer = { status: 500, body: '' };
    await hold();
    await expect.poll(() => receiver.received.length, PATIENCE).toBe(1);
    for (const [index, delayMs] of delays.slice(0, 8).entries()) {
      await expect.poll(() => deliveries().length, PATIENCE).toBe(index + 1);
      rig.clock.advance(delayMs);
      await expect.poll(() => receiver.received.length, PATIENCE).toBe(index + 2);
    }
    expect(new Set(deliveries().map(({ event }) => event)).size).toBe(1);
  });

  it('sends the same event again with the same code and reference', async () => {
    receiver.answer = { status: 503, body: '' };
    await hold();
    await expect.poll(() => deliveries().length, PATIENCE).toBe(1);
    receiver.answer = { status: 200, body: '' };
    await rig.gateway.deliverWebhooks();
    const [first, second] = receiver.received;
    expect(second?.item).toEqual(first?.item);
    expect(rig.gateway.status().pendingWebhooks).toBe(0);
  });

  it.each([
    [200, ''],
    [204, ''],
    [200, '[accepted]'],
    [500, '[accepted]'],
  ])('ends with %i %j', async (status, body) => {
    receiver.answer = { status, body };
    await hold();
    await expect.poll(() => deliveries().length, PATIENCE).toBe(1);
    await expect.poll(() => rig.gateway.status().pendingWebhooks, PATIENCE).toBe(0);
  });

  it.each([302, 400, 401, 500])('goes on after %i', async (status) => {
    receiver.answer = { status, body: 'accepted' };
    await hold();
    await expect.poll(() => deliveries().length, PATIENCE).toBe(1);
    expect(rig.gateway.status().pendingWebhooks).toBe(1);
  });

  it('holds all later events back until the first was accepted', async () => {
    receiver.answer = { status: 500, body: '' };
    const psp = await hold();
    await expect.poll(() => deliveries().length, PATIENCE).toBe(1);
    await rig.post(`/payments/${psp}/cancels`, { merchantAccount: MANUAL_ACCOUNT });
    // The cancel takes effect at once with the clock; the retry is due then too.
    receiver.answer = { status: 200, body: '' };
    rig.takeEffect();
    await expect
      .poll(() => receiver.told, PATIENCE)
      .toEqual(['AUTHORISATION', 'AUTHORISATION', 'CANCELLATION']);
  });
});
