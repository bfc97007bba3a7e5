import { z } from 'zod';
import { defineFault } from './fault.ts';

export const no100Continue = defineFault({
  name: 'no-100-continue',
  summary:
    'A request with "Expect: 100-continue" is never told to go on: a client that waits for it sends ' +
    'no body and gets no answer. One that goes on after a while is served. Others never meet it.',
  example: {},
  options: z.strictObject({}),
  appliesTo: [],
  needsArming: true,
  withholdsContinue: true,
});
