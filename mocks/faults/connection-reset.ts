import { z } from 'zod';
import { defineFault } from './fault.ts';
import { EVERY_OPERATION } from './operations.ts';
import { waitMs } from './option-schemas.ts';

export const connectionReset = defineFault({
  name: 'connection-reset',
  summary: 'The connection is reset before the request is handled: no money moves.',
  example: { afterMs: 0 },
  options: z.strictObject({
    afterMs: waitMs().default(0).describe('Time until the reset, in milliseconds.'),
  }),
  appliesTo: EVERY_OPERATION,
  async meet(request, { afterMs }) {
    if (afterMs > 0) await request.clock.sleep(afterMs);
    return { kind: 'reset' };
  },
});
