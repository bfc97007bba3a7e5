import { Readable } from 'node:stream';
import type { GatewayEvent, SourceEnd } from '../../harness/core/events.ts';
import type { Gateway } from '../kernel/gateway.ts';

/** Big enough that the socket is the bottleneck, small enough not to matter. */
const CHUNK_CHARACTERS = 64 * 1024;

/**
 * The gateway's events until now as NDJSON, then their end mark. A run has hundreds of
 * thousands: they are written out bit by bit, as the reader takes them.
 */
export function streamEvents(gateway: Gateway, now: number): Readable {
  const { events } = gateway;
  const end: SourceEnd = {
    kind: 'source-end',
    source: `gateway:${gateway.name}`,
    seq: events.length,
    t: now,
    events: events.length,
  };
  return Readable.from(writeLines(events, end), { objectMode: false });
}

function* writeLines(events: readonly GatewayEvent[], end: SourceEnd): Generator<string> {
  let chunk = '';
  for (let seq = 0; seq < end.events; seq += 1) {
    const event = events[seq];
    // Reset while reading: without its end mark the reader sees that the log is not whole.
    if (event === undefined) return;
    chunk += `${JSON.stringify(event)}\n`;
    if (chunk.length >= CHUNK_CHARACTERS) {
      yield chunk;
      chunk = '';
    }
  }
  yield `${chunk}${JSON.stringify(end)}\n`;
}
