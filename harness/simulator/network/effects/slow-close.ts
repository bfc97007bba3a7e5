import { ParcelQueue } from './queue.ts';
import type { Stage, StageContext } from './stage.ts';

/** Delays the end of its direction, and nothing else. */
export function createSlowClose(delayMs: number, context: StageContext): Stage {
  const queue = new ParcelQueue(context);
  return {
    take: (parcel) => queue.push(parcel, { beforeUs: parcel.kind === 'data' ? 0 : delayMs * 1000 }),
    clear: () => queue.flush(),
  };
}
