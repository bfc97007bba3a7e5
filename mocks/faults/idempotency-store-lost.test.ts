import { expect, test } from 'vitest';
import { stripeDialect } from '../dialects/stripe/index.ts';
import { startRig } from './rig.fixture.ts';

test('idempotency-store-lost makes a second payment of a retry, and meets just that', async () => {
  await using rig = await startRig({ dialect: stripeDialect });
  const { STRIPE_SECRET_KEY: secret = '' } = rig.gateway.environment;
  const pay = (key: string) =>
    rig.ask('POST', '/v1/payment_intents', {
      form: 'amount=1000&currency=eur&payment_method=pm_card_visa&confirm=true&return_url=https://shop.test&metadata[order_id]=a',
      headers: { authorization: `Bearer ${secret}`, 'idempotency-key': key },
    });
  await pay('key-1');
  await pay('key-1');
  expect(rig.captured()).toBe(1000);
  rig.arm('idempotency-store-lost');
  await pay('key-2');
  expect(rig.met()).toBe(0);
  await pay('key-1');
  expect(rig.met()).toBe(1);
  expect(rig.gateway.journal(1)).toMatchObject([
    { isReplay: false, faults: ['idempotency-store-lost'] },
  ]);
  await pay('key-1');
  expect(rig.met()).toBe(1);
  expect(rig.captured()).toBe(3000);
});
