import { expect, test } from 'vitest';
import { parseSeed } from '../../harness/core/ids.ts';
import { createFakeGateway } from '../faults/fake-gateway.fixture.ts';
import { findFault, parseFaultOptions } from '../faults/index.ts';
import { ArmedFaults } from './armed-faults.ts';
import { WebhookFaults } from './webhook-faults.ts';

test.each([
  ['first', 'one'],
  ['previous', 'two'],
])('a replay of the %s picks %s of what went before, of that order alone', (which, id) => {
  const faults = new ArmedFaults(createFakeGateway());
  const webhooks = new WebhookFaults({ seed: parseSeed(1), clock: { now: () => 0 }, faults });
  const publish = (message: string, order: string) =>
    webhooks.onPublish({ id: message, type: 'paid', order, object: null, body: '' }, 0, null);
  for (const message of ['one', 'two']) publish(message, 'order-1');
  publish('other', 'order-2');
  const definition = findFault('webhook-replayed');
  const options = parseFaultOptions(definition, { which });
  const fault = { name: 'again', definition, options, share: 1, operations: [], leaseMs: null };
  faults.arm(fault);
  const planned = publish('three', 'order-1');
  expect(planned?.plan.extras.map(({ message }) => message.id)).toEqual([id]);
  expect(planned?.faults).toEqual(['again']);
});
