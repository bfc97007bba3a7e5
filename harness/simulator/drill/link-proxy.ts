import type { NetworkFault } from '../../core/scenario.ts';
import type { FaultProxy } from '../../drill/serving/fault-hands.ts';
import { pause } from '../../drill/serving/pause.ts';
import type { WorldControls } from '../world/controls.ts';

/** How often a link is asked whether its fault was met. */
const MET_EVERY_MS = 200;

/** What Toxiproxy is in a live drill: the link from the target to one gateway. */
export function createLinkProxy(world: WorldControls, from: string, to: string): FaultProxy {
  world.link({ from, to, isProxied: true });
  const armed = new Set<string>();
  return {
    arm: async ({ name, direction, effect, share }: NetworkFault) => {
      world.inject({ name, from, to, direction, effect, share });
      armed.add(name);
    },
    clear: async (name) => {
      world.clear(name);
      armed.delete(name);
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
