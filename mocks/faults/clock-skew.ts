import { z } from 'zod';
import { defineFault } from './fault.ts';
import { EVERY_OPERATION } from './operations.ts';

export const clockSkew = defineFault({
  name: 'clock-skew',
  summary:
    "The provider's clock is wrong: its timestamps, what it takes for expired, the time in its " +
    'signatures and the window in which it accepts those of others. The ledger keeps the true time.',
  example: { skewMs: -600_000 },
  options: z.strictObject({
    skewMs: z
      .int()
      .min(-86_400_000)
      .max(86_400_000)
      .default(600_000)
      .describe('How far it is ahead; negative: behind. Milliseconds.'),
  }),
  appliesTo: EVERY_OPERATION,
  isGatewayWide: true,
  meet: (request) => request.proceed(),
  deliver: () => true,
  onArmed: (gateway, { skewMs }) => gateway.shiftClock(skewMs),
  onCleared: (gateway, { skewMs }) => gateway.shiftClock(-skewMs),
});
