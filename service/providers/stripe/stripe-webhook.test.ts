import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { WebhookHeaders } from '../adapter.ts';
import { charge, intent, stripeAt, WEBHOOK_SECRET } from '../testing/stripe-wire.ts';

const NOW_S = 1_800_000_000;
const adapter = stripeAt('http://127.0.0.1:1', { now: () => NOW_S * 1000 });

const eventBody = (object: unknown, changes: object = {}): string =>
  JSON.stringify({
    id: 'evt_1',
    object: 'event',
    type: 'payment_intent.succeeded',
    data: { object },
    ...changes,
  });
const body = eventBody(intent('succeeded'));

const sign = (text: string, timestamp = NOW_S, secret = WEBHOOK_SECRET): string =>
  createHmac('sha256', secret).update(`${timestamp}.${text}`).digest('hex');
const signed = (text: string, timestamp = NOW_S): string =>
  `t=${timestamp},v1=${sign(text, timestamp)}`;

const verify = (headers: WebhookHeaders, text = body) =>
  adapter.verifyWebhook(headers, new TextEncoder().encode(text));

describe("a webhook with Stripe's signature", () => {
  it('is an event, with the payment and the order that it is about', async () => {
    expect(await verify({ 'stripe-signature': signed(body) })).toEqual({
      kind: 'event',
      event: { id: 'evt_1', type: 'payment_intent.succeeded', object: 'pi_1', order: 'order-1' },
    });
  });

  it('tells the payment of a charge too', async () => {
    const text = eventBody({ ...charge(), payment_intent: 'pi_9' }, { type: 'charge.refunded' });
    expect(await verify({ 'stripe-signature': signed(text) }, text)).toMatchObject({
      event: { type: 'charge.refunded', object: 'pi_9', order: null },
    });
  });

  it('is accepted when any of several v1 signatures is right', async () => {
    const old = sign(body, NOW_S, 'whsec_before');
    const header = `t=${NOW_S},v1=${old},v1=${sign(body)},v0=abc`;
    expect(await verify({ 'stripe-signature': header })).toMatchObject({ kind: 'event' });
  });

  it('is accepted until it is 300 s old, and refused as stale from then on', async () => {
    const young = NOW_S - 300;
    const old = NOW_S - 301;
    expect(await verify({ 'stripe-signature': signed(body, young) })).toMatchObject({
      kind: 'event',
    });
    expect(await verify({ 'stripe-signature': signed(body, old) })).toEqual({
      kind: 'refused',
      reason: 'stale',
    });
  });

  it.each<[string, WebhookHeaders, string]>([
    ['has none', {}, 'unsigned'],
    ['has an empty one', { 'stripe-signature': '' }, 'unsigned'],
    ['has two', { 'stripe-signature': [signed(body), signed(body)] }, 'unsigned'],
    [
      'has only a scheme of before',
      { 'stripe-signature': `t=${NOW_S},v0=${sign(body)}` },
      'unsigned',
    ],
    ['has no time', { 'stripe-signature': `v1=${sign(body)}` }, 'malformed'],
    ['has a time that is none', { 'stripe-signature': `t=soon,v1=${sign(body)}` }, 'malformed'],
    [
      'is signed by another',
      { 'stripe-signature': `t=${NOW_S},v1=${sign(body, NOW_S, 'x')}` },
      'wrong-signature',
    ],
    [
      'is signed for another time',
      { 'stripe-signature': `t=${NOW_S},v1=${sign(body, NOW_S - 1)}` },
      'wrong-signature',
    ],
    ['is cut', { 'stripe-signature': `t=${NOW_S},v1=${sign(body).slice(2)}` }, 'wrong-signature'],
    ['is no hex', { 'stripe-signature': `t=${NOW_S},v1=${'z'.repeat(64)}` }, 'wrong-signature'],
  ])('is refused when it %s', async (_what, headers, reason) => {
    expect(await verify(headers)).toEqual({ kind: 'refused', reason });
  });

  it('is refused when one byte of the body was changed', async () => {
    const headers = { 'stripe-signature': signed(body) };
    const changed = body.replace('order-1', 'order-2');
    expect(await verify(headers, changed)).toEqual({ kind: 'refused', reason: 'wrong-signature' });
  });

  it.each([
    ['no JSON', 'hello'],
    ['no event', JSON.stringify({ id: 'evt_1', type: 'x', object: 'list' })],
    ['no id', eventBody({}, { id: null })],
  ])('is malformed when what was signed is %s', async (_what, text) => {
    expect(await verify({ 'stripe-signature': signed(text) }, text)).toEqual({
      kind: 'refused',
      reason: 'malformed',
    });
  });
});
