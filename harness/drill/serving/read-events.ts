import { StringDecoder } from 'node:string_decoder';
import type { RunEvent } from '../../core/events.ts';
import { SharedTexts } from './shared-texts.ts';

// Sources write epoch milliseconds; a run counts from its own zero of time.

const TIME_FIELDS = ['t', 'startT', 'endT', 'intendedT'] as const;

/** The same in JSON, with any number that JSON knows. No text can hold a quote that is bare. */
const TIME_IN_JSON =
  /"(t|startT|endT|intendedT)"\s*:\s*(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?=\s*[,}])/g;

/** Ids that no other event names, so that looking for their equals would be for nothing. */
const UNIQUE_FIELDS: ReadonlySet<string> = new Set(['entry', 'event', 'fingerprint']);

/**
 * Shifts every time of an event and shares its texts, in place: half a million copies would cost
 * for nothing.
 */
export function rebaseEvent(
  value: unknown,
  zeroEpochMs: number,
  texts: SharedTexts = new SharedTexts(),
): RunEvent {
  if (!isEvent(value)) throw notAnEvent(value);
  const event = value as Record<string, unknown>;
  for (const field of TIME_FIELDS) {
    const time = event[field];
    if (typeof time === 'number') event[field] = shift(time, zeroEpochMs);
  }
  texts.shareIn(event, UNIQUE_FIELDS);
  return event as unknown as RunEvent;
}

/**
 * The same for a line of JSON, before it is parsed: a number that is small from the start has its
 * place in the event, and one as large as an epoch time takes an object of its own, for ever.
 */
export function parseEvent(
  line: string,
  zeroEpochMs: number,
  texts: SharedTexts = new SharedTexts(),
): RunEvent {
  const event: unknown = JSON.parse(
    line.replace(
      TIME_IN_JSON,
      (_, field: string, time: string) => `"${field}":${shift(Number(time), zeroEpochMs)}`,
    ),
  );
  if (!isEvent(event)) throw notAnEvent(event);
  texts.shareIn(event, UNIQUE_FIELDS);
  return event as RunEvent;
}

// Microseconds are enough, and keep floating-point noise out of the files.
const shift = (epochMs: number, zeroEpochMs: number): number =>
  Math.round((epochMs - zeroEpochMs) * 1000) / 1000;

const isEvent = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && 'kind' in value && 't' in value;

const notAnEvent = (value: unknown): TypeError =>
  new TypeError(`no event: ${JSON.stringify(value).slice(0, 200)}`);

/** Reads an NDJSON stream of events, one source in its order. */
export async function readEventStream(
  body: AsyncIterable<Uint8Array>,
  zeroEpochMs: number,
  texts: SharedTexts = new SharedTexts(),
): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = [];
  const read = (line: string): void => {
    if (line !== '') events.push(parseEvent(line, zeroEpochMs, texts));
  };
  // Node's readline takes several times as long and leaves as much more garbage.
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of body) {
    const text = rest + decoder.write(chunk);
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      read(text.slice(start, end));
      start = end + 1;
    }
    rest = text.slice(start);
  }
  read(rest + decoder.end());
  return events;
}
