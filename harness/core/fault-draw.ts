import { hashToUnit } from './hash.ts';
import type { Seed } from './ids.ts';

/** What a fault draw depends on; see "The fault draw" in docs/architecture.md. */
export interface FaultDrawKey {
  readonly seed: Seed;
  readonly fault: string;
  /** The merchant's reference of the payment, as the gateway sees it. */
  readonly reference: string;
  readonly operation: string;
  /** How often this gateway has seen that reference and operation before (0 for the first). */
  readonly occurrence: number;
}

/**
 * Decides whether a fault meets a request. A hash and not a stream: the decision is independent of
 * concurrency, the same live and simulated, and may differ from one retry to the next.
 *
 * @param share of requests that the fault meets, 0..1
 */
export function isFaultDrawn(key: FaultDrawKey, share: number): boolean {
  return faultDraw(key) < share;
}

/** The draw itself, uniform in [0, 1). Faults that need a magnitude derive it from this too. */
export function faultDraw(key: FaultDrawKey): number {
  return hashToUnit(`${key.seed}|${key.fault}|${key.reference}|${key.operation}|${key.occurrence}`);
}
