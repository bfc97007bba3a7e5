import { describe, expect, test } from 'vitest';
import { startRig } from './rig.fixture.ts';
import { startReceiver } from './webhook-receiver.fixture.ts';

describe('schema-drift', () => {
  test('changes answers before they are signed; the request takes effect', async () => {
    await using rig = await startRig();
    rig.arm('schema-drift', { change: 'new-value' });
    const seen = await rig.ask('POST', '/payments', { body: { order: 'a' } });
    expect(seen).toMatchObject({
      headers: { 'x-sign': expect.stringMatching(/^provider/) as string },
      body: expect.stringContaining('"status":"value_of_a_later_version"') as string,
    });
    expect(rig.gateway.status().payments).toBe(1);
  });

  test('changes webhooks before they are signed, or leaves them alone', async () => {
    await using receiver = await startReceiver();
    await using rig = await startRig();
    rig.gateway.setWebhookEndpoint(receiver.url);
    for (const where of ['webhooks', 'answers']) {
      rig.arm('schema-drift', { change: 'new-value', where }, { operations: ['refund'] });
      await rig.ask('POST', '/payments', { body: { order: where } });
      await rig.ask('POST', `/payments/payment-${where}/confirm`);
      await rig.ask('POST', `/payments/payment-${where}/refund`);
    }
    const got = await receiver.waitFor(4);
    const refunds = got.filter(({ headers }) => headers['x-type'] === 'refunded');
    expect(refunds.map(({ body }) => body).sort()).toEqual([
      '{"status":"refunded"}',
      '{"status":"value_of_a_later_version"}',
    ]);
    expect(refunds.every(({ headers }) => String(headers['x-sign']).startsWith('provider'))).toBe(
      true,
    );
  });
});
