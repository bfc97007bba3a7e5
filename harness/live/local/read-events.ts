import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { RunEvent } from '../../core/events.ts';

// Sources write epoch milliseconds; a run counts from its own zero of time.

const TIME_FIELDS = ['t', 'startT', 'endT', 'intendedT'] as const;

/** Shifts every time of an event, in place: half a million copies would cost for nothing. */
export function rebaseEvent(value: unknown, zeroEpochMs: number): RunEvent {
  if (typeof value !== 'object' || value === null || !('kind' in value) || !('t' in value)) {
    throw new TypeError(`no event: ${JSON.stringify(value).slice(0, 200)}`);
  }
  const event = value as Record<string, unknown>;
  for (const field of TIME_FIELDS) {
    const time = event[field];
    if (typeof time === 'number') event[field] = round(time - zeroEpochMs);
  }
  return event as unknown as RunEvent;
}

// Microseconds are enough, and keep floating-point noise out of the files.
const round = (ms: number): number => Math.round(ms * 1000) / 1000;

/** Reads an NDJSON stream of events, one source in its order. */
export async function readEventStream(
  body: globalThis.ReadableStream<Uint8Array>,
  zeroEpochMs: number,
): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = [];
  const lines = createInterface({ input: Readable.fromWeb(body as ReadableStream) });
  for await (const line of lines) {
    if (line !== '') events.push(rebaseEvent(JSON.parse(line), zeroEpochMs));
  }
  return events;
}
