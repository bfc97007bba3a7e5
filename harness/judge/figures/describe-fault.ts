import { assertNever } from '../../core/assert-never.ts';
import {
  isReplayable,
  type FaultSelection,
  type FieldRule,
  type NetworkEffect,
  type ScheduledFault,
} from '../../core/scenario.ts';

/** For people: `processed-then-lost, share 0.5, confirm`, `latency 80 ms, upstream, share 0.5, not
 * replayable`. */
export function describeFault(fault: ScheduledFault): string {
  switch (fault.layer) {
    case 'gateway': {
      const options = Object.entries(fault.options).map(([name, value]) => `${name} ${value}`);
      return [
        fault.fault,
        ...options,
        ...shareText(fault.share),
        ...fault.operations,
        ...selectionTexts(fault),
      ].join(', ');
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

function selectionTexts(fault: FaultSelection): readonly string[] {
  const { match = {}, attempts = [], pattern, sharePer, cycle } = fault;
  return [
    ...(sharePer === 'payment' ? ['all requests of a payment'] : []),
    ...Object.entries(match).map(([field, rule]) => `${field} ${ruleText(rule)}`),
    ...(attempts.length > 0 ? [`tries ${attempts.join(' and ')}`] : []),
    ...(pattern === undefined ? [] : [pattern]),
    ...(cycle === undefined ? [] : [`${cycle.onMs} ms on, ${cycle.offMs} ms off`]),
  ];
}

function ruleText(rule: FieldRule): string {
  if (typeof rule !== 'object') return String(rule);
  if ('oneOf' in rule) return rule.oneOf.join(' or ');
  if ('prefix' in rule) return `${rule.prefix}...`;
  const least = 'atLeast' in rule ? [`at least ${rule.atLeast}`] : [];
  return [...least, ...(rule.atMost === undefined ? [] : [`at most ${rule.atMost}`])].join(', ');
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
