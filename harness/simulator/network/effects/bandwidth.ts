import { ParcelQueue } from './queue.ts';
import type { Stage, StageContext } from './stage.ts';

/** Kilobytes of 1,000 bytes a second, for each connection and direction, in slices of 100 ms. */
export function createBandwidth(kilobytesPerSecond: number, context: StageContext): Stage {
  const queue = new ParcelQueue(context);
  const sliceBytes = Math.max(1, Math.floor(kilobytesPerSecond * 100));
  return {
    take: (parcel) => {
      if (parcel.kind !== 'data') {
        queue.push(parcel, {});
        return;
      }
      const { bytes } = parcel;
      for (let start = 0; start < bytes.length; start += sliceBytes) {
        const slice = bytes.subarray(start, start + sliceBytes);
        const beforeUs = Math.round((slice.length / kilobytesPerSecond) * 1000);
        queue.push({ kind: 'data', bytes: slice }, { beforeUs });
      }
    },
    clear: () => queue.flush(),
  };
}
