import { open, type FileHandle } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { pause } from '../../drill/serving/pause.ts';

const POLL_MS = 100;
const CHUNK_BYTES = 256 * 1024;

export interface LineTail {
  /** Reads what is left and stops. A last line without an end is given back, not told. */
  finish(): Promise<{ readonly lines: number; readonly partialLine: string | null }>;
}

/**
 * Follows a file that another process appends to and tells every whole line once, in order. The
 * file must exist.
 */
export async function tailLines(
  path: string,
  onLine: (line: string) => void,
  pollMs = POLL_MS,
): Promise<LineTail> {
  const file = await open(path, 'r');
  const decoder = new StringDecoder('utf8');
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let position = 0;
  let lines = 0;
  let rest = '';

  const readOn = async (): Promise<void> => {
    for (;;) {
      const read = await readAt(file, chunk, position);
      if (read === 0) return;
      position += read;
      const parts = (rest + decoder.write(chunk.subarray(0, read))).split('\n');
      rest = parts.pop() ?? '';
      for (const line of parts) {
        if (line === '') continue;
        lines += 1;
        onLine(line);
      }
    }
  };

  const over = new AbortController();
  const followed = (async () => {
    while (!over.signal.aborted) {
      await readOn();
      await pause(pollMs, over.signal);
    }
    await readOn();
  })();
  // A failure is told by finish(); until then it is nobody's.
  followed.catch(() => undefined);

  return {
    finish: async () => {
      over.abort();
      try {
        await followed;
      } finally {
        await file.close();
      }
      return { lines, partialLine: rest === '' ? null : rest };
    },
  };
}

const readAt = async (file: FileHandle, chunk: Buffer, position: number): Promise<number> =>
  (await file.read(chunk, 0, chunk.length, position)).bytesRead;
