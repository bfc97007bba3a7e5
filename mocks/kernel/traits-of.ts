import type { GatewayTrait } from '../faults/fault.ts';
import type { OpenDialect } from './dialect.ts';

/** What faults that need something find at a gateway of this dialect. */
export const traitsOf = ({
  signsAnswers,
  routes,
  locks,
  idempotency,
}: OpenDialect): readonly GatewayTrait[] => [
  ...(signsAnswers === true ? (['signed-answers'] as const) : []),
  ...(routes.some(({ operation }) => operation === 'token') ? (['access-tokens'] as const) : []),
  ...(idempotency.keys === 'none' ? [] : (['idempotency-keys'] as const)),
  ...(idempotency.keys === undefined ? (['kept-answers'] as const) : []),
  ...(locks === undefined ? [] : (['object-locks'] as const)),
];
