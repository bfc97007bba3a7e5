import type { Random } from '../../../core/random.ts';
import { ParcelQueue } from './queue.ts';
import type { Stage, StageContext } from './stage.ts';

export interface SlicerOptions {
  readonly averageBytes: number;
  readonly variationBytes: number;
  readonly delayMicroseconds: number;
}

/** Cuts chunks into slices, by halves as Toxiproxy does, with a pause after each. */
export function createSlicer(options: SlicerOptions, context: StageContext): Stage {
  const queue = new ParcelQueue(context);
  return {
    take: (parcel) => {
      if (parcel.kind !== 'data') {
        queue.push(parcel, {});
        return;
      }
      for (const [start, end] of slices(0, parcel.bytes.length, options, context.random)) {
        const bytes = parcel.bytes.subarray(start, end);
        queue.push({ kind: 'data', bytes }, { afterUs: options.delayMicroseconds });
      }
    },
    clear: () => queue.flush(),
  };
}

function slices(
  start: number,
  end: number,
  options: SlicerOptions,
  random: Random,
): readonly (readonly [number, number])[] {
  const { averageBytes, variationBytes } = options;
  if (end - start - averageBytes <= variationBytes) return [[start, end]];
  const shift = variationBytes === 0 ? 0 : random.integer(-variationBytes, variationBytes - 1);
  const middle = start + Math.floor((end - start) / 2) + shift;
  return [...slices(start, middle, options, random), ...slices(middle, end, options, random)];
}
