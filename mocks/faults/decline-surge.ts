import { z } from 'zod';
import type { DeclineKind } from '../../harness/core/outcome.ts';
import type { DeclineReason } from '../../harness/core/test-cards.ts';
import { defineFault } from './fault.ts';

export const declineSurge = defineFault({
  name: 'decline-surge',
  summary:
    'The issuer declines, whatever the card, and the provider says so in its usual way. No money ' +
    'moves.',
  example: { kind: 'soft' },
  options: z.strictObject({
    kind: z
      .enum(['soft', 'later', 'hard', 'fix-data'])
      .default('soft')
      .describe(
        '`soft`: another provider may approve. `later`: the card may work after a while. `hard`: ' +
          'never again with this card. `fix-data`: the customer must correct something.',
      ),
  }),
  appliesTo: ['confirm'],
  meet(request, { kind }) {
    request.overrides.decline = { kind, reason: TYPICAL_REASON[kind] };
    return request.proceed();
  },
});

/** One reason a kind, so that kind and reason can't contradict each other. */
const TYPICAL_REASON: Readonly<Record<DeclineKind, DeclineReason>> = {
  soft: 'generic',
  later: 'insufficient-funds',
  hard: 'stolen-card',
  'fix-data': 'expired-card',
};
