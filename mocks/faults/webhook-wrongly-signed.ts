import { z } from 'zod';
import { falsification } from './forge-webhook.ts';
import { defineFault } from './fault.ts';

export const webhookWronglySigned = defineFault({
  name: 'webhook-wrongly-signed',
  summary:
    "A webhook bears the provider's own signature, but its body was changed on the way: the " +
    'signature does not fit. Without text to find, every number of three digits and more ends ' +
    'otherwise. The provider tries again as long as it is not accepted.',
  example: { tries: 1, find: '1000', put: '9000' },
  options: z.strictObject({
    tries: z
      .int()
      .min(0)
      .max(100)
      .default(1)
      .describe('How many tries of a message are spoiled, from the first; 0: all while it lasts.'),
    ...falsification,
  }),
  appliesTo: [],
  deliver({ attempt, plan }, { tries, find, put }) {
    if (tries !== 0 && attempt >= tries) return false;
    plan.alterBody = (body) => {
      const altered = find === '' ? miscount(body) : body.replaceAll(find, put);
      // A blank behind it means the same to a reader, and still is not what was signed.
      return altered === body ? `${body} ` : altered;
    };
    return true;
  },
});

/** Some providers sign a few fields alone: all longer numbers end otherwise, amounts among them. */
const miscount = (body: string): string =>
  body.replaceAll(
    /\d{3,}/g,
    (digits) => digits.slice(0, -1) + String((Number(digits.at(-1)) + 1) % 10),
  );
