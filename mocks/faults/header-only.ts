import { z } from 'zod';
import { defineFault } from './fault.ts';
import { EVERY_OPERATION } from './operations.ts';
import { spoilAnswer } from './spoil-answer.ts';

export const headerOnly = defineFault({
  name: 'header-only',
  summary:
    'The request takes effect; status and headers of its answer come, promising a body, and then ' +
    'nothing does.',
  example: { afterwards: 'silence' },
  options: z.strictObject({
    afterwards: z
      .enum(['silence', 'close'])
      .default('silence')
      .describe('Whether the connection stays open until the client gives up, or is closed.'),
  }),
  appliesTo: EVERY_OPERATION,
  async meet(request, { afterwards }) {
    const isOpen = afterwards === 'silence';
    return spoilAnswer(await request.proceed(), (answer) => {
      // An answer that has no body promises none: it is lost as a whole.
      if (answer.body === '') return { kind: isOpen ? 'hang' : 'close' };
      return { kind: 'cut', answer, afterBytes: 0, ...(isOpen ? { staysOpen: true } : {}) };
    });
  },
});
