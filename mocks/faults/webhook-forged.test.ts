import { describe, expect, test } from 'vitest';
import { startWebhookRig } from './webhook-rig.fixture.ts';

const signers = (got: readonly { readonly headers: NodeJS.Dict<string | string[]> }[]) =>
  got.map(({ headers }) => String(headers['x-sign']).split('-')[0] ?? '').toSorted();

describe('webhook-forged', () => {
  test('comes beside the genuine one, with its id, signed by a stranger', async () => {
    await using at = await startWebhookRig();
    at.rig.arm(
      'webhook-forged',
      { find: 'refunded', put: 'paid' },
      { match: { type: 'refunded' } },
    );
    await at.pay('a');
    await at.refund('a');
    const tries = await at.deliveries(3);
    expect(signers(at.receiver.got)).toEqual(['provider', 'provider', 'stranger']);
    expect(at.receiver.got.map(({ body }) => body).toSorted()).toEqual([
      '{"status":"paid"}',
      '{"status":"refunded"}',
      '{}',
    ]);
    expect(tries.filter(({ isForged }) => isForged)).toMatchObject([{ event: 'refund-a' }]);
  });

  test('can come instead of it, without any signature, at each try', async () => {
    await using at = await startWebhookRig();
    at.receiver.status = 400;
    at.rig.arm('webhook-forged', { place: 'instead', signer: 'nobody' });
    await at.pay('a');
    await at.deliveries(1);
    await at.rig.gateway.deliverWebhooks();
    expect(signers(at.receiver.got)).toEqual(['', '']);
  });
});
