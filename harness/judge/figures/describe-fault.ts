import { assertNever } from '../../core/assert-never.ts';
import { isReplayable, type NetworkEffect, type ScheduledFault } from '../../core/scenario.ts';

/** For people: `processed-then-lost, share 0.5, confirm`, `latency 80 ms, upstream, share 0.5, not
 * replayable`. */
export function describeFault(fault: ScheduledFault): string {
  switch (fault.layer) {
    case 'gateway': {
      const options = Object.entries(fault.options).map(([name, value]) => `${name} ${value}`);
      return [fault.fault, ...options, ...shareText(fault.share), ...fault.operations].join(', ');
    }
    case 'network':
      return [
        describeEffect(fault.effect),
        fault.direction,
        ...shareText(fault.share),
        ...(isReplayable(fault) ? [] : ['not replayable']),
      ].join(', ');
    case 'process':
      return `${fault.action} the target`;
    default:
      return assertNever(fault);
  }
}

const shareText = (share: number): readonly string[] => (share === 1 ? [] : [`share ${share}`]);

function describeEffect(effect: NetworkEffect): string {
  switch (effect.kind) {
    case 'latency':
      return effect.jitterMs === 0
        ? `latency ${effect.latencyMs} ms`
        : `latency ${effect.latencyMs} ms ± ${effect.jitterMs} ms`;
    case 'bandwidth':
      return `bandwidth ${effect.kilobytesPerSecond} kB/s`;
    case 'reset':
      return `reset after ${effect.afterMs} ms`;
    case 'slow-close':
      return `slow close after ${effect.delayMs} ms`;
    case 'slicer':
      return `slices of ${effect.averageBytes} bytes`;
    case 'data-limit':
      return `cut after ${effect.bytes} bytes`;
    case 'black-hole':
      return 'black hole';
    case 'down':
      return 'down';
    default:
      return assertNever(effect);
  }
}
