import { ParcelQueue } from './queue.ts';
import type { Stage, StageContext } from './stage.ts';

/** Each chunk leaves at its arrival plus latency plus U[-jitter, +jitter); order is kept. */
export function createLatency(latencyMs: number, jitterMs: number, context: StageContext): Stage {
  const queue = new ParcelQueue(context);
  return {
    take: (parcel) => {
      if (parcel.kind === 'end') {
        queue.push(parcel, {});
        return;
      }
      const delayMs = latencyMs + (context.random.next() * 2 - 1) * jitterMs;
      queue.push(parcel, { dueUs: context.nowUs() + Math.max(0, Math.round(delayMs * 1000)) });
    },
    clear: () => queue.flush(),
  };
}
