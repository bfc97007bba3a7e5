// Clients that race for one row with optimistic concurrency: read its version, write with that
// version, and wait and read again when somebody else was first. Each has to win once.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorldControls } from '../../harness/simulator/index.ts';
import { BACKOFFS, type Backoff, type BackoffName } from './backoff.ts';

/** A name that an address without a port leads to. */
export const ROW = 'row';
const URL_OF_ROW = `http://${ROW}/`;

export async function serveRow(): Promise<void> {
  let version = 0;
  let writes = 0;
  const server = createServer((request, response) => {
    if (request.method === 'POST') {
      writes += 1;
      if (request.headers['if-match'] === String(version)) version += 1;
      else response.statusCode = 412;
    }
    response.setHeader('writes', writes).end(String(version));
  });
  // Connections are no part of the model: none is closed while its client waits.
  server.keepAliveTimeout = 600_000;
  server.listen(80);
  await once(server, 'listening');
}

async function winOnce(backoff: Backoff): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const version = await (await fetch(URL_OF_ROW)).text();
    const answer = await fetch(URL_OF_ROW, { method: 'POST', headers: { 'if-match': version } });
    await answer.text();
    if (answer.ok) return Number(answer.headers.get('writes'));
    const waitMs = Math.round(backoff(attempt));
    if (waitMs > 0) await sleep(waitMs);
  }
}

export interface Race {
  /** Until the last client knows that it has won. */
  readonly completionMs: number;
  /** Writes that the server saw, lost ones included. */
  readonly calls: number;
}

export async function race(
  { clients, backoff }: { clients: number; backoff: BackoffName },
  world: WorldControls,
): Promise<Race> {
  await world.start(ROW, import.meta.url, 'serveRow');
  const each = Array.from({ length: clients });
  // The first request opens a client's connection, before the race.
  await Promise.all(each.map(async () => (await fetch(URL_OF_ROW)).text()));
  const startMs = world.nowMs();
  const writes = await Promise.all(each.map(() => winOnce(BACKOFFS[backoff]())));
  return { completionMs: world.nowMs() - startMs, calls: Math.max(...writes) };
}
