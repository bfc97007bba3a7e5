import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type Stripe from 'stripe';
import type { WebhookDelivery } from '../../../harness/core/events.ts';
import { order, startRig, type Rig } from './rig.fixture.ts';
import { retryDelaysMs } from './webhooks.ts';

interface Receiver {
  readonly url: string;
  /** What it was told, verified by the official SDK. */
  readonly events: Stripe.Event[];
  /** Answers with this from now on; 0 hangs up. */
  status: number;
  close(): void;
}

let rig: Rig;
let receiver: Receiver;
beforeEach(async () => {
  rig = await startRig();
  receiver = await startReceiver();
  rig.gateway.setWebhookEndpoint(receiver.url, [
    'payment_intent.created',
    'payment_intent.succeeded',
  ]);
});
afterEach(async () => {
  await rig[Symbol.asyncDispose]();
  receiver.close();
});

const pay = (orderId: string, payment_method = 'pm_card_visa') =>
  rig.stripe.paymentIntents.create({
    amount: 1000,
    currency: 'eur',
    confirm: true,
    payment_method,
    ...order(orderId),
  });

describe('webhooks', () => {
  it('tell of every step with a signature that the official SDK accepts', async () => {
    rig.gateway.setWebhookEndpoint(receiver.url);
    const paid = await pay('order-1');
    await rig.stripe.refunds.create({ payment_intent: paid.id, amount: 400 });
    await pay('order-2', 'pm_card_chargeDeclined').catch(() => undefined);
    const held = await rig.stripe.paymentIntents.create({
      amount: 700,
      currency: 'eur',
      capture_method: 'manual',
      confirm: true,
      payment_method: 'pm_card_visa',
    });
    await rig.stripe.paymentIntents.cancel(held.id);
    await delivered(14);
    expect(receiver.events.map(({ type }) => type).sort()).toEqual([
      'charge.failed',
      'charge.refunded',
      'charge.refunded',
      'charge.succeeded',
      'charge.succeeded',
      'charge.updated',
      'payment_intent.amount_capturable_updated',
      'payment_intent.canceled',
      'payment_intent.created',
      'payment_intent.created',
      'payment_intent.created',
      'payment_intent.payment_failed',
      'payment_intent.succeeded',
      'refund.created',
    ]);
    const succeeded = receiver.events.find(({ type }) => type === 'payment_intent.succeeded');
    expect(succeeded).toMatchObject({
      object: 'event',
      data: { object: { id: paid.id, status: 'succeeded', metadata: { order_id: 'order-1' } } },
      request: { id: expect.stringMatching(/^req_/) },
    });
  });

  it('are only those that the merchant subscribed to', async () => {
    rig.gateway.setWebhookEndpoint(receiver.url, ['payment_intent.succeeded']);
    await pay('order-1');
    await delivered(1);
    expect(receiver.events.map(({ type }) => type)).toEqual(['payment_intent.succeeded']);
    expect(rig.gateway.status().pendingWebhooks).toBe(0);
  });

  it('are tried again while the receiver fails, and journalled each time', async () => {
    receiver.status = 500;
    await pay('order-3');
    await tried(2);
    expect(rig.gateway.status().pendingWebhooks).toBe(2);
    receiver.status = 200;
    rig.clock.advance(1000);
    await delivered(2);
    const statuses = deliveries()
      .filter(({ type }) => type === 'payment_intent.succeeded')
      .map(({ deliveryAttempt, status, order: reference }) => [deliveryAttempt, status, reference]);
    expect(statuses).toEqual([
      [0, 500, 'order-3'],
      [1, 200, 'order-3'],
    ]);
    expect(rig.gateway.status().pendingWebhooks).toBe(0);
  });

  it('are delivered at once on demand', async () => {
    receiver.status = 503;
    await pay('order-4');
    await tried(2);
    expect(await rig.gateway.deliverWebhooks()).toEqual({ delivered: 0, failed: 2 });
    receiver.status = 204;
    expect(await rig.gateway.deliverWebhooks()).toEqual({ delivered: 2, failed: 0 });
    expect(await rig.gateway.deliverWebhooks()).toEqual({ delivered: 0, failed: 0 });
  });

  it('count as failed when nobody listens', async () => {
    receiver.close();
    await pay('order-5');
    await tried(2);
    expect(deliveries().map(({ status }) => status)).toEqual([null, null]);
  });

  it('count as failed when the receiver hangs up', async () => {
    receiver.status = 0;
    await pay('order-8');
    await tried(2);
    expect(deliveries().map(({ status }) => status)).toEqual([null, null]);
  });

  it('are forgotten at a reset, those on their way too', async () => {
    receiver.status = 500;
    await pay('order-9');
    await tried(2);
    const inVain = rig.gateway.deliverWebhooks();
    rig.gateway.reset();
    expect(await inVain).toEqual({ delivered: 0, failed: 2 });
    expect(rig.gateway.status().pendingWebhooks).toBe(0);
    receiver.status = 200;
    await pay('order-10');
    await delivered(2);
    expect(new Set(deliveries().map((delivery) => delivery.order))).toEqual(new Set(['order-10']));
  });

  it('are tried for three days, ever more slowly, and then given up', async () => {
    const delays = retryDelaysMs();
    expect(delays.slice(0, 5)).toEqual([1000, 2000, 4000, 8000, 16_000]);
    const totalMs = delays.reduce((sum, delayMs) => sum + delayMs, 0);
    expect(totalMs).toBeLessThanOrEqual(3 * 86_400_000);
    expect(totalMs).toBeGreaterThan(2.8 * 86_400_000);
    receiver.status = 500;
    await pay('order-6');
    for (const [index, delayMs] of delays.entries()) {
      await tried(2 * (index + 1));
      expect(rig.gateway.status().pendingWebhooks).toBe(2);
      rig.clock.advance(delayMs);
    }
    await tried(2 * (delays.length + 1));
    await expect.poll(() => rig.gateway.status().pendingWebhooks).toBe(0);
    expect(deliveries()).toHaveLength(2 * (delays.length + 1));
  });

  it('are not kept when there is no endpoint', async () => {
    rig.gateway.setWebhookEndpoint(null);
    await pay('order-7');
    expect(rig.gateway.status().pendingWebhooks).toBe(0);
  });
});

const deliveries = (): readonly WebhookDelivery[] =>
  rig.gateway.events.filter((event) => event.kind === 'webhook');
const tried = (count: number) => until(() => deliveries().length >= count);
const delivered = (count: number) =>
  until(() => deliveries().filter(({ status }) => status === 200).length >= count);

/** Resolves at the event that makes it so. */
function until(isSo: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (isSo()) return resolve();
    const stop = rig.gateway.onEvent(() => {
      if (!isSo()) return;
      stop();
      // After the sender took note of what it just journalled.
      setImmediate(resolve);
    });
  });
}

async function startReceiver(): Promise<Receiver> {
  const events: Stripe.Event[] = [];
  const server: Server = createServer((request, response) => {
    void text(request).then((body) => {
      const signature = String(request.headers['stripe-signature']);
      const event = rig.stripe.webhooks.constructEvent(body, signature, rig.webhookSecret);
      if (found.status > 0 && found.status < 300) events.push(event);
      if (found.status === 0) request.socket.destroy();
      else response.writeHead(found.status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const found: Receiver = {
    url: `http://127.0.0.1:${port}/webhooks/stripe`,
    events,
    status: 200,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return found;
}
