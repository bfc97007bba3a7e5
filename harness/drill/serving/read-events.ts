import { StringDecoder } from 'node:string_decoder';
import type { RunEvent } from '../../core/events.ts';
import type { Body } from './send-request.ts';
import { SharedTexts } from './shared-texts.ts';

// Sources write epoch milliseconds; a run counts from its own zero of time.

const TIME_FIELDS = ['t', 'startT', 'endT', 'intendedT'] as const;

/** The same in JSON, with any number that JSON knows. No text can hold a quote that is bare. */
const TIME_IN_JSON =
  /"(t|startT|endT|intendedT)"\s*:\s*(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?=\s*[,}])/g;

/** Ids that no other event names, so that looking for their equals would be for nothing; and kinds. */
const OTHERWISE_SHARED: ReadonlySet<string> = new Set(['entry', 'event', 'fingerprint', 'kind']);

/**
 * The very words that our code compares with, which is then done by looking at their addresses. The
 * parser does as much by itself, but for words of up to ten letters only.
 */
const KINDS: ReadonlyMap<string, string> = new Map(
  Object.keys({
    'client-started': true,
    'client-answered': true,
    'client-finished': true,
    exchange: true,
    ledger: true,
    webhook: true,
    payment: true,
    'attempt-started': true,
    'attempt-ended': true,
    routed: true,
    fenced: true,
    breaker: true,
    'service-started': true,
    phase: true,
    fault: true,
    process: true,
    'final-reading': true,
    'source-end': true,
  } satisfies Readonly<Record<RunEvent['kind'], true>>).map((kind) => [kind, kind]),
);

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
  const event = value as { kind: string } & Record<string, unknown>;
  event.kind = KINDS.get(event.kind) ?? event.kind;
  for (const field of TIME_FIELDS) {
    const time = event[field];
    if (typeof time === 'number') event[field] = shift(time, zeroEpochMs);
  }
  texts.shareIn(event, OTHERWISE_SHARED);
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
  event.kind = KINDS.get(event.kind) ?? event.kind;
  texts.shareIn(event, OTHERWISE_SHARED);
  return event as RunEvent;
}

// Microseconds are enough, and keep floating-point noise out of the files.
const shift = (epochMs: number, zeroEpochMs: number): number =>
  Math.round((epochMs - zeroEpochMs) * 1000) / 1000;

const isEvent = (value: unknown): value is { kind: string } =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  typeof value.kind === 'string' &&
  't' in value;

const notAnEvent = (value: unknown): TypeError =>
  new TypeError(`no event: ${JSON.stringify(value).slice(0, 200)}`);

/** Reads an NDJSON stream of events, one source in its order. */
export async function readEventStream(
  body: Body,
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
  await body((chunk) => {
    const text = rest + decoder.write(chunk);
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      read(text.slice(start, end));
      start = end + 1;
    }
    rest = text.slice(start);
  });
  read(rest + decoder.end());
  return events;
}
