import { HttpClientException } from '@adyen/api-library';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  DAY_MS,
  MANUAL_ACCOUNT,
  PATIENCE,
  at,
  cardOf,
  eur,
  paymentOf,
  startRig,
  textAt,
  type Reply,
  type Rig,
} from './rig.fixture.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.startOver());
afterAll(() => rig[Symbol.asyncDispose]());

const pay = (key: string, more: object = {}): Promise<Reply> =>
  rig.post('/payments', paymentOf(more), key);

const IN_PROGRESS = {
  status: 422,
  body: { errorCode: '704', message: 'request already processed or in progress' },
};

describe('a repeated idempotency-key', () => {
  it('pays once and gets the first answer word for word', async () => {
    const first = await pay('k1');
    const again = await pay('k1');
    expect(again.body).toEqual(first.body);
    expect(again.status).toBe(200);
    expect(again.headers.get('idempotency-key')).toBe('k1');
    expect(again.headers.get('pspreference')).toBe(textAt(first.body, 'pspReference'));
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 1000']);
    expect(rig.gateway.journal(1)[0]).toMatchObject({ isReplay: true, key: 'k1' });
  });

  it('shows a decline again', async () => {
    const more = { paymentMethod: cardOf('4111111111111111', { holderName: 'DECLINED' }) };
    const first = await pay('k1', more);
    expect((await pay('k1', more)).body).toEqual(first.body);
    expect(first.body).toMatchObject({ resultCode: 'Refused' });
  });

  it('captures once, before and after it took effect', async () => {
    const { body } = await pay('k1', { merchantAccount: MANUAL_ACCOUNT });
    const path = `/payments/${textAt(body, 'pspReference')}/captures`;
    const capture = { merchantAccount: MANUAL_ACCOUNT, amount: eur(400) };
    const first = await rig.post(path, capture, 'k2');
    expect((await rig.post(path, capture, 'k2')).body).toEqual(first.body);
    rig.takeEffect();
    expect((await rig.post(path, capture, 'k2')).body).toEqual(first.body);
    rig.takeEffect();
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 400']);
  });

  it('is refused with another body, and must not be tried again', async () => {
    await pay('k1');
    const other = await pay('k1', { amount: eur(999) });
    expect(other).toMatchObject(IN_PROGRESS);
    expect(other.headers.get('transient-error')).toBeNull();
    expect(rig.gateway.status().payments).toBe(1);
  });

  it('is one key for the whole company, whatever the account and the endpoint', async () => {
    await pay('k1');
    expect(await pay('k1', { merchantAccount: MANUAL_ACCOUNT })).toMatchObject(IN_PROGRESS);
    const cancel = { merchantAccount: MANUAL_ACCOUNT, paymentReference: 'order-1' };
    expect(await rig.post('/cancels', cancel, 'k1')).toMatchObject(IN_PROGRESS);
  });

  it('is free again after a request that was refused', async () => {
    expect((await pay('k1', { amount: eur(-1) })).status).toBe(422);
    expect((await pay('k1')).status).toBe(200);
  });

  it('is kept for seven days', async () => {
    const first = await pay('k1');
    rig.clock.advance(7 * DAY_MS - 60_000);
    expect((await pay('k1')).body).toEqual(first.body);
    rig.clock.advance(120_000);
    expect(at((await pay('k1')).body, 'pspReference')).not.toBe(at(first.body, 'pspReference'));
  });

  it('may have 64 characters and no more', async () => {
    expect((await pay('k'.repeat(64))).status).toBe(200);
    expect(await pay('k'.repeat(65))).toMatchObject({
      status: 422,
      body: { errorType: 'validation' },
    });
    expect(rig.gateway.status().payments).toBe(1);
  });
});

describe('the same idempotency-key at the same time', () => {
  it('is in progress until the first is answered, and has one effect', async () => {
    rig.arm('latency', { distribution: 'fixed', delayMs: 60_000, moment: 'after-processing' });
    const slow = pay('k1');
    await expect.poll(() => rig.gateway.status().inFlight, PATIENCE).toBe(1);
    rig.gateway.faults.clearAll();
    const second = await pay('k1');
    expect(second).toMatchObject(IN_PROGRESS);
    expect(second.headers.get('transient-error')).toBe('true');
    expect(second.headers.get('idempotency-key')).toBe('k1');
    rig.clock.advance(60_000);
    expect((await pay('k1')).body).toEqual((await slow).body);
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 1000']);
  });

  it('reaches the official client as an error that says to try again', async () => {
    rig.arm('latency', { distribution: 'fixed', delayMs: 60_000, moment: 'before-processing' });
    const { ModificationsApi } = rig.checkout;
    const cancel = { merchantAccount: MANUAL_ACCOUNT, paymentReference: 'none' };
    const slow = ModificationsApi.cancelAuthorisedPayment(cancel, { idempotencyKey: 'k1' });
    await expect.poll(() => rig.gateway.status().inFlight, PATIENCE).toBe(1);
    rig.gateway.faults.clearAll();
    const error: unknown = await ModificationsApi.cancelAuthorisedPayment(cancel, {
      idempotencyKey: 'k1',
    }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(HttpClientException);
    expect(error).toMatchObject({
      statusCode: 422,
      errorCode: '704',
      responseHeaders: { 'transient-error': 'true' },
    });
    rig.clock.advance(60_000);
    expect((await slow).status).toBe('received');
  });

  it('pays once however many come together', async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, () => pay('k1')));
    expect(new Set(replies.map(({ body }) => textAt(body, 'pspReference'))).size).toBe(1);
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 1000']);
  });

  it('is found again after the answer was lost', async () => {
    rig.arm('processed-then-500');
    expect((await pay('k1')).status).toBe(500);
    rig.gateway.faults.clearAll();
    expect((await pay('k1')).body).toMatchObject({ resultCode: 'Authorised' });
    expect(rig.movements()).toEqual(['authorise 1000', 'capture 1000']);
  });
});
