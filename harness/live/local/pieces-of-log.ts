import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const PIECE_BYTES = 64 * 1024;

/** A log in pieces of whole lines, read anew each time it is walked through. */
export function piecesOfLog(path: string, pieceBytes = PIECE_BYTES): Iterable<string> {
  return {
    *[Symbol.iterator]() {
      const file = openSync(path, 'r');
      try {
        const chunk = Buffer.alloc(pieceBytes);
        const decoder = new StringDecoder('utf8');
        let rest = '';
        for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
          const text = rest + decoder.write(chunk.subarray(0, read));
          const end = text.lastIndexOf('\n') + 1;
          if (end > 0) yield text.slice(0, end);
          rest = text.slice(end);
        }
        rest += decoder.end();
        if (rest !== '') yield rest;
      } finally {
        closeSync(file);
      }
    },
  };
}
