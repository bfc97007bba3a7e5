import { z } from 'zod';
import { defineFault } from './fault.ts';
import { forge, falsification } from './forge-webhook.ts';

export const webhookForged = defineFault({
  name: 'webhook-forged',
  summary:
    'A webhook that the provider never signed: by a stranger, or without any signature, with the id ' +
    'of a genuine one. Whoever believes it, or takes the genuine one for a duplicate of it, is wrong.',
  example: { place: 'beside', signer: 'stranger', find: 'payment_failed', put: 'succeeded' },
  options: z.strictObject({
    place: z
      .enum(['beside', 'instead'])
      .default('beside')
      .describe('`beside`: before the genuine one, once. `instead`: no genuine one comes.'),
    signer: z
      .enum(['stranger', 'nobody'])
      .default('stranger')
      .describe('Whose signature it bears: that of a key nobody knows, or none.'),
    ...falsification,
  }),
  appliesTo: [],
  publish({ message, plan }, { place, signer, find, put }) {
    if (place === 'instead') return false;
    plan.extras.push({ message: forge(message, find, put), signer, afterMs: 0 });
    return true;
  },
  deliver({ message, plan }, { place, signer, find, put }) {
    if (place === 'beside') return false;
    plan.message = forge(message, find, put);
    plan.signer = signer;
    return true;
  },
});
