import type { VirtualEvent } from '../../clock/virtual-event.ts';
import type { Stage, StageContext } from './stage.ts';

/**
 * Data vanishes, an end passes. With a time it closes the connection after that much silence,
 * counted from the connect or the last chunk; so an idle pooled connection is closed too. Clearing
 * it closes every connection of the link, which `Connection` sees to.
 */
export function createBlackHole(afterMs: number | null, context: StageContext): Stage {
  let timer: VirtualEvent | null = null;
  const wait = (): void => {
    if (timer !== null) timer.run = null;
    timer = null;
    if (afterMs !== null && afterMs > 0) {
      timer = context.after(afterMs * 1000, () => context.cut('end'));
    }
  };
  wait();
  return {
    take: (parcel) => {
      if (parcel.kind === 'data') wait();
      else context.forward(parcel);
    },
    clear: () => {
      if (timer !== null) timer.run = null;
    },
  };
}
