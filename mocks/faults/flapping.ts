import { z } from 'zod';
import { breakDown, breakdown } from './break-down.ts';
import { defineFault } from './fault.ts';
import { EVERY_OPERATION } from './operations.ts';

export const flapping = defineFault({
  name: 'flapping',
  summary:
    'The provider goes down and comes back, again and again, so that whatever was learnt about it ' +
    'is soon wrong. While it is down requests take no effect.',
  example: { downMs: 2000, upMs: 3000, manner: 'status', status: 503 },
  options: z.strictObject({
    downMs: time('How long it is down each time; it begins with this. Milliseconds.', 2000),
    upMs: time('How long it is up in between, in milliseconds.', 3000),
    ...breakdown,
  }),
  appliesTo: EVERY_OPERATION,
  needsArming: true,
  concerns: ({ armedForMs }, { downMs, upMs }) => armedForMs % (downMs + upMs) < downMs,
  meet: (request, options) => Promise.resolve(breakDown(request, options)),
});

function time(description: string, defaultMs: number) {
  return z.int().min(1).max(3_600_000).default(defaultMs).describe(description);
}
