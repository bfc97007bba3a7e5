import { Buffer } from 'node:buffer';
import { z } from 'zod';
import { defineFault } from './fault.ts';
import { EVERY_OPERATION } from './operations.ts';
import { spoilAnswer } from './spoil-answer.ts';

export const cutBody = defineFault({
  name: 'cut-body',
  summary:
    'The request takes effect; the connection breaks in the middle of the body of its answer.',
  example: { afterBytes: 40 },
  options: z.strictObject({
    afterBytes: z
      .int()
      .min(0)
      .max(1_000_000)
      .default(40)
      .describe('How much of the body arrives, in bytes; at least the last byte never does.'),
  }),
  appliesTo: EVERY_OPERATION,
  async meet(request, { afterBytes }) {
    return spoilAnswer(await request.proceed(), (answer) => {
      const bodyBytes = Buffer.byteLength(answer.body);
      // Nothing of an empty body can be missing: the answer as a whole is lost then.
      if (bodyBytes === 0) return { kind: 'reset' };
      return { kind: 'cut', answer, afterBytes: Math.min(afterBytes, bodyBytes - 1) };
    });
  },
});
