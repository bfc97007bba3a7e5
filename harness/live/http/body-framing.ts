/** Takes the bytes of a connection and passes on those of the body. Views: nothing is copied. */
export interface BodyFraming {
  /** @returns whether that was the end of the body */
  feed(bytes: Uint8Array, take: (chunk: Uint8Array) => void): boolean;
  /** Whether the body may end where its connection does. */
  readonly endsWithConnection: boolean;
}

/** How the body of an answer to GET is framed, from its status and its headers (RFC 9112, 6.3). */
export function framingOf(status: number, headers: ReadonlyMap<string, string>): BodyFraming {
  if (status === 204 || status === 304) return ofLength(0);
  const coding = headers.get('transfer-encoding');
  if (coding !== undefined) {
    if (coding.toLowerCase() !== 'chunked') throw new TypeError(`a transfer coding of ${coding}`);
    return inChunks();
  }
  const length = headers.get('content-length');
  if (length === undefined) return untilClosed;
  if (!/^\d{1,15}$/.test(length)) throw new TypeError(`a content length of ${length}`);
  return ofLength(Number(length));
}

const untilClosed: BodyFraming = {
  endsWithConnection: true,
  feed: (bytes, take) => {
    take(bytes);
    return false;
  },
};

function ofLength(length: number): BodyFraming {
  let left = length;
  return {
    endsWithConnection: false,
    feed: (bytes, take) => {
      const own = bytes.subarray(0, left);
      left -= own.length;
      if (own.length > 0) take(own);
      return left === 0;
    },
  };
}

const NEW_LINE = 0x0a;
/** Far more than a size or a trailer needs. */
const MOST_LINE_CHARACTERS = 8_192;

/** Sizes and trailers are lines, and bytes may be cut anywhere. */
function inChunks(): BodyFraming {
  let state: 'size' | 'data' | 'data-end' | 'trailer' = 'size';
  let line = '';
  let left = 0;

  const endLine = (): boolean => {
    const text = line.trim();
    line = '';
    switch (state) {
      case 'size': {
        const size = text.split(';', 1)[0]?.trim() ?? '';
        if (!/^[\da-f]{1,12}$/i.test(size)) throw new TypeError(`a chunk of size "${size}"`);
        left = Number.parseInt(size, 16);
        state = left === 0 ? 'trailer' : 'data';
        return false;
      }
      case 'data-end':
        if (text !== '') throw new TypeError('a chunk longer than its size');
        state = 'size';
        return false;
      default:
        return text === '';
    }
  };

  return {
    endsWithConnection: false,
    feed: (bytes, take) => {
      for (let at = 0; at < bytes.length;) {
        if (state === 'data') {
          const own = bytes.subarray(at, at + left);
          at += own.length;
          left -= own.length;
          if (left === 0) state = 'data-end';
          take(own);
          continue;
        }
        const end = bytes.indexOf(NEW_LINE, at);
        const stop = end === -1 ? bytes.length : end;
        line += Buffer.from(bytes.subarray(at, stop)).toString('latin1');
        if (line.length > MOST_LINE_CHARACTERS) throw new TypeError('a chunk head without end');
        at = stop + 1;
        if (end !== -1 && endLine()) return true;
      }
      return false;
    },
  };
}
