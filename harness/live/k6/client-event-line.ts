import type { ClientEvent, RunEvent } from '../../core/events.ts';
import { parseEvent } from '../../drill/serving/read-events.ts';
import type { SharedTexts } from '../../drill/serving/shared-texts.ts';

/** The entry script is ours, so only what tells its lines from others is checked. */
const CLIENT_EVENT = /^\{"kind":"client-(?:started|answered|finished)",.*\}$/;

/**
 * Reads one line of k6's console; null when it is no client event (a warning of the script, say).
 *
 * @param seq the number of the event, written into the line before it is parsed: an object that gets
 *   fields afterwards keeps them apart and takes half as much memory again
 */
export function parseClientEventLine(
  line: string,
  seq: number,
  zeroEpochMs: number,
  texts?: SharedTexts,
): ClientEvent | null {
  if (!CLIENT_EVENT.test(line)) return null;
  const numbered = `{"source":"client","seq":${seq},${line.slice(1)}`;
  let event: RunEvent;
  try {
    event = parseEvent(numbered, zeroEpochMs, texts);
  } catch {
    return null;
  }
  return isClientEvent(event) ? event : null;
}

const isClientEvent = (event: RunEvent): event is ClientEvent =>
  event.kind === 'client-started' ||
  event.kind === 'client-answered' ||
  event.kind === 'client-finished';
