import type { NetworkFault } from '../core/scenario.ts';
import { NETWORK_EFFECTS, type FaultOption } from './fault-layers.ts';

/** A rule that a network fault breaks, in words that follow its name. */
export interface BrokenRule {
  /** `effect.latencyMs`, or `share`. */
  readonly what: string;
  readonly rule: string;
  readonly got: number;
}

/**
 * What Toxiproxy would take and then crash on or read as something else, as the first rule that is
 * broken; null when there is none. One function, so that a scenario that was found valid is also
 * one that can be armed.
 */
export function brokenNetworkRule({
  effect,
  share,
}: Pick<NetworkFault, 'effect' | 'share'>): BrokenRule | null {
  if (!(share >= 0 && share <= 1)) {
    return { what: 'share', rule: 'must be a number from 0 to 1', got: share };
  }
  const options: Readonly<Record<string, FaultOption>> = NETWORK_EFFECTS[effect.kind].options;
  for (const [name, value] of Object.entries(effect)) {
    const bounds = options[name];
    if (bounds === undefined || typeof value !== 'number') continue;
    const { low, high } = bounds;
    if (Number.isSafeInteger(value) && value >= low && value <= high) continue;
    return {
      what: `effect.${name}`,
      rule: `must be a whole number from ${low} to ${high}`,
      got: value,
    };
  }
  return brokenTogether(effect, share);
}

function brokenTogether(effect: NetworkFault['effect'], share: number): BrokenRule | null {
  if (effect.kind === 'latency' && effect.jitterMs > effect.latencyMs) {
    const rule = `must not exceed latencyMs (${effect.latencyMs})`;
    return { what: 'effect.jitterMs', rule, got: effect.jitterMs };
  }
  if (effect.kind === 'slicer' && effect.variationBytes >= effect.averageBytes) {
    const rule = `must be below averageBytes (${effect.averageBytes})`;
    return { what: 'effect.variationBytes', rule, got: effect.variationBytes };
  }
  // Not a toxic: the listener is closed for everybody.
  if (effect.kind === 'down' && share !== 0 && share !== 1) {
    return { what: 'share', rule: 'must be 1 with the effect "down"', got: share };
  }
  return null;
}
