import { Readable } from 'node:stream';
import type { GatewayEvent } from '../../harness/core/events.ts';
import type { Gateway } from '../kernel/gateway.ts';

/** A reader that is this far behind is let go: it may come back and read the journal. */
const MOST_UNREAD_BYTES = 4 * 1024 * 1024;
/** Shorter than what proxies and browsers take for a dead connection. */
const HEARTBEAT_MS = 15_000;

/**
 * What happens from now on, as server-sent events: `exchange`, `ledger` and `webhook` with the event
 * as JSON, `faults` when one was armed or cleared. Ends when the reader leaves.
 */
export function streamLive(gateways: readonly Gateway[]): Readable {
  const stream = new Readable({ read: () => undefined });
  const send = (text: string): void => {
    if (stream.destroyed) return;
    stream.push(text);
    if (stream.readableLength > MOST_UNREAD_BYTES) stream.destroy();
  };
  const tell = (kind: string, data: object): void =>
    send(`event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`);
  const stops = gateways.flatMap((gateway) => [
    gateway.onEvent((event: GatewayEvent) => tell(event.kind, event)),
    gateway.faults.onChange(({ kind, fault }) =>
      tell('faults', { gateway: gateway.name, name: fault.name, kind }),
    ),
  ]);
  const heartbeat = setInterval(() => send(': still here\n\n'), HEARTBEAT_MS);
  heartbeat.unref();
  stream.once('close', () => {
    clearInterval(heartbeat);
    for (const stop of stops) stop();
  });
  // So that the reader has its headers at once.
  send(': connected\n\n');
  return stream;
}
