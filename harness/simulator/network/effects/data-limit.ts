import type { Stage, StageContext } from './stage.ts';

/** Closes after that many bytes of this direction, counted over all answers of a connection. */
export function createDataLimit(limitBytes: number, context: StageContext): Stage {
  let passedBytes = 0;
  return {
    take: (parcel) => {
      if (parcel.kind !== 'data') {
        context.forward(parcel);
        return;
      }
      const bytes = parcel.bytes.subarray(0, Math.max(0, limitBytes - passedBytes));
      passedBytes += bytes.length;
      if (bytes.length > 0) context.forward({ kind: 'data', bytes });
      if (passedBytes >= limitBytes) context.cut('end');
    },
    clear: () => undefined,
  };
}
