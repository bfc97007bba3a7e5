import type { NetworkFault } from '../../core/scenario.ts';
import type { FaultProxy } from '../../drill/serving/fault-hands.ts';
import { pause } from '../../drill/serving/pause.ts';
import type { WorldControls } from '../world/controls.ts';

/** How often a link is asked whether its fault was met. */
const MET_EVERY_MS = 200;

/**
 * One way between the service and a gateway, in milliseconds. Computing takes no virtual time, so
 * this stands for what a live gateway takes too: with it a payment has the latency of a live drill
 * at rest (6 to 9 ms at the median, 15 at p95), and something is in flight whenever a fault strikes.
 */
const ONE_WAY = { kind: 'log-normal', medianMs: 1, sigma: 0.8 } as const;

/**
 * A request to Toxiproxy's API, in milliseconds: setting a fault and reading it back takes 4 to 10
 * in a live drill. Without it faults would come in the very moment they are planned for, always
 * right before the customer who arrives at that round time, and between two faults nothing would happen.
 */
const ASKING = { medianMs: 3, sigma: 0.5 };

/** What Toxiproxy is in a live drill: the link from the target to one gateway. */
export function createLinkProxy(world: WorldControls, from: string, to: string): FaultProxy {
  world.link({ from, to, isProxied: true, upstream: ONE_WAY, downstream: ONE_WAY });
  const random = world.random(`asking/${to}`);
  const asking = (): Promise<void> =>
    pause(random.logNormal(ASKING.medianMs, ASKING.sigma), new AbortController().signal);
  const armed = new Set<string>();
  return {
    arm: async ({ name, direction, effect, share }: NetworkFault) => {
      await asking();
      world.inject({ name, from, to, direction, effect, share });
      armed.add(name);
      await asking();
    },
    clear: async (name) => {
      await asking();
      world.clear(name);
      armed.delete(name);
      await asking();
    },
    armed: () => [...armed],
    // The link is the fault: that data came to it proves more than a probe beside it could.
    probe: async (name, { signal }) => {
      while (world.met(name) === 0 && !signal.aborted) await pause(MET_EVERY_MS, signal);
      const met = world.met(name);
      return { proved: met > 0, detail: `${met} came to it`, by: 'count' };
    },
  };
}
