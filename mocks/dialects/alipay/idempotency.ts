import type { IdempotencyRules } from '../../kernel/idempotency-rules.ts';
import { failure } from './reply.ts';

/**
 * Alipay has no idempotency key. `out_trade_no` and `out_request_no` are natural keys, and what a
 * repetition is told depends on what became of the first one; that is for the handlers to say. So
 * the kernel is shown no key, and never asks for the rest.
 */
export const NO_KEYS: IdempotencyRules = {
  keys: 'none',
  keyOf: () => null,
  scopeOf: ({ path }) => path,
  retentionMs: () => 0,
  mismatch: () => failure('ACQ.CONTEXT_INCONSISTENT'),
  inFlight: () => failure('ACQ.SYSTEM_ERROR'),
  replay: ({ answer }) => answer,
  keep: () => null,
};
