// In your own project the import reads: import { createGateway } from 'paydrill';
import { createGateway, type RunningGateway } from '../../index.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Shop } from './shop.ts';

let gateway: RunningGateway;
let shop: Shop;
beforeEach(async () => {
  gateway = await createGateway({ dialect: 'stripe', seed: 7 });
  shop = new Shop(gateway.environment['STRIPE_SECRET_KEY'] ?? '', gateway.baseUrl);
});
afterEach(() => gateway.close());

const captured = () => gateway.ledger({ movement: 'capture' }).map(({ order }) => order);

it('charges a card once', async () => {
  expect(await shop.charge('order-1', 1999, 'pm_card_visa')).toBe('paid');
  expect(captured()).toEqual(['order-1']);
});

it('tells a decline from a failure', async () => {
  expect(await shop.charge('order-1', 1999, 'pm_card_chargeDeclined')).toBe('declined');
  using outage = gateway.arm({ fault: 'error-status', options: { status: 503 } });
  expect(await shop.charge('order-2', 1999, 'pm_card_visa')).toBe('unknown');
  expect(outage.met()).toBe(1);
  expect(captured()).toEqual([]);
});

it('charges once although the answer was lost and the customer tries again', async () => {
  {
    using lost = gateway.arm({ fault: 'processed-then-lost', operations: ['confirm'] });
    expect(await shop.charge('order-1', 1999, 'pm_card_visa')).toBe('unknown');
    // The client asks again by itself when a connection is reset.
    expect(lost.met()).toBeGreaterThanOrEqual(1);
  }
  // The money has moved, whatever the shop was told.
  expect(captured()).toEqual(['order-1']);
  expect(await shop.charge('order-1', 1999, 'pm_card_visa')).toBe('paid');
  expect(captured()).toEqual(['order-1']);
});

it('has forgotten everything after a reset', async () => {
  await shop.charge('order-1', 1999, 'pm_card_visa');
  expect(gateway.status().payments).toBe(1);
  gateway.reset();
  expect(gateway.status().payments).toBe(0);
});
