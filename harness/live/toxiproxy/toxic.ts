import { assertNever } from '../../core/assert-never.ts';
import type { NetworkEffect, NetworkFault } from '../../core/scenario.ts';
import type { Toxic } from './state.ts';

/** What Toxiproxy needs to know of a fault. A `NetworkFault` of a scenario is one. */
export type NetworkSetting = Pick<NetworkFault, 'name' | 'direction' | 'effect' | 'share'>;

/** The toxic that makes the effect; null for `down`, which is no toxic but a closed proxy. */
export function toxicOf({ name, direction, effect, share }: NetworkSetting): Toxic | null {
  const body = bodyOf(effect);
  if (body === null) return null;
  return { name: toxicName(name), stream: direction, toxicity: share, ...body };
}

/** How long Toxiproxy may keep the removal of a fault waiting, beyond its usual time. */
export function removalDelayMs(effect: NetworkEffect): number {
  switch (effect.kind) {
    case 'reset':
      // It sleeps in the pipe itself and cannot be interrupted meanwhile.
      return effect.afterMs;
    case 'latency':
    case 'bandwidth':
    case 'black-hole':
    case 'slow-close':
    case 'slicer':
    case 'data-limit':
    case 'down':
      return 0;
    default:
      return assertNever(effect);
  }
}

/** Toxics go by a name in a path, which Toxiproxy's router takes literally: no `/`, `%` or space. */
export function toxicName(fault: string): string {
  return fault.replaceAll(
    /[^A-Za-z0-9.-]/gu,
    (character) => `_${(character.codePointAt(0) ?? 0).toString(16)}_`,
  );
}

function bodyOf(effect: NetworkEffect): Pick<Toxic, 'type' | 'attributes'> | null {
  switch (effect.kind) {
    case 'latency':
      return {
        type: 'latency',
        attributes: { latency: effect.latencyMs, jitter: effect.jitterMs },
      };
    case 'bandwidth':
      return { type: 'bandwidth', attributes: { rate: effect.kilobytesPerSecond } };
    case 'black-hole':
      // Zero: drop for ever. Any other value closes even idle pooled connections.
      return { type: 'timeout', attributes: { timeout: 0 } };
    case 'reset':
      return { type: 'reset_peer', attributes: { timeout: effect.afterMs } };
    case 'slow-close':
      return { type: 'slow_close', attributes: { delay: effect.delayMs } };
    case 'slicer':
      return {
        type: 'slicer',
        attributes: {
          average_size: effect.averageBytes,
          size_variation: effect.variationBytes,
          delay: effect.delayMicroseconds,
        },
      };
    case 'data-limit':
      return { type: 'limit_data', attributes: { bytes: effect.bytes } };
    case 'down':
      return null;
    default:
      return assertNever(effect);
  }
}
