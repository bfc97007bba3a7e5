import { Readable } from 'node:stream';
import type { GatewayEvent, SourceEnd } from '../../harness/core/events.ts';
import type { Gateway } from '../kernel/gateway.ts';

/** Big enough that the socket is the bottleneck, small enough not to matter. */
const CHUNK_CHARACTERS = 64 * 1024;

/**
 * The gateway's events until now as NDJSON, then their end mark. A run has hundreds of
 * thousands: they are written out bit by bit, as the reader takes them.
 *
 * A gateway that lets go of its oldest events streams what it holds. The first number is then not 0
 * and the end mark counts more events than there are lines: no reader takes that for a whole log.
 */
export function streamEvents(gateway: Gateway, now: number): Readable {
  const { events } = gateway;
  const count = (events.at(-1)?.seq ?? -1) + 1;
  const end: SourceEnd = {
    kind: 'source-end',
    source: `gateway:${gateway.name}`,
    seq: count,
    t: now,
    events: count,
  };
  return Readable.from(writeLines(events, end), { objectMode: false });
}

function* writeLines(events: readonly GatewayEvent[], end: SourceEnd): Generator<string> {
  let chunk = '';
  for (let seq = events[0]?.seq ?? 0; seq < end.events; seq += 1) {
    const event = events[seq - (events[0]?.seq ?? 0)];
    // Reset or let go while reading: without its end mark the log is seen not to be whole.
    if (event === undefined || event.seq !== seq) return;
    chunk += `${JSON.stringify(event)}\n`;
    if (chunk.length >= CHUNK_CHARACTERS) {
      yield chunk;
      chunk = '';
    }
  }
  yield `${chunk}${JSON.stringify(end)}\n`;
}
