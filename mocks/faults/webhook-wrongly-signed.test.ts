import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { startWebhookRig } from './webhook-rig.fixture.ts';

test.each([
  ['', '', '{} '],
  ['{', '[', '[}'],
])(
  'webhook-wrongly-signed with "%s" made "%s" sends "%s", then the genuine one',
  async (find, put, body) => {
    await using at = await startWebhookRig();
    at.receiver.status = 400;
    at.rig.arm('webhook-wrongly-signed', { tries: 1, find, put });
    await at.pay('a');
    expect(await at.deliveries(1)).toMatchObject([{ isForged: true, status: 400 }]);
    at.receiver.status = 200;
    expect(await at.rig.gateway.deliverWebhooks()).toEqual({ delivered: 1, failed: 0 });
    const [spoilt, genuine] = at.receiver.got;
    const digest = createHash('sha256').update('{}').digest('hex').slice(0, 8);
    expect([spoilt?.body, genuine?.body]).toEqual([body, '{}']);
    for (const got of [spoilt, genuine])
      expect(got?.headers['x-sign']).toBe(`provider-0-${digest}`);
  },
);
