import { z } from 'zod';
import { defineFault } from './fault.ts';
import { EVERY_OPERATION } from './operations.ts';

export const hang = defineFault({
  name: 'hang',
  summary: 'The request is accepted and never answered. It takes no effect: no money moves.',
  example: {},
  options: z.strictObject({}),
  appliesTo: EVERY_OPERATION,
  meet: () => Promise.resolve({ kind: 'hang' }),
});
