import { z } from 'zod';
import { whole } from '../kernel/answer.ts';
import { defineFault } from './fault.ts';
import { EVERY_OPERATION } from './operations.ts';
import { spoilAnswer } from './spoil-answer.ts';

export const truncatedJson = defineFault({
  name: 'truncated-json',
  summary:
    'The request takes effect; its answer is complete as far as HTTP can tell, with the right ' +
    'Content-Length and a good signature, and its JSON stops early.',
  example: { keepRatio: 0.9 },
  options: z.strictObject({
    keepRatio: z
      .number()
      .min(0)
      .max(1)
      .default(0.9)
      .describe('How much of the text is there, 0 to 1; the last character never is.'),
  }),
  appliesTo: EVERY_OPERATION,
  async meet(request, { keepRatio }) {
    return spoilAnswer(await request.proceed(), (answer) => {
      // The provider itself cuts it, and signs what is left.
      const cut = (body: string): string => {
        const kept = Math.min(Math.floor(body.length * keepRatio), body.length - 1);
        return body.slice(0, Math.max(0, kept));
      };
      return whole(request.seal(answer, 'provider', cut));
    });
  },
});
