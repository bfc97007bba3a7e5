import { z } from 'zod';
import { defineFault } from './fault.ts';

export const webhookDrop = defineFault({
  name: 'webhook-drop',
  summary:
    'Webhooks are lost on their way. The provider counts a try that failed and tries again as it ' +
    'always does, unless every try is lost.',
  example: { tries: 0 },
  options: z.strictObject({
    tries: z
      .int()
      .min(0)
      .max(100)
      .default(0)
      .describe('How many tries of a message are lost, from the first; 0: all while it lasts.'),
  }),
  appliesTo: [],
  deliver({ attempt, plan }, { tries }) {
    if (tries !== 0 && attempt >= tries) return false;
    plan.isLost = true;
    return true;
  },
});
