import type { VirtualEvent } from '../../clock/virtual-event.ts';
import type { Stage, StageContext } from './stage.ts';

/**
 * At the first data or end it waits, then closes the connection: by a reset when the connection is
 * newer than the fault, in order when it was open before, as measured with Toxiproxy.
 */
export function createReset(afterMs: number, context: StageContext): Stage {
  let timer: VirtualEvent | null = null;
  return {
    take: () => {
      const how = context.isNew ? 'reset' : 'end';
      timer ??= context.after(afterMs * 1000, () => context.cut(how));
    },
    // Toxiproxy sleeps in the pipe and cannot be interrupted: the reset comes all the same.
    clear: () => undefined,
  };
}
