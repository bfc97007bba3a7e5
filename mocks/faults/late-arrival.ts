import { z } from 'zod';
import { defineFault } from './fault.ts';
import { LASTING_OPERATIONS } from './operations.ts';

export const lateArrival = defineFault({
  name: 'late-arrival',
  summary:
    'The request is stuck on its way: no answer, and a status query does not see it. Long after ' +
    'the client gave up it arrives and takes effect: money moves.',
  example: { holdMs: 4000 },
  options: z.strictObject({
    holdMs: z
      .int()
      .min(1)
      .max(600_000)
      .default(3000)
      .describe('Time until it takes effect, in milliseconds; choose more than clients wait.'),
  }),
  appliesTo: LASTING_OPERATIONS,
  async meet(request, { holdMs }) {
    const arrival = async (): Promise<void> => {
      await request.clock.sleep(holdMs);
      await request.proceed();
    };
    request.detach(arrival());
    return { kind: 'hang' };
  },
});
