import { replace } from './replace.ts';

/** The stream of a blob waits for real turns of the loop; its bytes are there at once. */
export function installBlobs(): void {
  const { arrayBuffer } = Blob.prototype;
  replace(Blob.prototype, 'stream', function stream(this: Blob): ReadableStream<Uint8Array> {
    return new ReadableStream({
      type: 'bytes',
      pull: async (controller) => {
        const bytes = new Uint8Array(await Reflect.apply(arrayBuffer, this, []));
        if (bytes.length > 0) controller.enqueue(bytes);
        controller.close();
        // A reader with a buffer of its own waits for this when nothing is left.
        controller.byobRequest?.respond(0);
      },
    });
  });
}
