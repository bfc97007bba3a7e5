import { z } from 'zod';
import { defineFault } from './fault.ts';
import { EVERY_OPERATION } from './operations.ts';

export const signingKeyRotated = defineFault({
  name: 'signing-key-rotated',
  summary:
    'The provider signs with another key: a rolled webhook secret, a new certificate. Messages are ' +
    'genuine, and whoever holds on to the key of yesterday refuses them. Clearing the fault brings ' +
    'the former key back.',
  example: { generation: 1, keepsFormer: false },
  options: z.strictObject({
    generation: z
      .int()
      .min(1)
      .max(1000)
      .default(1)
      .describe('Names the new key: the same number is the same key.'),
    keepsFormer: z
      .boolean()
      .default(false)
      .describe('Whether it also signs with the former key, where it can roll keys like that.'),
  }),
  appliesTo: EVERY_OPERATION,
  isGatewayWide: true,
  isDoneOnceArmed: true,
  meet: (request) => request.proceed(),
  // Nothing to do: the message that is signed with the new key is counted.
  deliver: () => true,
  onArmed: (gateway, options) => gateway.rotateKeys(options),
  onCleared: (gateway) => gateway.rotateKeys(null),
});
