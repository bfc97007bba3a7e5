import { assertNever } from '../../core/assert-never.ts';
import { liveError } from '../errors.ts';
import type { NetworkSetting } from './toxic.ts';

const LONGEST_MS = 600_000;
const MOST_BYTES = 1_000_000_000;
const MOST_KILOBYTES_PER_SECOND = 10_000_000;
const LONGEST_SLICE_DELAY_MICROSECONDS = 10_000_000;

/**
 * Refuses what Toxiproxy would take and then crash on (a negative rate, a slicer without a size) or
 * quietly read as something else (fractions, a rate of zero as a black hole). Toxiproxy itself
 * checks nothing. Throws LIVE_FAULT_INVALID.
 */
export function checkSetting({ name, effect, share }: NetworkSetting): void {
  const whole = (what: string, got: number, least: number, most: number): void => {
    if (Number.isSafeInteger(got) && got >= least && got <= most) return;
    refuse(`${what} must be a whole number from ${least} to ${most}`, got);
  };
  const refuse = (rule: string, got: number): never => {
    throw liveError('LIVE_FAULT_INVALID', { fault: name, rule, got });
  };

  if (!(share >= 0 && share <= 1)) refuse('share must be from 0 to 1', share);
  switch (effect.kind) {
    case 'latency':
      whole('latencyMs', effect.latencyMs, 0, LONGEST_MS);
      whole('jitterMs', effect.jitterMs, 0, LONGEST_MS);
      if (effect.jitterMs > effect.latencyMs) {
        refuse(`jitterMs must not exceed latencyMs (${effect.latencyMs})`, effect.jitterMs);
      }
      return;
    case 'bandwidth':
      // Zero would let nothing through, which is a black hole and should be called so.
      whole('kilobytesPerSecond', effect.kilobytesPerSecond, 1, MOST_KILOBYTES_PER_SECOND);
      return;
    case 'black-hole':
      return;
    case 'reset':
      whole('afterMs', effect.afterMs, 0, LONGEST_MS);
      return;
    case 'slow-close':
      whole('delayMs', effect.delayMs, 0, LONGEST_MS);
      return;
    case 'slicer':
      whole('averageBytes', effect.averageBytes, 1, MOST_BYTES);
      whole('variationBytes', effect.variationBytes, 0, MOST_BYTES);
      whole('delayMicroseconds', effect.delayMicroseconds, 0, LONGEST_SLICE_DELAY_MICROSECONDS);
      if (effect.variationBytes >= effect.averageBytes) {
        refuse(
          `variationBytes must be below averageBytes (${effect.averageBytes})`,
          effect.variationBytes,
        );
      }
      return;
    case 'data-limit':
      whole('bytes', effect.bytes, 0, MOST_BYTES);
      return;
    case 'down':
      // Not a toxic: the listener is closed for everybody.
      if (share !== 0 && share !== 1) refuse('the share of "down" must be 0 or 1', share);
      return;
    default:
      assertNever(effect);
  }
}
