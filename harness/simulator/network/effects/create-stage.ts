import { assertNever } from '../../../core/assert-never.ts';
import type { LinkEffect } from '../link.ts';
import { createBandwidth } from './bandwidth.ts';
import { createBlackHole } from './black-hole.ts';
import { createDataLimit } from './data-limit.ts';
import { createLatency } from './latency.ts';
import { createReset } from './reset.ts';
import { createSlicer } from './slicer.ts';
import { createSlowClose } from './slow-close.ts';
import type { Stage, StageContext } from './stage.ts';

/** Null for `down`, which closes the listener instead of standing in a connection. */
export function createStage(effect: LinkEffect, context: StageContext): Stage | null {
  switch (effect.kind) {
    case 'latency':
      return createLatency(effect.latencyMs, effect.jitterMs, context);
    case 'bandwidth':
      return createBandwidth(effect.kilobytesPerSecond, context);
    case 'black-hole':
      return createBlackHole(null, context);
    case 'timeout':
      return createBlackHole(effect.afterMs, context);
    case 'reset':
      return createReset(effect.afterMs, context);
    case 'slow-close':
      return createSlowClose(effect.delayMs, context);
    case 'slicer':
      return createSlicer(effect, context);
    case 'data-limit':
      return createDataLimit(effect.bytes, context);
    case 'down':
      return null;
    default:
      return assertNever(effect);
  }
}
